// "Three questions from before": the build chose three; those that the reader missed take their
// place when the box is opened.
import { bring } from "../bring.js";
import { marks } from "./marks.js";
import { enliven } from "./questions.js";

/** Load the questions of a chapter: { id: markup }. A script, since a page from a file may not fetch. */
async function load(page) {
  const asked = () => globalThis.dlnotesQuestions?.[page];
  await bring(`${document.documentElement.dataset.content_root}_static/questions/${page}.js`, asked);
  return asked();
}

export function before(details) {
  const pages = details.dataset.pages.split(" ");
  const missed = () => marks.all().filter(({ kind, right, page }) => kind === "question" && !right && pages.includes(page));
  details.addEventListener(
    "toggle",
    async () => {
      const asked = [...details.querySelectorAll(".question")];
      const same = (question, mark) => question.dataset.page === mark.page && question.dataset.id === mark.id;
      const wrong = missed();
      const places = asked.filter((question) => !wrong.some((mark) => same(question, mark)));
      for (const mark of wrong.filter((mark) => !asked.some((question) => same(question, mark))).slice(0, places.length)) {
        const markup = await load(mark.page).catch(() => ({}));
        if (!markup[mark.id]) continue; // the book no longer asks it
        const place = places.pop();
        place.insertAdjacentHTML("beforebegin", markup[mark.id]);
        enliven(place.previousElementSibling);
        place.remove();
      }
    },
    { once: true },
  );
}
