// Compares our loops with NumPy's own in Pyodide: `node check_loops.mjs fma|simd` prints JSON.
import { readFile } from "node:fs/promises";
import { load, start } from "./page.mjs";

const { python, found, install } = await start({ loops: false });
await install("numpy");
const { hook } = await load("web/python/loops/hook.js");
const folder = "/lib/python3.12/site-packages/dlnotes_loops";
if (process.argv[2] === "simd") python.FS.writeFile(`${folder}/fma.wasm`, new Uint8Array()); // as in some browsers

python.runPython("import sys; sys.stderr = sys.__stderr__"); // no cell runs here: errors go to Node
python.runPython(await readFile(new URL("loops.py", import.meta.url), "utf8"));
python.runPython("own = compute()");
const hooked = await hook(python, found.memory);
const groups = python.runPython("compare(own, compute())").toJs({ dict_converter: Object.fromEntries });

// Where something looks otherwise, NumPy stays as it is.
const refused = {};
const inputs = (python.runPython("id(np.matmul)") >> 2) + 2;
const heap = new Uint32Array(found.memory.buffer);
heap[inputs] = 3;
refused.layout = await hook(python, found.memory);
heap[inputs] = 2;
python.runPython("np.__version__ = '2.1.0'");
refused.version = await hook(python, found.memory);
python.runPython("np.__version__ = '2.0.2'");
for (const name of ["fma", "simd"]) python.FS.writeFile(`${folder}/${name}.wasm`, new Uint8Array());
refused.browser = await hook(python, found.memory);
console.log(JSON.stringify({ hooked, groups, refused }));
