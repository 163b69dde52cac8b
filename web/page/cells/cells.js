// What a page with code cells carries from the start, as little as possible: *Run* and *Edit* beside
// each cell. What they do stands in workbench.js, which is loaded when a hand first asks for it.
import { button, element } from "./html.js";
import { load } from "./load.js";
import { KEY } from "./page.js";

const boxes = [...document.querySelectorAll("[data-cell]")];

const loadWorkbench = () => load("workbench.js", () => globalThis.dlnotesWorkbench);

let said;

async function work(task, box, details) {
  said?.remove();
  try {
    await loadWorkbench();
  } catch ({ message }) {
    said = element("p", { className: "cell-status", textContent: message, role: "alert" });
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
  code.after(tools);
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

const idle = globalThis.requestIdleCallback ?? setTimeout;
addEventListener("load", () =>
  idle(() => {
    boxes.forEach(equip);
    for (const box of boxes) if (box.dataset.exercise) coming.observe(box);
    // The workbench brings back what the reader changed at an earlier visit.
    if (Object.keys(localStorage).some((key) => key.startsWith(KEY))) loadWorkbench().catch(() => {});
    document.documentElement.dataset.cells = "ready";
  }),
);
