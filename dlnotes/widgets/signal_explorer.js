// Signal explorer: a histogram of what each layer gives, picked from tables that dlnotes computed.
import { createSummary, drawOnChange, element } from "./plot.js";

// He and Xavier for 100 units, and two spreads that go wrong.
const SPREADS = [["0.01", 0.01], ["Xavier 0.1", 0.1], ["He 0.141", 10 ** -0.85], ["1", 1]];
const CHOSEN = ["activation", "std", "depth", "normalized"];
const TABLES = ["activation_names", "ranges", "layout_of_tables", "heights", "spreads"];

// Everything that is shown, as plain values. `heights` and `spreads` are DataViews.
export function signalState({ activation, std, depth, normalized, activation_names, ranges, layout_of_tables, heights, spreads }) {
  const { layers, bins, exponents } = layout_of_tables;
  const step = (exponents.at(-1) - exponents[0]) / (exponents.length - 1);
  const nearest = Math.round((Math.log10(std) - exponents[0]) / step);
  const exponent = Math.max(0, Math.min(exponents.length - 1, nearest));
  const first = ((activation * 2 + normalized) * exponents.length + exponent) * layers;
  const shown = Array.from({ length: depth }, (_, layer) => ({
    spread: spreads.getFloat32(4 * (first + layer), true),
    bars: Array.from({ length: bins }, (_, bin) => heights.getUint8((first + layer) * bins + bin) / 255),
  }));
  const name = activation_names[activation];
  const [from, to] = [shown[0].spread, shown.at(-1).spread];
  return {
    range: ranges[activation],
    layers: shown,
    summary:
      `${name}, weights with std ${short(10 ** exponents[exponent])}${normalized ? ", batch norm" : ""}. ` +
      (depth === 1 ? `After one layer the spread is ${short(from)}: ` : `The spread goes from ${short(from)} after layer 1 to ${short(to)} after layer ${depth}: `) +
      `${verdict(name, shown.at(-1))}.`,
  };
}

// The spread is that of a unit across examples. Units that differ, each of them constant, tell nothing.
function verdict(name, { spread, bars }) {
  const all = bars.reduce((sum, bar) => sum + bar, 0);
  const atEnds = (bars[0] + bars.at(-1)) / all;
  if (name === "relu" && spread > 10) return "the signal explodes";
  if (name !== "relu" && atEnds > 0.5) return "most units are saturated, where the slope is almost 0";
  if (spread < 0.05) return "the signal has all but died: each unit says nearly the same to every example";
  return "the signal is alive";
}

// A number from 1e-12 to 1e12 with two digits that count, and a real minus sign in its exponent.
function short(value) {
  if (value === 0) return "0";
  const text = value >= 1000 || value < 0.001 ? value.toExponential(1) : String(Number(value.toPrecision(2)));
  return text.replace("e+", "e").replace("-", "−");
}

function histogramOf({ spread, bars }, layer, [least, most]) {
  const [width, height] = [100, 60];
  const svg = element("svg", { viewBox: `0 0 ${width} ${height + 14}`, role: "img", "aria-label": `Layer ${layer}: spread ${short(spread)}` });
  const step = width / bars.length;
  const shape = bars.map((bar, i) => `M${i * step} ${height}v${-height * bar}h${step - 0.5}V${height}z`);
  svg.append(
    element("path", { d: shape.join("") }),
    element("line", { x1: 0, x2: width, y1: height, y2: height }),
    element("text", { x: 0, y: height + 11 }, String(least).replace("-", "−")),
    element("text", { x: width, y: height + 11, "text-anchor": "end" }, most > 1 ? `${most}+` : String(most)),
  );
  return element("figure", {}, element("figcaption", {}, `layer ${layer}: ${short(spread)}`), svg);
}

function render({ model, el }) {
  el.classList.add("dlnotes-view");
  const presets = SPREADS.map(([name, std]) => {
    const button = element("button", { type: "button" }, name);
    button.addEventListener("click", () => {
      model.set("std", std);
      model.save_changes();
    });
    return button;
  });
  const plots = element("div", { class: "dlnotes-histograms" });
  el.append(element("div", { class: "dlnotes-buttons", role: "group", "aria-label": "Spread of the weights" }, ...presets));
  const side = el.appendChild(element("div", { class: "dlnotes-side" })); // above, so that it stays beside the sliders
  el.append(plots);
  const summary = createSummary(side);

  const stop = drawOnChange(model, CHOSEN, () => {
    const values = Object.fromEntries([...CHOSEN, ...TABLES].map((name) => [name, model.get(name)]));
    const state = signalState(values);
    plots.replaceChildren(...state.layers.map((layer, i) => histogramOf(layer, i + 1, state.range)));
    presets.forEach((button, i) => button.setAttribute("aria-pressed", Math.abs(Math.log10(SPREADS[i][1] / values.std)) < 0.01));
    summary.say(state.summary);
  });
  return () => {
    stop();
    summary.stop();
  };
}

export default { render };
