// Makes one style sheet of all that the pages of a built site load, with only the rules that they
// use: `node styles.js SITE LETTERS SHEET...` writes SITE/_static/styles.css. The sheets keep their
// order. Of the fonts it keeps those that are used, with the letters that formulas have: LETTERS.
import { readdir, readFile, unlink, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";
import subsetFont from "subset-font";

const [site, letters, ...sheets] = process.argv.slice(2);
const bundled = await build({
  stdin: { contents: sheets.map((sheet) => `@import "./${sheet}";`).join("\n"), loader: "css", resolveDir: site },
  outdir: `${site}/_static`,
  entryNames: "styles",
  bundle: true,
  minify: true,
  write: false,
  external: ["*.woff2", "*.ttf"],
  loader: { ".png": "dataurl", ".svg": "dataurl" },
  plugins: [{ name: "nothing", setup: (b) => b.onResolve({ filter: /^$/ }, () => ({ path: "data:,", external: true })) }],
  logLevel: "error",
});
const [{ css }] = await new PurgeCSS().purge({
  content: [`${site}/**/*.html`, `${site}/_static/**/*.js`],
  skippedContentGlobs: [`${site}/_static/python/*.*.js`], // the parts of the page's Python
  css: [{ raw: bundled.outputFiles.at(-1).text }],
  safelist: { greedy: [/^noUi-/, /^bs-/] }, // names that scripts put together
  blocklist: [/^fa([bsr]|-.*)?$/],
  keyframes: true,
  fontFace: true,
  variables: true,
});
// Without the icon font, since icons are drawn in the page, and without formats that nobody asks for.
const needless = /@font-face\{[^}]*Font ?Awesome[^}]*\}|,url\(data:,\) format\("\w+"\)/g;
const style = onPaper(withoutIcons(css.replaceAll(needless, "")));
await writeFile(`${site}/_static/styles.css`, style);

// Icons are drawn in the page, so the letters that an icon font would turn into icons go.
function withoutIcons(text) {
  const sheet = postcss.parse(text);
  sheet.walkDecls("content", (decl) => {
    if (/^var\(--pst-icon|^"\\f/.test(decl.value)) decl.value = "none";
  });
  return sheet.toString();
}

// Paper is light, whatever the screen is: the rules of the dark theme are for the screen, and those of
// the light theme also for all that is printed.
function onPaper(text) {
  const sheet = postcss.parse(text);
  sheet.walkRules(/data-theme="?dark/, (rule) => {
    rule.replaceWith(postcss.atRule({ name: "media", params: "screen", nodes: [rule.clone()] }));
  });
  sheet.walkRules(/data-theme="?light/, (rule) => {
    const selector = rule.selector.replaceAll(/data-theme="?light"?/g, "data-theme");
    rule.after(postcss.atRule({ name: "media", params: "print", nodes: [rule.clone({ selector })] }));
  });
  return sheet.toString();
}

const fonts = `${site}/_static/fonts`;
for (const name of await readdir(fonts)) {
  const file = `${fonts}/${name}`;
  if (!style.includes(name)) await unlink(file);
  else await writeFile(file, await subsetFont(await readFile(file), letters, { targetFormat: "woff2" }));
}
