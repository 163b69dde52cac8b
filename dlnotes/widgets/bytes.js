// Binary traits: numbers as they come from Python.

// The bytes of a binary trait as an array of numbers, whatever the place where they begin.
export function numbers(Type, view) {
  return new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

// Whole numbers from -31 to 31, four in three bytes, as `pack` in digit_pad.py writes them.
export function wholeNumbers(bytes) {
  const found = new Int8Array((bytes.length / 3) * 4);
  for (let i = 0; i < found.length; i += 1) {
    const bit = 6 * i;
    const pair = (bytes[bit >> 3] << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    found[i] = ((pair >> (10 - (bit % 8))) & 63) - 32;
  }
  return found;
}
