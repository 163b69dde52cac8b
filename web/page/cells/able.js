// Whether Python can run here at all; if not, a sentence says why and what to do.
const NOTEBOOK = "Download the notebook at the top of this page and open it in Jupyter";
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
// The smallest program with vectors of 16 bytes: () => i8x16.popcnt(i8x16.splat(0))
const VECTORS = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11);

export function able() {
  if (!globalThis.WebAssembly || !WebAssembly.validate(VECTORS))
    return `This browser is too old for Python in the page (it lacks WebAssembly with SIMD). ${NOTEBOOK}, or use a browser of today.`;
  try {
    new WebAssembly.Instance(new WebAssembly.Module(EMPTY)); // WebKit refuses no sooner
  } catch {
    return `The host of this page forbids WebAssembly ('wasm-unsafe-eval' is missing in its policy), so Python cannot run here. ${NOTEBOOK}, or read the offline copy.`;
  }
}
