// Gate explorer: the boundary of one perceptron on the plane of its inputs, and its truth table.
import { boundary, halfPlane, INPUTS, perceptron } from "./perceptron.js";
import { createPlot, createSummary, drawOnChange, element, format, marker, points } from "./plot.js";

const RANGE = [-0.5, 1.5];

// Everything that is shown, as plain values.
export function gateState({ w1, w2, theta, target, form, gate_names, truth_tables }) {
  const bias = -theta;
  const outputs = INPUTS.map((input) => perceptron([w1, w2], bias, input));
  const wanted = truth_tables[target];
  const right = outputs.filter((y, i) => y === wanted[i]).length;
  const same = truth_tables.findIndex((table) => table.every((t, i) => t === outputs[i]));
  const sum = `${term(w1, "x1", true)} ${term(w2, "x2")}`;
  const equation =
    form === 0 ? `y = 1 where ${sum} > ${format(theta)}` : `y = 1 where ${sum} ${signed(bias)} > 0`;
  const verdict = right === 4 ? `this is ${gate_names[target]}` : `not ${gate_names[target]} yet`;
  const other = right < 4 && same >= 0 ? ` (it is ${gate_names[same]})` : "";
  return {
    outputs,
    wanted,
    right,
    segment: boundary([w1, w2], bias, RANGE, RANGE),
    region: halfPlane([w1, w2], bias, RANGE, RANGE),
    summary: `${equation}. ${right} of 4 rows right: ${verdict}${other}.`,
  };
}

function term(weight, name, first = false) {
  return first ? `${format(weight)}·${name}` : `${signed(weight)}·${name}`;
}

function signed(value) {
  return `${value < 0 ? "−" : "+"} ${format(Math.abs(value))}`;
}

function read(model) {
  const names = ["w1", "w2", "theta", "target", "form", "gate_names", "truth_tables"];
  return Object.fromEntries(names.map((name) => [name, model.get(name)]));
}

// Runs once a model, however many views show it: keeps θ and b opposite, and shows one of them.
// A link may have set them before this runs, so both are done at once.
function initialize({ model }) {
  const keepOpposite = () => model.set("bias", 0 - model.get("theta"));
  const showOne = () => {
    const withBias = model.get("form") === 1;
    model.set("theta_display", withBias ? "none" : "flex");
    model.set("bias_display", withBias ? "flex" : "none");
    model.save_changes();
  };
  model.on("change:theta", keepOpposite);
  model.on("change:bias", () => model.set("theta", 0 - model.get("bias")));
  model.on("change:form", showOne);
  keepOpposite();
  showOne();
}

function render({ model, el }) {
  el.classList.add("dlnotes-view");
  const plot = createPlot({
    x: RANGE, y: RANGE, xLabel: "x1", yLabel: "x2", ticks: [0, 1],
    label: "The plane of the inputs x1 and x2, the boundary of the perceptron, and the half where it answers 1",
  });
  const region = plot.area.appendChild(element("polygon", { class: "dlnotes-region", "data-part": "region" }));
  const line = plot.layer("lines").appendChild(element("line", { class: "dlnotes-boundary", "data-part": "boundary" }));
  const markers = plot.layer("markers");
  const body = element("tbody");
  const head = ["x1", "x2", "wanted", "y", ""].map((text) => (text ? element("th", { scope: "col" }, text) : element("td")));
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...head)), body);
  const side = element("div", { class: "dlnotes-side" }, table);
  el.append(plot.svg, side);
  const summary = createSummary(side);

  const stop = drawOnChange(model, ["w1", "w2", "theta", "target", "form"], () => {
    const state = gateState(read(model));
    region.setAttribute("points", points(plot, state.region));
    line.setAttribute("visibility", state.segment ? "visible" : "hidden");
    const [[ax, ay], [bx, by]] = state.segment ?? [[0, 0], [0, 0]];
    for (const [name, value] of Object.entries({ x1: plot.px(ax), y1: plot.py(ay), x2: plot.px(bx), y2: plot.py(by) })) {
      line.setAttribute(name, value);
    }
    markers.replaceChildren(...INPUTS.map((input, i) => marker(plot, input, state.wanted[i])));
    body.replaceChildren(
      ...INPUTS.map((input, i) => {
        const right = state.outputs[i] === state.wanted[i];
        const cells = [...input, state.wanted[i], state.outputs[i], right ? "✓ right" : "✗ wrong"];
        return element("tr", { class: right ? "dlnotes-right" : "dlnotes-wrong" }, ...cells.map((text) => element("td", {}, String(text))));
      }),
    );
    summary.say(state.summary);
  });
  return () => {
    stop();
    summary.stop();
  };
}

export default { initialize, render };
