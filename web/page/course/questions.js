// A question of the book: choose or write, hear whether it is right and why, go on. The build has
// put the inputs there (web/build/questions.py); the answers stand folded below them.
import { inside, make, putSign } from "./elements.js";
import { order, readLines } from "./lines.js";
import { marks } from "./marks.js";

/** Read a number as people write it: 2,5 and −3 and 1/3 and 40 % too. NaN if it is none. */
export function toNumber(text) {
  const plain = text.replace(/[\s%]/g, "").replace("−", "-").replace(",", ".");
  const [over, under = "1", ...more] = plain.split("/");
  const isNumber = (x) => /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(x);
  return isNumber(over) && isNumber(under) && !more.length ? over / under : NaN;
}

/** The answer whose number this is, or the one for every other number. */
function findNumber(x, answers) {
  const near = ({ dataset: { value, within } }) => Math.abs(x - value) <= Number(within) + 1e-9 * Math.abs(value);
  return answers.find((li) => li.dataset.value && near(li)) ?? answers.find((li) => "else" in li.dataset);
}

// For each form: the reader's answer and what the book says to it, or a sentence on what is missing.
const read = {
  choice(form, answers) {
    const chosen = form.querySelector("input:checked");
    if (!chosen) return "Choose one first.";
    return { answer: chosen.value, said: answers[chosen.value.charCodeAt(0) - 65] };
  },
  number(form, answers) {
    const x = toNumber(form.querySelector("input").value);
    if (Number.isNaN(x)) return "Write a number, such as 0.5.";
    return { answer: x, said: findNumber(x, answers) };
  },
  place(form, answers) {
    const x = form.querySelector("input").valueAsNumber;
    return { answer: x, said: findNumber(x, answers) };
  },
  lines: readLines,
};

// Put a kept answer back where it was given.
const put = {
  choice: (form, answer) => form.querySelectorAll("input").forEach((input) => (input.checked = input.value === answer)),
  number: (form, answer) => (form.querySelector("input").value = answer),
  place: (form, answer) => (form.querySelector("input").value = answer),
  lines: () => {},
};

function showMark(question, name) {
  const mark = marks.find(name);
  putSign(question.querySelector(".question-mark"), mark?.right, mark?.right ? "right" : "not right yet");
  const place = document.querySelector(`.guess[data-of="${question.id}"]`);
  if (!mark || !place) return;
  const answer = mark.first.answer;
  const choice = question.querySelector(`input[value="${CSS.escape(answer)}"] ~ .choice`);
  const unit = question.querySelector(".answering").dataset.unit ?? "";
  place.replaceChildren("You guessed: ", ...(choice ? inside(choice) : [`${answer} ${unit}`.replace("-", "−").trim()]));
}

/** Bring a question to life. One that is asked again elsewhere says where it is from. */
export function enliven(question) {
  const form = question.querySelector(".answering");
  const verdict = question.querySelector(".verdict");
  const answers = [...question.querySelectorAll(".answers li")];
  const { form: kind } = form.dataset;
  const name = { kind: "question", page: question.dataset.page ?? marks.page, id: question.dataset.id ?? question.id };

  const check = () => {
    const given = read[kind](form, answers);
    if (typeof given === "string") return verdict.replaceChildren(given);
    const right = given.said.classList.contains("right");
    marks.record({ ...name, right, answer: given.answer });
    putSign(verdict, right, "");
    verdict.append(make("strong", {}, right ? " Right. " : " Not yet. "), ...inside(given.said.querySelector(".reason")));
  };
  form.querySelector(".answer").addEventListener("click", check);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    check();
  });
  if (kind === "lines") order(form.querySelector(".lines"));
  if (kind === "place") {
    const [input, here] = form.querySelectorAll("input, .here");
    const tell = () => (here.textContent = input.value.replace("-", "−"));
    input.addEventListener("input", tell);
    tell();
  }
  const mark = marks.find(name);
  if (mark && !question.dataset.page) put[kind](form, mark.answer);
  showMark(question, name);
  document.addEventListener("dlnotes-marks", () => showMark(question, name));
}
