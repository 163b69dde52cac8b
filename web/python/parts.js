// The parts of Python as a page loads them: classic scripts, which file:// allows too, each with a
// piece of base64. A part that has come once is kept, for when Python starts anew.
import sizes from "../../_build/web/parts.json";
import { bring } from "../page/bring.js";
import { decompress, filesOf } from "./unpack.js";

export class PartMissing extends Error {}

const WHAT_TO_DO =
  location.protocol === "file:"
    ? "This copy of the site may be the one to read. The copy with Python runs code."
    : "Check the connection, and press Run again.";

const coming = new Map(); // name -> promise of its files
const takers = new Map(); // "name number" -> who waits for that piece

globalThis.dlnotesPart = (name, number, text) => takers.get(`${name} ${number}`)?.(text);

export const sizeOf = (name) => sizes[name].bytes;

// A piece as bytes; the browser's own decoder where it has one.
const decode = (text) =>
  Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

async function loadPiece(base, name, number) {
  let text;
  takers.set(`${name} ${number}`, (letters) => (text = letters));
  await bring(`${base}${name}.${number}.js`, () => text).catch(() => {
    throw new PartMissing(`A part of Python, ${name}.${number}.js, did not come. ${WHAT_TO_DO}`);
  });
  return decode(text);
}

// The files of a part, path -> bytes; `arrived(bytes)` is called as its pieces come.
export function load(base, name, arrived) {
  if (!coming.has(name)) {
    const pieces = Array.from({ length: sizes[name].pieces }, async (_, number) => {
      const bytes = await loadPiece(base, name, number);
      arrived(bytes.length);
      return decompress(bytes);
    });
    const files = Promise.all(pieces).then(filesOf);
    files.catch(() => coming.delete(name)); // the next Run tries again
    coming.set(name, files);
  }
  return coming.get(name);
}

export const forget = (name) => coming.delete(name);
