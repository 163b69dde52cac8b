// What a reader has done, shown at its places: questions, exercises, the list of chapters, and where
// to go on. On every page.
import { before } from "./before.js";
import { make, putSign } from "./elements.js";
import { offerHints } from "./hints.js";
import { marks } from "./marks.js";
import { enliven } from "./questions.js";

for (const question of document.querySelectorAll(".question")) enliven(question);
for (const details of document.querySelectorAll(".before")) before(details);
for (const place of document.querySelectorAll(".hints")) offerHints(place);

const isDone = (mark) => (mark.kind === "exercise" ? mark.solved : true);

function show() {
  const done = marks.all().filter(isDone);
  for (const place of document.querySelectorAll(".exercise-mark")) {
    const solved = done.some(({ page, kind, id }) => page === marks.page && kind === "exercise" && id === place.dataset.markOf);
    putSign(place, solved || undefined, "solved");
  }
  for (const place of document.querySelectorAll(".chapter-mark")) {
    const { page, of } = place.dataset;
    const count = done.filter((mark) => mark.page === page).length;
    const [seen, heard] = place.children;
    seen.textContent = count ? `${count}/${of}` : "";
    heard.textContent = count ? `${count} of ${of} done` : "";
  }
}
show();
document.addEventListener("dlnotes-marks", show);

// Where the reader stops: the chapter, and the section that has reached the middle of the screen.
function remember() {
  if (!document.querySelector(`.chapter-mark[data-page="${CSS.escape(marks.page)}"]`)) return;
  const section = [...document.querySelectorAll("article section[id]")].findLast((part) => part.getBoundingClientRect().top < innerHeight / 2);
  const words = (heading) => heading?.firstChild.textContent.trim() ?? "";
  const [chapter, title] = [document.querySelector("article h1"), section?.querySelector("h1, h2, h3, h4")].map(words);
  marks.place = { page: marks.page, section: section?.id ?? "", chapter, title: title === chapter ? "" : title };
}
addEventListener("pagehide", remember);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && remember());

const goOn = document.querySelector(".go-on");
if (goOn && marks.place) {
  const { page, section, chapter, title } = marks.place;
  const words = [chapter, title].filter(Boolean).join(", ");
  goOn.replaceChildren("Go on where you stopped: ", make("a", { href: `${page}.html#${section}` }, words));
}
