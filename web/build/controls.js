// Makes what travels in the state of a page's controls light: `node controls.js SITE`. Their scripts
// and styles are minified, and a control with many numbers gets a script of its own, which comes after
// the text and the other controls: _static/states/PAGE.js.
import { glob, mkdir, readFile, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { transform } from "esbuild";

const MANY = 50_000; // letters of base64
const [site] = process.argv.slice(2);
const found = /(<script type="application\/vnd\.jupyter\.widget-state\+json")>(.*?)(?=<\/script>)/s;

const minify = async (text, loader) => (await transform(text, { loader, minify: true, charset: "utf8" })).code;

// The models that have many numbers, and those that refer to them.
function lateOnes(state) {
  const late = new Set();
  const isLate = ([, { buffers = [], state }]) =>
    buffers.reduce((sum, { data }) => sum + data.length, 0) > MANY ||
    [...late].some((id) => JSON.stringify(state).includes(`IPY_MODEL_${id}`));
  for (let before = -1; before < late.size; ) {
    before = late.size;
    for (const model of Object.entries(state)) if (isLate(model)) late.add(model[0]);
  }
  return late;
}

await mkdir(`${site}/_static/states`, { recursive: true });
for await (const page of glob(`${site}/**/*.html`)) {
  const html = await readFile(page, "utf8");
  const [whole, tag, text] = html.match(found) ?? [];
  if (!whole) continue;
  const { state, ...version } = JSON.parse(text);
  for (const { state: model } of Object.values(state)) {
    if (model._esm) model._esm = await minify(model._esm, "js");
    if (model._css) model._css = await minify(model._css, "css");
  }
  const late = lateOnes(state);
  const part = (wanted) => ({ ...version, state: Object.fromEntries(Object.entries(state).filter(([id]) => late.has(id) === wanted)) });
  let comes = "";
  if (late.size) {
    const file = `_static/states/${basename(page, ".html")}.js`;
    const numbers = `dlnotesState(${JSON.stringify(part(true))})\n`;
    await writeFile(`${site}/${file}`, numbers);
    const version = createHash("sha256").update(numbers).digest("hex").slice(0, 8);
    comes = ` data-late="${html.match(/data-content_root="([^"]*)"/)[1]}${file}?v=${version}"`;
  }
  const lighter = `${tag}${comes}>${JSON.stringify(part(false)).replaceAll("</", "<\\/")}`;
  await writeFile(page, html.replace(whole, () => lighter));
}
