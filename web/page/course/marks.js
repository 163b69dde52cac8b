// The reader's marks: which questions are answered and which exercises solved. They are kept in this
// browser and nowhere else, under one key of its localStorage. `marks.kept` is false where the
// browser refuses to (web/build/pages.py puts a stand-in there); then they last as long as the page.
// After each change the document hears the event "dlnotes-marks".
const KEY = "dlnotes-marks";
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

class Marks {
  kept = true;
  /** The page that is shown, by the name of its file: "01_perceptron". */
  page = decodeURIComponent(location.pathname.split("/").at(-1)).replace(/\.html$/, "");
  #memory = { version: VERSION, marks: {}, place: null };

  constructor() {
    this.#write(this.#read()); // tells whether it can be kept
    // Another tab has answered something.
    addEventListener("storage", ({ key }) => (key === KEY || key === null) && this.#tell());
  }

  #read() {
    if (!this.kept) return this.#memory;
    try {
      const found = JSON.parse(localStorage.getItem(KEY));
      if (found?.version === VERSION && typeof found.marks === "object") return found;
    } catch {} // refused, or not ours: begin anew
    return { version: VERSION, marks: {}, place: null };
  }

  #write(all) {
    this.#memory = all;
    try {
      const text = JSON.stringify(all);
      localStorage.setItem(KEY, text);
      this.kept = localStorage instanceof Storage && localStorage.getItem(KEY) === text;
    } catch {
      this.kept = false; // storage is denied or full
    }
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
    const all = this.#read();
    const before = all.marks[keyOf({ page, kind, id })];
    const mark = {
      page, kind, id, right, answer,
      solved: right || Boolean(before?.solved),
      first: before?.first ?? { right, answer },
      tries: (before?.tries ?? 0) + 1,
      time: new Date().toISOString(),
    };
    if (!isMark(mark)) throw new TypeError(`marks.record: page, kind, id, right, answer; got ${JSON.stringify(mark)}`);
    all.marks[keyOf(mark)] = mark;
    this.#write(all);
    this.#tell();
  }

  /** All marks, the oldest first: { page, kind, id, right, answer, solved, first, tries, time }. */
  all() {
    return Object.values(this.#read().marks).sort((a, b) => a.time.localeCompare(b.time));
  }

  find(mark) {
    return this.#read().marks[keyOf({ page: this.page, ...mark })];
  }

  /** Where the reader stopped: { page, section, title }, or null. */
  get place() {
    return this.#read().place;
  }

  set place(place) {
    this.#write({ ...this.#read(), place });
  }

  /** The text of a file that `import` reads. */
  export() {
    return JSON.stringify({ dlnotes: "marks", version: VERSION, marks: this.all() }, null, 1);
  }

  /** Join the marks of an exported file with those that are here; return how many are new or newer. */
  import(text) {
    const all = this.#read();
    let changed = 0;
    for (const mark of readExport(text)) {
      const key = keyOf(mark);
      const here = all.marks[key];
      if (here && here.time >= mark.time) continue;
      all.marks[key] = { ...mark, solved: mark.solved || Boolean(here?.solved) };
      changed += 1;
    }
    this.#write(all);
    this.#tell();
    return changed;
  }

  erase() {
    this.#write({ version: VERSION, marks: {}, place: null });
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
