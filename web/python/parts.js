// The parts of Python as a page loads them: classic scripts, which file:// allows too, each with a
// piece of base64. A part that has come once is kept, for when Python starts anew.
import sizes from "../../_build/web/parts.json";

export class PartMissing extends Error {}

const WHAT_TO_DO =
  location.protocol === "file:"
    ? "This copy of the site may be the one to read. The copy with Python runs code."
    : "Check the connection, and press Run again.";

const coming = new Map(); // name -> promise of its bytes, still compressed
const takers = new Map(); // "name number" -> who waits for that piece

globalThis.dlnotesPart = (name, number, text) => takers.get(`${name} ${number}`)?.(text);

export const sizeOf = (name) => sizes[name].bytes;

// A piece as bytes; the browser's own decoder where it has one.
const decode = (text) =>
  Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function loadPiece(base, name, number) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${base}${name}.${number}.js`;
    takers.set(`${name} ${number}`, resolve);
    script.onload = () => script.remove();
    script.onerror = () => {
      script.remove();
      reject(new PartMissing(`A part of Python, ${name}.${number}.js, did not come. ${WHAT_TO_DO}`));
    };
    document.head.append(script);
  }).then(decode);
}

// The bytes of a part, compressed; `arrived(bytes)` is called as its pieces come.
export function load(base, name, arrived) {
  if (!coming.has(name)) {
    const whole = new Uint8Array(sizes[name].bytes);
    let from = 0;
    const starts = [];
    const all = Array.from({ length: sizes[name].pieces }, async (_, number) => {
      const bytes = await loadPiece(base, name, number);
      starts[number] = bytes;
      arrived(bytes.length);
    });
    const joined = Promise.all(all).then(() => {
      for (const bytes of starts) {
        whole.set(bytes, from);
        from += bytes.length;
      }
      return whole;
    });
    joined.catch(() => coming.delete(name)); // the next Run tries again
    coming.set(name, joined);
  }
  return coming.get(name);
}
