// Runs in the worker: starts Python and answers the page, one request after another. Pyodide's own
// two scripts stand before this text, since WebKit loads none from a blob of a page from file://.
import { install, openPage, watchMemory } from "./interpreter.js";

const found = watchMemory();
let python, page;

// Pyodide asks for its files by address. They are in memory already, and the program is compiled.
function answerFrom(stdlib, program) {
  const lock = { info: { abi_version: "2024_0", arch: "wasm32", platform: "emscripten_3_1_58", python: "3.12.7", version: "0.27.7" }, packages: {} };
  self.fetch = async (address) => {
    const name = String(address).split("/").pop();
    if (name === "pyodide-lock.json") return new Response(JSON.stringify(lock));
    return new Response(name === "python_stdlib.zip" ? stdlib : "", { headers: { "content-type": "application/wasm" } });
  };
  const instance = async (_, imports) => ({ module: program, instance: await WebAssembly.instantiate(program, imports) });
  WebAssembly.instantiateStreaming = instance;
}

const requests = {
  // Start Python: in full, or from what its memory held right after an earlier start.
  async start({ stdlib, program, snapshot }) {
    answerFrom(stdlib, program);
    const address = "https://python.invalid/"; // nothing is asked for outside
    const memory = snapshot ? { _loadSnapshot: snapshot } : { _makeSnapshot: true };
    python = await loadPyodide({ indexURL: address, lockFileURL: `${address}pyodide-lock.json`, ...memory });
    const taken = snapshot ? undefined : python.makeMemorySnapshot();
    page = openPage(python, (event, buffers) => postMessage({ event, buffers }));
    return taken;
  },
  part: ({ name, files }) => install(python, page, name, files, found),
  plan({ sources, index }) {
    const list = python.toPy(sources);
    const first = page.plan(list, index).toJs();
    const parts = page.parts(python.toPy(first.map((i) => sources[i]))).toJs();
    return { first, parts };
  },
  run: ({ index, source, alt }) => page.run(index, source, alt),
  measure: () => page.measure(),
  comm({ comm_id, data, buffers }) {
    page.receive(comm_id, data, python.toPy(buffers));
  },
};

let queue = Promise.resolve();
addEventListener("message", ({ data }) => {
  queue = queue.then(async () => {
    try {
      postMessage({ id: data.id, answer: await requests[data.do](data) });
    } catch (error) {
      // Our Python side lets no error out: what comes here has ended Python itself.
      postMessage({ id: data.id, died: `${error.message ?? error}` });
    }
  });
});
