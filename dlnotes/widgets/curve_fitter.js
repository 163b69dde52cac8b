// Curve fitter: points of a curve, and the sum of ReLUs that was fitted to them.
import { curve, evenly, framedLayer } from "./curves.js";
import { createPlot, createSummary, drawOnChange, element } from "./plot.js";

const [X, Y] = [[-1, 1], [-1.5, 1.5]];

// n kinks spread evenly over -1 to 1, the first at -1.
export function evenKinks(n) {
  return Array.from({ length: n }, (_, k) => -1 + (2 * k) / n);
}

// c + Σ v_k · max(0, x − p_k)
export function reluSum(x, p, v, c) {
  return v.reduce((sum, vk, k) => sum + vk * Math.max(0, x - p[k]), c);
}

// The mean squared error and the largest miss.
export function misses(ys, ts) {
  const gaps = ys.map((y, i) => Math.abs(y - ts[i]));
  return { error: gaps.reduce((sum, gap) => sum + gap * gap, 0) / gaps.length, worst: Math.max(...gaps) };
}

// The numbers v_1 ... v_n and c of one fit: before it stand all fits with fewer units, of m + 1
// numbers each, and those of the curves before.
export function fitOf(fits, curve, n, most) {
  const start = (curve * most * (most + 3)) / 2 + ((n - 1) * (n + 2)) / 2;
  const numbers = fits.slice(start, start + n + 1);
  return { v: numbers.slice(0, n), c: numbers[n] };
}

// Everything that is shown, as plain values; `fits` and `targets` are arrays of numbers.
export function fitterState({ curve, units, fits, targets, curve_names, most_units }) {
  const count = targets.length / curve_names.length;
  const ts = targets.slice(curve * count, (curve + 1) * count);
  const xs = evenly(...X, count);
  const { v, c } = fitOf(fits, curve, units, most_units);
  const p = evenKinks(units);
  const { error, worst } = misses(xs.map((x) => reluSum(x, p, v, c)), ts);
  const bends = [...p, X[1]]; // between two of these the sum is a straight line
  return {
    xs,
    ts,
    bends,
    heights: bends.map((x) => reluSum(x, p, v, c)),
    parts: p.map((pk, k) => [pk, v[k]]),
    error,
    worst,
    summary:
      `${units} hidden ${units === 1 ? "unit" : "units"}: ` +
      `mean squared error ${written(error)}, largest miss ${written(worst)}.`,
  };
}

// An error with two digits that count.
function written(value) {
  return value < 1e-6 ? "below 0.000001" : String(Number(value.toPrecision(2)));
}

function numbers(view) {
  return Array.from({ length: view.byteLength / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

function render({ model, el }) {
  el.classList.add("dlnotes-view");
  const plot = createPlot({
    x: X, y: Y, xLabel: "x", yLabel: "", ticks: [-1, 0, 1],
    label: "Points of a curve, and the sum of ReLUs that follows them",
  });
  const layer = framedLayer(plot, "curves", X, Y);
  const side = element("div", { class: "dlnotes-side" });
  el.append(plot.svg, side);
  const summary = createSummary(side);
  const [fits, targets] = ["fits", "targets"].map((name) => numbers(model.get(name)));

  const stop = drawOnChange(model, ["curve", "units"], () => {
    const names = ["curve", "units", "curve_names", "most_units"];
    const settings = Object.fromEntries(names.map((name) => [name, model.get(name)]));
    const state = fitterState({ ...settings, fits, targets });
    layer.replaceChildren(
      ...state.parts.map(([p, v]) => curve(plot, [X[0], p, X[1]], [0, 0, v * (X[1] - p)], { class: "dlnotes-part" })),
      ...state.xs.map((x, i) => element("circle", { cx: plot.px(x), cy: plot.py(state.ts[i]), r: 3, class: "dlnotes-datum" })),
      curve(plot, state.bends, state.heights, { class: "dlnotes-curve-0", "data-part": "fit" }),
      ...state.bends.slice(0, -1).map((x, i) =>
        element("rect", { x: plot.px(x) - 4, y: plot.py(state.heights[i]) - 4, width: 8, height: 8, class: "dlnotes-kink" }),
      ),
    );
    summary.say(state.summary);
  });
  return () => {
    stop();
    summary.stop();
  };
}

export default { render };
