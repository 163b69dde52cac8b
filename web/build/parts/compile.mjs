// Compiles Python files with the page's own Python, run in Node: `node compile.mjs FOLDER PART...`
// Each FOLDER/PART holds the files of a part and gets its .pyc files; plot also the list of its
// fonts, which Matplotlib would otherwise make anew in every page; numpy the loops of gemm.ts.
import { rm } from "node:fs/promises";
import asc from "assemblyscript/asc";
import { loadPyodide } from "pyodide";

const [folder, ...parts] = process.argv.slice(2);
const python = await loadPyodide({ env: { HOME: "/home/pyodide", MPLBACKEND: "agg" } });
python.FS.mkdirTree("/parts");
python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, "/parts");
python.globals.set("parts", python.toPy(parts));
python.runPython(`
import pathlib, py_compile, sys

INSTALLED = "/lib/python3.12/site-packages"
unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH  # the page has no newer source

for part in parts:
    top = pathlib.Path("/parts", part)
    for path in sorted(top.rglob("*.py")):
        shown = f"{INSTALLED}/{path.relative_to(top)}"
        # Without its source a module must lie beside where it was; dlnotes keeps its own, which
        # tracebacks and readers want to see.
        compiled = None if part == "dlnotes" else f"{path}c"
        py_compile.compile(str(path), compiled, shown, doraise=True, invalidation_mode=unchecked)
        if compiled:
            path.unlink()

if "plot" in parts:
    sys.path[:0] = ["/parts/numpy", "/parts/plot"]
    import matplotlib.font_manager  # writes fontlist.json beside itself
`);

if (parts.includes("numpy")) {
  const loops = `${folder}/numpy/dlnotes_gemm`;
  const how = ["-O3", "--enable", "simd", "--runtime", "stub", "--importMemory", "--noAssert"];
  const { error, stderr } = await asc.main([`${loops}.ts`, "--outFile", `${loops}.wasm`, ...how]);
  if (error) throw new Error(`gemm.ts: ${error.message}\n${stderr}`);
  await rm(`${loops}.ts`);
}
