// What a page with code cells carries from the start, as little as possible: *Run* and *Edit* beside
// each cell. What they do stands in workbench.js, which is loaded when a hand first asks for it.
import { button, element } from "./html.js";
import { load } from "./load.js";
import { KEY, page } from "./page.js";

const boxes = [...document.querySelectorAll("[data-cell]")];
const exercises = boxes.filter((box) => box.dataset.exercise);

async function work(task, box, details) {
  try {
    await load("workbench.js");
  } catch ({ message }) {
    const said = element("p", { className: "cell-status", textContent: message, role: "alert" });
    return box.querySelector(".cell_input").append(said);
  }
  globalThis.dlnotesWorkbench[task](box, details);
}

function equip(box, number) {
  const code = box.querySelector(".cell_input pre");
  code.tabIndex = 0;
  code.role = "group";
  code.ariaLabel = `Code cell ${number + 1}`;
  const tools = element("div", { className: "cell-tools" }, button("Edit", "edit"), button("Run", "run"));
  const marks = ["✓ Solved", "Edited"].map((textContent) => element("span", { textContent, hidden: true }));
  code.after(element("div", { className: "cell-marks" }, ...marks), tools);
}

// The reader's marks are kept by web/page/course; a cell shows whether its exercise is solved.
function showSolved() {
  const marks = globalThis.dlnotesMarks?.all() ?? [];
  const solved = marks.filter((mark) => mark.page === page && mark.kind === "exercise" && mark.solved).map(({ id }) => id);
  for (const box of exercises) box.querySelector(".cell-marks").firstChild.hidden = !solved.includes(box.dataset.exercise);
}

addEventListener("click", ({ target, clientX, clientY }) => {
  const box = target.closest?.("[data-cell]");
  if (!box) return;
  const { task } = target.closest("button")?.dataset ?? {};
  if (task) return work(task, box);
  // A click into code that is no link and marks no text.
  const code = target.closest(".cell_input pre[role]");
  if (code && !target.closest("a") && getSelection().isCollapsed) work("edit", box, { at: { x: clientX, y: clientY } });
});

addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key !== "Enter" || !target.matches(".cell_input pre[role]")) return;
  event.preventDefault();
  const task = event.shiftKey ? "runAndGoOn" : event.ctrlKey || event.metaKey ? "run" : "edit";
  work(task, target.closest("[data-cell]"));
});

// An exercise is an editor as soon as a reader comes to it.
const coming = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    coming.unobserve(target);
    work("edit", target, { focus: false });
  }
});

// Cells that the reader changed at an earlier visit; to ask a browser that keeps nothing may throw.
function changedBefore() {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(KEY));
  } catch {
    return false;
  }
}

const idle = globalThis.requestIdleCallback ?? setTimeout;
addEventListener("load", () =>
  idle(() => {
    boxes.forEach(equip);
    showSolved();
    document.addEventListener("dlnotes-marks", showSolved);
    for (const box of exercises) coming.observe(box);
    if (changedBefore()) work("restore", boxes[0]);
    document.documentElement.dataset.cells = "ready";
  }),
);
