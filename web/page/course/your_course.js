// The page "Your course": what is done, what was missed and what is left, chapter by chapter.
import { make, putSign } from "./elements.js";
import { marks } from "./marks.js";

const place = document.querySelector(".course-here");
const status = place.querySelector("[role=status]");
const say = (...words) => status.replaceChildren(...words);

const cut = (text) => (text.length > 110 ? `${text.slice(0, 100).replace(/\s\S*$/, "")} …` : text);

/** One line for a question or an exercise, and which of the groups it is in. */
function item(page, kind, { id, section, title, text, choices }) {
  const mark = marks.find({ page, kind, id });
  const right = mark && (kind === "exercise" ? mark.solved || undefined : mark.right);
  const group = right ? "done" : right === false || mark ? "missed" : "left";
  const sign = make("span", { class: "list-sign" });
  putSign(sign, mark && Boolean(right), right ? "right:" : "not right yet:");
  const link = make("a", { href: `${page}.html#${section ?? id}` }, cut(title ?? text));
  const answer = mark && !right && kind === "question" ? (choices[mark.answer] ?? String(mark.answer)) : "\n";
  const given = answer.includes("\n") ? "" : ` You answered: ${answer}`; // lines of code say little
  return make("li", { "data-group": group }, sign, kind === "exercise" ? "Exercise: " : "", link, given);
}

function chapter({ page, title, questions, exercises }) {
  const items = [...questions.map((q) => item(page, "question", q)), ...exercises.map((e) => item(page, "exercise", e))];
  const wanted = place.querySelector("input[name=show]:checked").value;
  const shown = items.filter((li) => wanted === "all" || li.dataset.group === wanted);
  const done = items.filter((li) => li.dataset.group === "done").length;
  if (!shown.length) return [];
  return [make("h2", {}, title, make("small", {}, ` ${done} of ${items.length}`)), make("ul", { class: "course-list" }, ...shown)];
}

function show() {
  const list = place.querySelector(".course");
  list.replaceChildren(...globalThis.dlnotesCourse.flatMap(chapter));
  if (!list.children.length) list.append(make("p", {}, "There is nothing here."));
  place.querySelector(".not-kept").hidden = marks.kept;
}

place.addEventListener("change", ({ target }) => {
  if (target.name === "show") show();
});

place.querySelector(".export").addEventListener("click", () => {
  const href = URL.createObjectURL(new Blob([marks.export()], { type: "application/json" }));
  make("a", { href, download: "dlnotes-marks.json" }).click();
  URL.revokeObjectURL(href);
  say(`${marks.all().length} marks are in the file dlnotes-marks.json.`);
});

place.querySelector(".import").addEventListener("change", async ({ target }) => {
  try {
    const changed = marks.import(await target.files[0].text());
    say(`The file is read: ${changed} marks are new or newer than what was here.`);
  } catch (error) {
    say(error.message);
  }
  target.value = ""; // so that the same file can be chosen again
});

place.querySelector(".erase").addEventListener("click", () => {
  const sure = make("button", { type: "button" }, `Erase ${marks.all().length} marks`);
  sure.addEventListener("click", () => {
    marks.erase();
    say("All marks are erased.");
    place.querySelector(".erase").focus();
  });
  say("They cannot be brought back, except from an exported file. ", sure);
  sure.focus();
});

show();
document.addEventListener("dlnotes-marks", show);
