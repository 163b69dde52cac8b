// Minifies the scripts and styles of the controls in the pages of a built site, which travel in the
// state of their widgets with all comments: `node controls.js SITE`.
import { glob, readFile, writeFile } from "node:fs/promises";
import { transform } from "esbuild";

const [site] = process.argv.slice(2);
const state = /(<script type="application\/vnd\.jupyter\.widget-state\+json">)(.*?)(?=<\/script>)/s;

const minify = async (text, loader) => (await transform(text, { loader, minify: true, charset: "utf8" })).code;

for await (const page of glob(`${site}/**/*.html`)) {
  const html = await readFile(page, "utf8");
  const [whole, tag, text] = html.match(state) ?? [];
  if (!whole) continue;
  const widgets = JSON.parse(text);
  for (const { state } of Object.values(widgets.state)) {
    if (state._esm) state._esm = await minify(state._esm, "js");
    if (state._css) state._css = await minify(state._css, "css");
  }
  const lighter = tag + JSON.stringify(widgets).replaceAll("</", "<\\/");
  await writeFile(page, html.replace(whole, () => lighter));
}
