// A page for teachers: reads the files that a class has exported, and counts. Nothing leaves the page.
import { make } from "./elements.js";
import { readExport } from "./marks.js";

const place = document.querySelector(".course-here");
const files = new Map(); // what was read: text -> marks
const key = ({ page, kind, id }) => `${page}/${kind}/${id}`;
const share = (part, whole) => `${Math.round((100 * part) / whole)} %`;

async function read(list) {
  const said = [];
  for (const file of list) {
    const text = await file.text();
    try {
      if (files.has(text)) throw new Error("It was read before.");
      files.set(text, readExport(text));
    } catch (error) {
      said.push(`${file.name}: ${error.message}`);
    }
  }
  place.querySelector("[role=status]").replaceChildren(
    `${files.size} of the class read.`,
    ...said.map((words) => make("div", {}, words)),
  );
  show();
}

/** The wrong answers that came first, the most frequent one at the top. */
function wrongAnswers(given, choices) {
  const count = new Map();
  for (const { first } of given)
    if (!first.right && first.answer !== null) count.set(first.answer, (count.get(first.answer) ?? 0) + 1);
  return [...count]
    .sort((a, b) => b[1] - a[1])
    .map(([answer, times]) => {
      const text = choices?.[answer] ? `${answer}: ${choices[answer]}` : String(answer);
      const words = text.includes("\n") ? make("pre", {}, text) : text;
      return make("li", {}, `${times} × `, words);
    });
}

function row({ text, title, choices }, given) {
  const cells = [given.length, share(given.filter(({ first }) => first.right).length, given.length), share(given.filter((m) => m.solved).length, given.length)];
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, title ? `Exercise: ${title}` : text),
    ...cells.map((cell) => make("td", {}, String(cell))),
    make("td", {}, make("ul", {}, ...wrongAnswers(given, choices))),
  );
}

function show() {
  const given = new Map();
  for (const mark of [...files.values()].flat()) given.set(key(mark), [...(given.get(key(mark)) ?? []), mark]);
  const tables = globalThis.dlnotesCourse.flatMap(({ page, title, questions, exercises }) => {
    const items = [...questions.map((q) => ["question", q]), ...exercises.map((e) => ["exercise", e])];
    const rows = items.flatMap(([kind, one]) => {
      const answers = given.get(key({ page, kind, id: one.id }));
      return answers ? [row(one, answers)] : [];
    });
    if (!rows.length) return [];
    const head = ["", "Answered", "Right at first", "Right in the end", "First wrong answers"];
    const header = make("tr", {}, ...head.map((words) => make(words ? "th" : "td", words ? { scope: "col" } : {}, words)));
    const table = make("table", { class: "table" }, make("thead", {}, header), make("tbody", {}, ...rows));
    return [make("h2", {}, title), make("div", { class: "pst-scrollable-table-container", tabindex: "0", role: "region", "aria-label": title }, table)];
  });
  place.querySelector(".course").replaceChildren(...tables);
}

place.querySelector("input").addEventListener("change", ({ target }) => read(target.files));
for (const event of ["dragover", "drop"])
  document.addEventListener(event, (happened) => {
    if (![...happened.dataTransfer.types].includes("Files")) return;
    happened.preventDefault(); // or the browser opens the file
    if (event === "drop") read(happened.dataTransfer.files);
  });
