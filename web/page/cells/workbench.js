// The workbench of a page: its cells, what the reader does with them, and the page's Python behind
// them. Loaded when a hand first asks for it; cells.js calls `dlnotesWorkbench[task](box, details)`.
import { Bar } from "./bar.js";
import { Cell } from "./cell.js";
import { Python } from "./python.js";

const cells = [...document.querySelectorAll("[data-cell]")].map((box, index) => new Cell(box, index));
const at = (box) => cells.find((cell) => cell.box === box);
const bar = new Bar(cells);
const python = new Python(cells, bar);

function runAndGoOn(box) {
  const cell = at(box);
  python.run(cell);
  const next = cells.slice(cell.index + 1).find((other) => other.code.checkVisibility());
  next?.focus();
}

const tasks = {
  edit: (box, how) => at(box).edit(how),
  run: (box) => python.run(at(box)),
  runAndGoOn,
  runAbove: (box) => python.runAbove(at(box)),
  stop: () => python.stop(),
  giveUp: () => python.giveUp(),
  restart: () => python.restart(),
  reset: (box) => bar.undoable("The cell is as in the book again.", [at(box)], () => at(box).reset()),
};

for (const cell of cells) {
  cell.onrun = (goOn) => (goOn ? runAndGoOn(cell.box) : python.run(cell));
  cell.tell = (sentence) => bar.show(sentence);
  cell.restore();
}
Object.assign(bar, { onrestart: tasks.restart, onstop: tasks.stop });

globalThis.dlnotesWorkbench = tasks;
