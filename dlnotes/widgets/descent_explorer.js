// Descent explorer: the path of an optimizer down the valley f(x, y) = x²/20 + y², which can be turned.
import { OPTIMIZERS } from "./optimizers.js";
import { createPlot, createSummary, drawOnChange, element, format, points } from "./plot.js";

const [X, Y] = [[-9, 9], [-6, 6]]; // room for the start, wherever it is turned
const LEVELS = [0.05, 0.5, 1.5, 3, 5, 8, 12, 17];
const FAR = 100; // a path that gets so many times higher than its start has diverged

const height = ([x, y]) => x ** 2 / 20 + y ** 2;
const slope = ([x, y]) => [x / 10, 2 * y];

function turned([x, y], degrees) {
  const [cos, sin] = [Math.cos((degrees / 180) * Math.PI), Math.sin((degrees / 180) * Math.PI)];
  return [cos * x - sin * y, sin * x + cos * y];
}

// Everything that is shown, as plain values. `path` ends early where it diverges.
export function descentState({ optimizer, lr, momentum, steps, angle, optimizer_names, start }) {
  const name = optimizer_names[optimizer];
  const step = OPTIMIZERS[name]({ lr, momentum }, 2);
  const inValley = (point) => turned(point, -angle); // along its floor, and across
  const path = [turned(start, angle)];
  while (path.length <= steps && height(inValley(path.at(-1))) <= FAR * height(start)) {
    const point = [...path.at(-1)];
    step(point, turned(slope(inValley(point)), angle));
    path.push(point);
  }
  const end = path.at(-1);
  const [f, taken] = [height(inValley(end)), path.length - 1];
  const diverged = f > FAR * height(start);
  const across = path.map((point) => inValley(point)[1]).map((y) => (Math.abs(y) < 1e-12 ? 0 : y)); // less is rounding
  const crossings = across.filter((y, i) => i && y * across[i - 1] < 0).length;
  const settings = `${name}, η = ${Number(lr.toPrecision(3))}${name === "Momentum" ? `, μ = ${format(momentum)}` : ""}${angle ? `, turned by ${format(angle)}°` : ""}`;
  const outcome = diverged
    ? `diverged. After ${count(taken, "step")} it is more than ${FAR} times higher than it began`
    : `after ${count(taken, "step")} at (${format(end[0])}, ${format(end[1])}), where f = ${f < 0.005 ? f.toExponential(1).replace("-", "−") : format(f)}`;
  return {
    path,
    f,
    diverged,
    crossings,
    summary: `${settings}: ${outcome}. It crossed the valley ${crossings === 1 ? "once" : `${crossings} times`}.`,
  };
}

function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function read(model) {
  const names = ["optimizer", "lr", "momentum", "steps", "angle", "optimizer_names", "start"];
  return Object.fromEntries(names.map((name) => [name, model.get(name)]));
}

// Runs once a model: only Momentum has a momentum to choose. A link may have set the optimizer
// before this runs, so it looks at once.
function initialize({ model }) {
  const showMomentum = () => {
    const name = model.get("optimizer_names")[model.get("optimizer")];
    model.set("momentum_display", name === "Momentum" ? "flex" : "none");
    model.save_changes();
  };
  model.on("change:optimizer", showMomentum);
  showMomentum();
}

// The points where f has a given value: an ellipse.
function levelLine(level, angle) {
  const around = Array.from({ length: 97 }, (_, i) => (i / 48) * Math.PI);
  return around.map((a) => turned([Math.sqrt(20 * level) * Math.cos(a), Math.sqrt(level) * Math.sin(a)], angle));
}

function render({ model, el }) {
  el.classList.add("dlnotes-view");
  const plot = createPlot({
    x: X, y: Y, xLabel: "x", yLabel: "y", ticks: [-4, 0, 4],
    label: "Contour lines of the valley, and the path of the optimizer from its start, a circle, to its last point, a cross",
  });
  const inner = element("svg", { x: plot.px(X[0]), y: plot.py(Y[1]), width: plot.px(X[1]) - plot.px(X[0]), height: plot.py(Y[0]) - plot.py(Y[1]) });
  inner.setAttribute("viewBox", ["x", "y", "width", "height"].map((name) => inner.getAttribute(name)).join(" "));
  plot.layer("valley").append(inner); // what leaves the picture is cut at its edge
  const levels = LEVELS.map(() => inner.appendChild(element("polyline", { class: "dlnotes-level" })));
  const line = inner.appendChild(element("polyline", { class: "dlnotes-path", "data-part": "path" }));
  const dots = inner.appendChild(element("g"));
  const side = element("div", { class: "dlnotes-side" });
  el.append(plot.svg, side);
  const summary = createSummary(side);

  const stop = drawOnChange(model, ["optimizer", "lr", "momentum", "steps", "angle"], () => {
    const { path, summary: text } = descentState(read(model));
    levels.forEach((level, i) => level.setAttribute("points", points(plot, levelLine(LEVELS[i], model.get("angle")))));
    line.setAttribute("points", points(plot, path));
    const dot = ([x, y], i) => {
      const [cx, cy] = [plot.px(x), plot.py(y)];
      if (i === path.length - 1) return element("path", { class: "dlnotes-end", d: `M${cx - 7} ${cy - 7}l14 14m-14 0l14 -14` });
      return element("circle", { class: "dlnotes-dot", cx, cy, r: i ? 2.5 : 6 });
    };
    dots.replaceChildren(...path.map(dot));
    summary.say(text);
  });
  return () => {
    stop();
    summary.stop();
  };
}

export default { initialize, render };
