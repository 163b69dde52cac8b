import { sayWhy } from "./controls/not_alive.js";
import "./figures.js";

// What the theme writes into onclick attributes, which the page's Content-Security-Policy refuses.
const clicks = {
  "window.print()": () => print(),
  "toggleFullScreen()": () => window.toggleFullScreen(),
};

addEventListener("click", ({ target }) => clicks[target.closest("[data-click]")?.dataset.click]?.());

// What is wider than its place scrolls, so the keyboard has to reach it.
const observer = new ResizeObserver((boxes) => {
  const scrolls = boxes.map(({ target }) => target.scrollWidth > target.clientWidth);
  boxes.forEach(({ target }, i) => (target.tabIndex = scrolls[i] ? 0 : -1));
});
const watch = (place) => {
  for (const box of place.querySelectorAll("pre:not([data-cell] .cell_input pre), .cell_output > .output, .pst-scrollable-table-container")) observer.observe(box);
};
watch(document);
addEventListener("dlnotes-output", ({ target }) => watch(target.parentElement)); // a cell has given something

// The text below the first screen waits for the controls, and is laid out part by part when nothing
// else is to be done. Who scrolls there sooner has it at once.
const parts = [...document.querySelectorAll(".bd-article section > section")];
const idle = globalThis.requestIdleCallback ?? setTimeout;
function layOut(time) {
  do {
    const part = parts.shift();
    if (!part) return document.documentElement.classList.remove("loading");
    part.style.contentVisibility = "visible";
    part.getBoundingClientRect(); // now, while the time is measured
  } while (time?.timeRemaining() > 10);
  idle(layOut);
}
addEventListener("load", () => idle(layOut));

// Every script has run by then that is to run.
addEventListener("load", () => {
  if (globalThis.dlnotesWidgets) return;
  const why = "the script that moves it did not come, or this browser cannot read it";
  for (const place of document.querySelectorAll(".control-place")) sayWhy(place, why);
});
