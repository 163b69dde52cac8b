// Python with our side of the page in it. The worker of a page uses it, and so does Node in tests.
import * as sources from "./sources.js";
import { hook } from "./loops/hook.js";

const PACKAGES = "/lib/python3.12/site-packages/";

// Pyodide does not hand out its memory, which the loops of loops/ share: call this before it starts.
export function watchMemory() {
  const { Memory } = WebAssembly;
  const found = {};
  WebAssembly.Memory = function (limits) {
    const memory = new Memory(limits);
    if (!limits.shared) found.memory ??= memory;
    return memory;
  };
  return found;
}

function write(python, path, content) {
  python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
  python.FS.writeFile(path, content, { canOwn: true });
}

// Put our Python side into a Pyodide that runs, and return its Page. What cells give goes to
// send(event, buffers).
export function openPage(python, send) {
  for (const [name, text] of Object.entries(sources)) write(python, `${PACKAGES}dlnotes_page/${name}.py`, text);
  python.globals.set("post", (event, buffers) => send(JSON.parse(event), buffers));
  return python.runPython(`
import json, os, time
from pyodide.ffi import to_js
os.environ.update(MPLBACKEND="agg", TQDM_NCOLS="72")
os.environ["JUPYTER_WIDGETS_ECHO"] = "0"  # one page, one reader: a late echo would set a slider back
time.process_time = time.perf_counter  # the runtime's own stands still
from dlnotes_page.cells import Page
Page(lambda event, buffers: post(json.dumps(event), to_js(buffers)))`);
}

// Put the files of a part, path -> bytes, in place, and make it ready.
export async function install(python, page, name, files, { memory }) {
  for (const [path, content] of files) write(python, PACKAGES + path, content);
  // Only what lies in the folder has changed: importlib.invalidate_caches() would also read the list
  // of the standard library's archive anew, once for each of its folders, a fifth of a second in all.
  python.runPython(`
import sys
for folder, finder in sys.path_importer_cache.items():
    if finder and folder.startswith("${PACKAGES}"[:-1]):
        finder.invalidate_caches()`);
  if (name === "numpy" && memory) await hook(python, memory);
  page.installed(name);
}
