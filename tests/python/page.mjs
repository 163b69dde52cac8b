// The page's Python in Node: Pyodide and the parts as the site has them, with the page's own program.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);
const web = createRequire(new URL("web/package.json", root));
const { build } = web("esbuild");
const parts = JSON.parse(await readFile(new URL("_build/web/parts.json", root)));

// Node would print the line where it happened, which in Pyodide is a megabyte.
process.on("uncaughtException", (error) => {
  console.error(`${error.name}: ${error.message}`.slice(-3000));
  process.exit(1);
});

// A module with the Python files that it carries, as build.js bundles it for the worker.
export async function load(path) {
  const entryPoints = [fileURLToPath(new URL(path, root))];
  const options = { bundle: true, format: "esm", write: false, loader: { ".py": "text" } };
  const { outputFiles } = await build({ entryPoints, ...options });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}

const { decompress, filesOf } = await load("web/python/unpack.js");

async function part(name) {
  const texts = [];
  globalThis.dlnotesPart = (_, number, text) => (texts[number] = text);
  for (let i = 0; i < parts[name].pieces; i++) {
    (0, eval)(await readFile(new URL(`_build/web/python/${name}.${i}.js`, root), "utf8"));
  }
  return filesOf(texts.map((text) => decompress(Buffer.from(text, "base64"))));
}

// Returns a Python that runs: `send` takes what cells give, `install` puts parts in place.
export async function start({ send = () => {}, loops = true } = {}) {
  const { install, openPage, watchMemory } = await load("web/python/interpreter.js");
  const found = watchMemory();
  const folder = await mkdtemp(`${tmpdir()}/runtime-`);
  const stdLibURL = `${folder}/python_stdlib.zip`;
  await writeFile(stdLibURL, (await part("runtime")).get("python_stdlib.zip"));
  const python = await web("pyodide").loadPyodide({ env: { HOME: "/home/pyodide" }, stdLibURL });
  await rm(folder, { recursive: true });
  const page = openPage(python, send);
  const have = new Set();
  const put = async (...names) => {
    for (const name of names.filter((each) => !have.has(each))) {
      have.add(name);
      await install(python, page, name, await part(name), loops ? found : {});
    }
  };
  return { python, page, found, install: put };
}
