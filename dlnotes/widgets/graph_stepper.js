// Graph stepper: what fruit costs, forward and backward one node at a time.
import { finiteDifferences, runGraph, sources } from "./graph.js";
import { createSummary, drawOnChange, element, format } from "./plot.js";

const INPUTS_OF_SHOP = ["apple", "apples", "orange", "oranges", "tax"];
const RADIUS = 13;

// Everything that is shown, as plain values.
export function stepperState({ structure, node_names, step, ...traits }) {
  const values = INPUTS_OF_SHOP.map((name) => traits[name]);
  const run = runGraph(structure, values, step);
  const count = structure.forward.length;
  // Measuring needs forward runs only, so it does not wait for backward.
  const measured = step >= count ? finiteDifferences(structure, values) : null;
  const edges = run.edges.map((edge) => ({
    ...edge,
    name: node_names[edge.from],
    measured: measured ? measured[edge.from] : null,
  }));
  const gap = step === 2 * count ? Math.max(...edges.map((e) => Math.abs(e.gradient - e.measured))) : null;
  return { nodes: run.nodes, current: run.current, edges, gap, summary: describe(structure, run, node_names, step, gap) };
}

function describe(structure, run, names, step, gap) {
  const count = structure.forward.length;
  if (step === 0) return `Step 0 of ${2 * count}: only the inputs are known.`;
  const { label, value, gradient } = run.nodes[run.current];
  const from = sources(structure, run.current);
  const [x, y] = from.map((s) => format(run.nodes[s].value));
  const sign = label === "*" ? "×" : label;
  const said = `Step ${step} of ${2 * count}, ${step > count ? "backward" : "forward"}`;
  if (step <= count) return `${said}: ${names[run.current]} = ${x} ${sign} ${y} = ${format(value)}.`;
  const d = format(gradient);
  const start = step === count + 1 ? "The total changes one for one with itself, so we start with 1. " : "";
  const end = gap === null ? "" : ` Backward and measured agree: the largest difference is ${gap.toExponential(0)}.`;
  const [first, second] = from.map((s) => [names[s], format(run.nodes[s].gradient)]);
  const action =
    label === "+"
      ? `+ received ${d} and passes it on: ${first[1]} to ${first[0]}, ${second[1]} to ${second[0]}.`
      : `× received ${d} and swaps its inputs: ${d} × ${y} = ${first[1]} to ${first[0]}, ${d} × ${x} = ${second[1]} to ${second[0]}.`;
  return `${said}: ${start}${action}${end}`;
}

// Where each node stands: inputs in a column at the left, an operation one column right of what it
// needs and halfway between.
export function layout(graph) {
  const places = [];
  graph.nodes.forEach((node, i) => {
    const from = sources(graph, i).map((s) => places[s]);
    const row = places.filter((place) => place.column === 0).length;
    places.push(
      from.length === 0
        ? { column: 0, x: 2, y: 36 + 64 * row }
        : {
            column: Math.max(...from.map((place) => place.column)) + 1,
            y: from.reduce((sum, place) => sum + place.y, 0) / from.length,
          },
    );
    if (from.length) places[i].x = 34 + 78 * places[i].column;
  });
  return places;
}

function arrowhead([x, y], angle) {
  const corner = (turn) => `${x - 8 * Math.cos(angle + turn)} ${y - 8 * Math.sin(angle + turn)}`;
  return `M${corner(0.45)}L${x} ${y}L${corner(-0.45)}`;
}

