// Puts our loops where NumPy looks for its own: in the table of a ufunc, which it reads at each call.
// Where anything looks otherwise than in NumPy 2.0, NumPy stays as it is.
const FOLDER = "/lib/python3.12/site-packages/dlnotes_loops/";
const LOOPS = {
  matmul: "ff->f",
  add: "ff->f",
  subtract: "ff->f",
  multiply: "ff->f",
  divide: "ff->f",
  maximum: "ff->f",
  greater: "ff->?",
  exp: "f->f",
  tanh: "f->f",
};

// Returns the names of the ufuncs that got a loop. `memory` is that of Python.
export async function hook(python, memory) {
  const programs = ["fma.wasm", "simd.wasm"].map((name) => python.FS.readFile(FOLDER + name));
  const program = programs.find((bytes) => WebAssembly.validate(bytes)); // not every browser has fma
  if (!program) return [];
  const { wasmTable: table, _emscripten_builtin_malloc: allocate } = python._module;
  const { instance } = await WebAssembly.instantiate(program, { env: { memory, table } });
  const loops = instance.exports;
  const ufuncs = python.runPython(`
import numpy as np
lambda loops: np.__version__.startswith("2.0.") and [
    [id(ufunc), ufunc.types.index(types) if types in ufunc.types else -1]
    for name, types in loops for ufunc in [getattr(np, name)]
]`)(python.toPy(Object.entries(LOOPS))).toJs?.();
  if (!ufuncs) return [];
  loops.start(allocate(loops.SCRATCH.value)); // for good
  const heap = new Uint32Array(memory.buffer);
  const hooked = Object.keys(LOOPS).filter((name, i) => {
    const [address, at] = ufuncs[i];
    const inputs = LOOPS[name].indexOf("->");
    // PyUFuncObject: two words that every object has, how many inputs, outputs, and both, the
    // identity, the table of functions, data, how many functions.
    const [ins, outs, both, , functions, , count] = heap.subarray((address >> 2) + 2, (address >> 2) + 9);
    if (ins !== inputs || outs !== 1 || both !== inputs + 1 || at < 0 || at >= count) return false;
    const place = (functions >> 2) + at;
    if (typeof table.get(heap[place]) !== "function") return false;
    if (loops[`${name}_own`]) loops[`${name}_own`].value = heap[place];
    const slot = table.grow(1);
    table.set(slot, loops[name]);
    heap[place] = slot;
    return true;
  });
  if (hooked.includes("matmul")) python.runPython(`
import functools

def with_matmul(dot, matmul, ndarray, float32):
    @functools.wraps(dot)
    def faster(a, b, out=None):
        if type(a) is type(b) is ndarray and a.ndim == b.ndim == 2 and a.dtype == b.dtype == float32:
            return matmul(a, b, out)
        return dot(a, b, out)
    return faster

np.dot = with_matmul(np.dot, np.matmul, np.ndarray, np.dtype("f"))`);
  return hooked;
}
