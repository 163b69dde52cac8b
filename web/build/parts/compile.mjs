// Compiles Python files with the page's own Python, run in Node: `node compile.mjs FOLDER PART...`
// Each FOLDER/PART holds the files of a part and gets its .pyc files; plot also the list of its
// fonts, which Matplotlib would otherwise make anew in every page; numpy the loops of web/python/loops;
// runtime a standard library whose modules are compiled as far as the course imports them.
import { readdir, rm } from "node:fs/promises";
import asc from "assemblyscript/asc";
import { loadPyodide } from "pyodide";

const [folder, ...parts] = process.argv.slice(2);
const python = await loadPyodide({ env: { HOME: "/home/pyodide", MPLBACKEND: "agg" } });
python.FS.mkdirTree("/parts");
python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, "/parts");
python.globals.set("parts", python.toPy(parts));
python.runPython(`
import pathlib, py_compile, sys, tempfile, zipfile

INSTALLED = "/lib/python3.12/site-packages"
unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH  # the page has no newer source

for part in set(parts) - {"runtime"}:
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

if "runtime" in parts:  # and with it all the others
    sys.path[:0] = ["/parts/dlnotes", "/parts/widgets"]
    import ast, codeop, symtable, tokenize  # for the page's own side
    import dlnotes.exercises, matplotlib.pyplot, psygnal, tqdm, traitlets
    files = {getattr(module, "__file__", None) for module in sys.modules.values()}

    # Python compiles what it imports from an archive at every start, even twice; and a part is
    # compressed as a whole, better than file by file.
    library = pathlib.Path("/parts/runtime/python_stdlib.zip")
    with zipfile.ZipFile(library) as archive:
        modules = {info.filename: archive.read(info) for info in archive.infolist()}
    compiled = pathlib.Path(tempfile.mkdtemp(), "module.pyc")
    with zipfile.ZipFile(library, "w") as archive:
        for name, content in modules.items():
            shown = f"/lib/python312.zip/{name}"
            if shown in files:
                source = compiled.with_suffix(".py")
                source.write_bytes(content)
                py_compile.compile(source, compiled, shown, doraise=True, invalidation_mode=unchecked)
                name, content = f"{name}c", compiled.read_bytes()
            archive.writestr(zipfile.ZipInfo(name), content)
`);

// The loops twice: where the processor can multiply and add in one go, and where not.
if (parts.includes("numpy")) {
  const loops = `${folder}/numpy/dlnotes_loops`;
  const sources = (await readdir(loops)).map((name) => `${loops}/${name}`);
  const options = ["-O3", "--noAssert", "--runtime", "stub", "--importMemory", "--importTable", "--enable"];
  for (const [name, features] of [["simd", "simd"], ["fma", "simd,relaxed-simd"]]) {
    const { error, stderr } = await asc.main([...sources, ...options, features, "--outFile", `${loops}/${name}.wasm`]);
    if (error) throw new Error(`AssemblyScript: ${error.message}\n${stderr}`);
  }
  for (const source of sources) await rm(source);
}
