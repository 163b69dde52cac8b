// A part on its way: pieces that are compressed each for itself, so that one can be unpacked while the
// next one comes. Joined they are four bytes with the length of an index, the index, and the files.
export { decompress } from "fzstd";

// The files of a part, path -> bytes, from its unpacked pieces.
export function filesOf(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  at = 4 + new DataView(whole.buffer).getUint32(0, true);
  const index = JSON.parse(new TextDecoder().decode(whole.subarray(4, at)));
  return new Map(index.map(([path, size]) => [path, whole.subarray(at, (at += size))]));
}
