// Activation explorer: one unit h(w·x + b), solid, and the slope h′ of its activation, dashed.
import { ACTIVATIONS } from "./activations.js";
import { curve, evenly, framedLayer } from "./curves.js";
import { createPlot, createSummary, drawOnChange, element, format } from "./plot.js";

const [X, Y] = [[-4, 4], [-1.5, 2.5]];
const FLAT = 0.05;
const NUMBERS = ["activation", "w", "b", "leak", "x"];

// Everything that is shown, as plain values.
export function explorerState({ activation, w, b, leak, x, functions }) {
  const name = functions[activation];
  const [h, slope] = ACTIVATIONS[name].map((f) => (a) => f(a, leak));
  const xs = evenly(...X, 401);
  const sums = xs.map((one) => w * one + b);
  const ys = sums.map(h);
  const slopes = sums.map(slope);
  const a = w * x + b;
  const flat = slopes.filter((one) => Math.abs(one) < FLAT).length / slopes.length;
  return {
    xs,
    // Where a function jumps its curve is interrupted: there is nothing between.
    ys: name === "step" ? interrupted(ys) : ys,
    slopes: ["relu", "leaky_relu"].includes(name) ? interrupted(slopes) : slopes,
    a,
    y: h(a),
    slope: slope(a),
    flat,
    summary:
      `At x = ${format(x)} the sum is a = w·x + b = ${format(a)}, the output h(a) = ${format(h(a))} ` +
      `and the slope h′(a) = ${format(slope(a))}. Against x the curve climbs w·h′(a) = ${format(w * slope(a))}. ` +
      `h′ is below ${FLAT} on ${Math.round(100 * flat)}\u00a0% of the axis.`,
  };
}

function interrupted(values) {
  return values.map((value, i) => (i > 0 && value !== values[i - 1] ? null : value));
}

// Runs once a model: the slider of the leak is there for the leaky ReLU alone. A link may have set
// the function before this runs, so it looks at once.
function initialize({ model }) {
  const showLeak = () => {
    const leaky = model.get("functions")[model.get("activation")] === "leaky_relu";
    model.set("leak_display", leaky ? "flex" : "none");
    model.save_changes();
  };
  model.on("change:activation", showLeak);
  showLeak();
}

function render({ model, el }) {
  el.classList.add("dlnotes-view");
  const plot = createPlot({
    x: X, y: Y, xLabel: "x", yLabel: "", ticks: [-4, -2, 0, 2, 4], yTicks: [-1, 0, 1, 2],
    label: "The output h of a unit against its input x, and the slope of h",
  });
  const curves = framedLayer(plot, "curves", X, Y);
  const keys = ["h(a)", "h′(a)"].map((text, i) => {
    const line = element("path", { class: `dlnotes-curve-${i}`, d: "M0 6H28" });
    return element("li", {}, element("svg", { viewBox: "0 0 28 12", width: 28, height: 12, "aria-hidden": "true" }, line), text);
  });
  const side = element("div", { class: "dlnotes-side" }, element("ul", { class: "dlnotes-key" }, ...keys));
  el.append(plot.svg, side);
  const summary = createSummary(side);

  const stop = drawOnChange(model, NUMBERS, () => {
    const numbers = [...NUMBERS, "functions"].map((name) => [name, model.get(name)]);
    const state = explorerState(Object.fromEntries(numbers));
    const at = plot.px(model.get("x"));
    curves.replaceChildren(
      element("line", { class: "dlnotes-probe", x1: at, x2: at, y1: plot.py(Y[0]), y2: plot.py(Y[1]) }),
      curve(plot, state.xs, state.ys, { class: "dlnotes-curve-0", "data-part": "h" }),
      curve(plot, state.xs, state.slopes, { class: "dlnotes-curve-1", "data-part": "slope" }),
      element("circle", { cx: at, cy: plot.py(state.y), r: 6, class: "dlnotes-dot-0", "data-part": "h-dot" }),
      element("rect", { x: at - 5.5, y: plot.py(state.slope) - 5.5, width: 11, height: 11, class: "dlnotes-dot-1", "data-part": "slope-dot" }),
    );
    summary.say(state.summary);
  });
  return () => {
    stop();
    summary.stop();
  };
}

export default { initialize, render };
