// Puts the loops of gemm.ts where NumPy looks for its own for float32 `@`: NumPy reads the table of
// a ufunc's loops at each call. Where anything looks otherwise than in NumPy 2.0, NumPy stays as it is.
export async function hook(python, wasm, memory) {
  const [kept, ufunc, at] = python.runPython(`
import sys
import numpy as np

# The loops' own 16 kB: an array that lives as long as NumPy does.
sys.modules["dlnotes_scratch"] = scratch = np.empty(16384 + 96, np.uint8)
version = np.__version__.startswith("2.0.") and "ff->f" in np.matmul.types
[scratch.ctypes.data + 31 & ~31, id(np.matmul), np.matmul.types.index("ff->f")] if version else [0, 0, 0]`).toJs();
  const heap = new Uint32Array(memory.buffer);
  // PyUFuncObject: two words of every object, nin, nout, nargs, identity, functions, data, ntypes
  const word = (i) => heap[(ufunc >> 2) + i];
  if (!kept || word(2) !== 2 || word(3) !== 1 || word(4) !== 3 || word(8) <= at) return false;
  const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } });
  instance.exports.init(kept);
  const table = python._module.wasmTable;
  const slot = table.grow(1);
  table.set(slot, instance.exports.loop);
  heap[(word(6) >> 2) + at] = slot;
  return true;
}