// One edge: a solid arrow forward with the value above it, a dashed one back with the gradient below.
function drawEdge({ from, to, value, gradient, name }, places, isInput) {
  const start = { x: places[from].x + (isInput ? 0 : RADIUS), y: places[from].y };
  const end = to === null ? { x: start.x + 52, y: start.y } : places[to];
  const bend = to === null ? start.x + 26 : Math.max(start.x + 44, end.x - 32);
  const angle = Math.atan2(end.y - start.y, end.x - bend);
  const stop = to === null ? 0 : RADIUS + 1;
  const tip = [end.x - stop * Math.cos(angle), end.y - stop * Math.sin(angle)];
  const line = (shift) => `M${start.x} ${start.y + shift}H${bend}L${tip[0]} ${tip[1] + shift}`;
  const group = element("g", { "data-edge": name });
  if (isInput) group.append(element("text", { x: start.x, y: start.y - 21 }, name));
  group.append(element("path", { class: value === null ? "dlnotes-edge" : "dlnotes-edge dlnotes-known", d: line(-2) + (value === null ? "" : arrowhead([tip[0], tip[1] - 2], angle)) }));
  if (value !== null) group.append(element("text", { class: "dlnotes-value", x: start.x + 3, y: start.y - 6 }, format(value)));
  if (gradient !== null) {
    group.append(
      element("path", { class: "dlnotes-edge dlnotes-back", d: line(3) }),
      element("path", { class: "dlnotes-edge dlnotes-backhead", d: arrowhead([start.x, start.y + 3], Math.PI) }),
      element("text", { class: "dlnotes-gradient", x: start.x + 3, y: start.y + 17 }, format(gradient)),
    );
  }
  return group;
}

function drawNode({ label, value }, { x, y }, isCurrent, backward) {
  const state = isCurrent ? `dlnotes-current dlnotes-is-${backward ? 1 : 0}` : value === null ? "dlnotes-waiting" : "";
  return element(
    "g",
    { class: `dlnotes-node ${state}`, "data-current": isCurrent },
    element("circle", { cx: x, cy: y, r: RADIUS }),
    element("text", { x, y: y + 5, "text-anchor": "middle" }, label === "*" ? "×" : label),
  );
}

function render({ model, el }) {
  el.classList.add("dlnotes-view");
  const names = [...INPUTS_OF_SHOP, "step"];
  const structure = model.get("structure");
  const node_names = model.get("node_names");
  const places = layout(structure);
  const last = 2 * structure.forward.length;
  const svg = element("svg", {
    viewBox: "0 0 335 316", role: "img", class: "dlnotes-plot",
    "aria-label": "The graph of what the fruit costs: values run along its edges from left to right, gradients from right to left",
  });
  const move = (by) => {
    model.set("step", Math.min(last, Math.max(0, model.get("step") + by)));
    model.save_changes();
  };
  const buttons = [["◀ previous", -1], ["next ▶", 1]].map(([text, by]) => {
    const button = element("button", { type: "button" }, text);
    button.addEventListener("click", () => move(by));
    return button;
  });
  const body = element("tbody");
  const head = ["edge", "value", "gradient", "measured"].map((text) => element("th", { scope: "col" }, text));
  const table = element("table", { class: "dlnotes-edges" }, element("thead", {}, element("tr", {}, ...head)), body);
  const side = element("div", { class: "dlnotes-side" });
  const figure = element("div", { class: "dlnotes-figure dlnotes-graph" }, svg, element("div", { class: "dlnotes-buttons" }, ...buttons));
  side.append(table);
  el.append(figure, side);
  const summary = createSummary(figure);

  const stop = drawOnChange(model, names, () => {
    const traits = Object.fromEntries(names.map((name) => [name, model.get(name)]));
    const state = stepperState({ structure, node_names, ...traits });
    svg.replaceChildren(
      ...state.edges.map((edge) => drawEdge(edge, places, structure.nodes[edge.from].kind === "input")),
      ...structure.forward.map((i) => drawNode(state.nodes[i], places[i], i === state.current, 2 * traits.step > last)),
    );
    body.replaceChildren(
      ...state.edges.map(({ name, ...edge }) => {
        const cells = [edge.value, edge.gradient, edge.measured].map((v) => element("td", {}, v === null ? "" : format(v)));
        return element("tr", {}, element("th", { scope: "row" }, name), ...cells);
      }),
    );
    buttons[0].setAttribute("aria-disabled", traits.step === 0);
    buttons[1].setAttribute("aria-disabled", traits.step === last);
    summary.say(state.summary);
  });
  return () => {
    stop();
    summary.stop();
  };
}

export default { render };
