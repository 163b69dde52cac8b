// The chapter as a notebook with the reader's changes in it, and back.
import { element } from "./html.js";
import { load } from "./load.js";
import { page } from "./page.js";

// The build keeps each chapter's notebook in a script, which file:// allows: it calls this.
globalThis.dlnotesNotebook = (notebook) => (book = notebook);
let book;

export async function download(cells) {
  await load(`notebooks/${page}.js`, () => book);
  const texts = new Map(cells.map(({ id, text }) => [id, text]));
  const changed = book.cells.map((cell) => (texts.has(cell.id) ? { ...cell, source: texts.get(cell.id) } : cell));
  const file = new Blob([JSON.stringify({ ...book, cells: changed }, null, 1), "\n"], { type: "application/x-ipynb+json" });
  const href = URL.createObjectURL(file);
  element("a", { href, download: `${page}.ipynb` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000); // when it has been written
}

// The code in the text of a notebook of this chapter, by cell, and how many code cells are not of it.
export function read(text, name, cells) {
  let notebook;
  try {
    notebook = JSON.parse(text);
  } catch {}
  if (!Array.isArray(notebook?.cells) || notebook.nbformat !== 4)
    throw new Error(`${name} is not a notebook (.ipynb, version 4). Choose one that this page or Jupyter has written.`);
  const ids = new Set(cells.map(({ id }) => id));
  const code = notebook.cells.filter(({ cell_type }) => cell_type === "code");
  const own = code.filter(({ id }) => ids.has(id));
  if (own.length === 0) throw new Error(`${name} is not of this chapter: it has none of its cells. Open the chapter that it belongs to.`);
  const sources = new Map(own.map(({ id, source }) => [id, [source].flat().join("")]));
  return { sources, others: code.length - own.length };
}
