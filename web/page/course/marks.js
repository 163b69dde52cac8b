// The reader's marks: which questions are answered and which exercises solved. They are kept in this
// browser and nowhere else: in its localStorage, each under a key of its own, so that two tabs do not
// overwrite each other's. `marks.kept` is false where the browser refuses to (web/build/at_once.py
// puts a stand-in there); then they last as long as the page. After each change the document hears
// the event "dlnotes-marks".
const KEY = "dlnotes-mark/";
const PLACE = "dlnotes-place"; // read by the introduction as it comes, see web/build/course.py
const VERSION = 1;
const KINDS = ["question", "exercise"];
const LONGEST = 5000; // characters of an answer; more would fill the browser's store

const isAnswer = (x) => x === null || typeof x === "number" || (typeof x === "string" && x.length <= LONGEST);
const isName = (x) => typeof x === "string" && /^[\w.-]{1,100}$/.test(x);
const isMark = (m) =>
  m && isName(m.page) && isName(m.id) && KINDS.includes(m.kind) && Number.isInteger(m.tries) && m.tries > 0 &&
  [m.right, m.solved, m.first?.right].every((x) => typeof x === "boolean") &&
  [m.answer, m.first.answer].every(isAnswer) && !Number.isNaN(Date.parse(m.time));
const keyOf = ({ page, kind, id }) => `${page}/${kind}/${id}`;

/** Keep something in the browser; tell whether it did. */
function put(key, content) {
  try {
    const text = JSON.stringify(content);
    localStorage.setItem(key, text);
    return localStorage.getItem(key) === text;
  } catch {
    return false; // there is no room
  }
}

class Marks {
  /** The page that is shown, by the name of its file: "01_perceptron". */
  page = decodeURIComponent(location.pathname.split("/").at(-1)).replace(/\.html$/, "");
  kept = localStorage instanceof Storage;
  #unkept = new Map(); // for which there was no room

  constructor() {
    // Another tab has answered something.
    addEventListener("storage", ({ key }) => (key === null || key.startsWith(KEY)) && this.#tell());
  }

  #keys() {
    const keys = Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i));
    return keys.filter((key) => key.startsWith(KEY)).map((key) => key.slice(KEY.length));
  }

  #get(key) {
    if (this.#unkept.has(key)) return this.#unkept.get(key);
    try {
      const mark = JSON.parse(localStorage.getItem(KEY + key));
      return isMark(mark) && keyOf(mark) === key ? mark : undefined;
    } catch {} // not ours
  }

  #put(mark) {
    this.#unkept.delete(keyOf(mark));
    if (put(KEY + keyOf(mark), mark)) return;
    this.#unkept.set(keyOf(mark), mark);
    this.kept = false;
  }

  #tell() {
    document.dispatchEvent(new CustomEvent("dlnotes-marks"));
  }

  /**
   * Note one answer. `answer` is what was given, a text or a number or null; the first one is kept
   * beside the last, since it tells what the reader thought before any help.
   */
  record({ page = this.page, kind, id, right, answer = null }) {
    if (typeof answer === "string") answer = answer.slice(0, LONGEST);
    const before = this.find({ page, kind, id });
    const mark = {
      page, kind, id, right, answer,
      solved: right || Boolean(before?.solved),
      first: before?.first ?? { right, answer },
      tries: (before?.tries ?? 0) + 1,
      time: new Date().toISOString(),
    };
    if (!isMark(mark)) throw new TypeError(`marks.record: page, kind, id, right, answer; got ${JSON.stringify(mark)}`);
    this.#put(mark);
    this.#tell();
  }

  /** All marks, the oldest first: { page, kind, id, right, answer, solved, first, tries, time }. */
  all() {
    const keys = new Set([...this.#keys(), ...this.#unkept.keys()]);
    const found = [...keys].map((key) => this.#get(key)).filter(Boolean);
    return found.sort((a, b) => a.time.localeCompare(b.time));
  }

  find(mark) {
    return this.#get(keyOf({ page: this.page, ...mark }));
  }

  /** Note where the reader stops: { page, section, chapter, title }. */
  stop(place) {
    put(PLACE, place);
  }

  /** The text of a file that `import` reads. */
  export() {
    return JSON.stringify({ dlnotes: "marks", version: VERSION, marks: this.all() }, null, 1);
  }

  /** Join the marks of an exported file with those that are here; return how many are new or newer. */
  import(text) {
    let changed = 0;
    for (const mark of readExport(text)) {
      const here = this.find(mark);
      if (here && here.time >= mark.time) continue;
      this.#put({ ...mark, solved: mark.solved || Boolean(here?.solved) });
      changed += 1;
    }
    this.#tell();
    return changed;
  }

  erase() {
    for (const key of this.#keys()) localStorage.removeItem(KEY + key);
    localStorage.removeItem(PLACE);
    this.#unkept.clear();
    this.#tell();
  }
}

/** Return the marks in the text of an exported file, or throw an Error that says what is wrong. */
export function readExport(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error("This is not a file of marks: it is not JSON. Choose one that “Export” has written.");
  }
  if (file?.dlnotes !== "marks" || !Array.isArray(file.marks))
    throw new Error("This is not a file of marks. Choose one that “Export” has written.");
  if (file.version !== VERSION)
    throw new Error(`These marks have version ${file.version}; this site reads version ${VERSION}. Export them anew.`);
  const wrong = file.marks.findIndex((mark) => !isMark(mark));
  if (wrong >= 0) throw new Error(`Mark ${wrong + 1} of this file is damaged, so nothing was read. Export it anew.`);
  return file.marks;
}

/** One for the page, also where two scripts bring this file along. */
export const marks = (globalThis.dlnotesMarks ??= new Marks());
