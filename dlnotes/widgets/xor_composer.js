// XOR composer: where two units move the four inputs, and where a third unit cuts them.
import { boundary, clip, halfPlane, INPUTS, perceptron } from "./perceptron.js";
import { createPlot, createSummary, drawOnChange, element, marker, points } from "./plot.js";

const RANGE = [-0.5, 1.5];
const XOR = INPUTS.map(([x1, x2]) => (x1 === x2 ? 0 : 1));
const NUMBERS = ["s1", "s2", "y"].flatMap((unit) => ["w1", "w2", "b"].map((name) => `${unit}_${name}`));

// Everything that is shown, as plain values.
export function composerState(numbers) {
  const [s1, s2, y] = ["s1", "s2", "y"].map((unit) => ({
    w: [numbers[`${unit}_w1`], numbers[`${unit}_w2`]],
    b: numbers[`${unit}_b`],
  }));
  const answer = (unit, input) => perceptron(unit.w, unit.b, input);
  const hidden = INPUTS.map((input) => [answer(s1, input), answer(s2, input)]);
  const outputs = hidden.map((moved) => answer(y, moved));
  const right = outputs.filter((output, i) => output === XOR[i]).length;
  const name = (table) => {
    const known = numbers.truth_tables.findIndex((gate) => gate.every((t, i) => t === table[i]));
    return known >= 0 ? numbers.gate_names[known] : `a gate that answers ${table.join(", ")}`;
  };
  const lines = [named(line(s1), INPUTS)];
  lines.push(named(line(s2), [...INPUTS, lines[0]?.name ?? INPUTS[0]]));
  const table = (unit) => INPUTS.map((input) => answer(unit, input));
  const verdict = right === 4 ? "this is XOR" : "not XOR yet";
  return {
    hidden,
    outputs,
    right,
    spots: spots(hidden),
    lines,
    cut: named(line(y), hidden.flatMap(([x, y]) => [[x, y], ...[-0.25, 0, 0.25].map((dx) => [x + dx, y + 0.12])])),
    regions: firing(s1, s2, y),
    hiddenRegion: halfPlane(y.w, y.b, RANGE, RANGE),
    summary: `s1 is ${name(table(s1))}, s2 is ${name(table(s2))}, y is ${name(table(y))}. ${right} of 4 rows right: ${verdict}.`,
  };
}

// The line of a unit, and the direction, of length 1, of the side where it answers 1.
function line({ w, b }) {
  const segment = boundary(w, b, RANGE, RANGE);
  const length = Math.hypot(...w);
  return segment && { segment, towards: w.map((value) => value / length) };
}

// A line with a place for its arrow and, at the arrow's head, one for its name: inside the frame, and
// as far as need be from what stands there already.
function named(found, taken) {
  if (!found) return null;
  const [start, end] = [...found.segment].sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
  const places = [0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9].map((part) => {
    const foot = start.map((value, i) => value + part * (end[i] - value));
    const name = foot.map((value, i) => value + 0.24 * found.towards[i]);
    const room = Math.min(...taken.map(([x, y]) => Math.hypot(x - name[0], y - name[1])));
    const framed = name.every((value) => value > RANGE[0] + 0.1 && value < RANGE[1] - 0.1);
    return { foot, name, room: Math.min(room, 0.3) + (framed ? 1 : 0) };
  });
  const { foot, name } = places.reduce((best, place) => (place.room > best.room ? place : best));
  return { ...found, foot, name: name.map((value) => Math.min(RANGE[1] - 0.1, Math.max(RANGE[0] + 0.1, value))) };
}

// The parts of the input plane where the whole network answers 1. Two lines cut the plane into at
// most four parts; in each of them s1 and s2 are constant, and so is y.
function firing(s1, s2, y) {
  const side = ({ w, b }, s) => (s === 1 ? [w, b] : [w.map((value) => -value), -b]);
  const square = halfPlane([0, 0], 1, RANGE, RANGE);
  return INPUTS.filter((s) => perceptron(y.w, y.b, s) === 1)
    .map((s) => clip(clip(square, ...side(s1, s[0])), ...side(s2, s[1])))
    .filter((polygon) => polygon.length > 2);
}

// The places where the inputs end up, and which inputs share each of them.
function spots(hidden) {
  const found = new Map();
  hidden.forEach((at, i) => {
    const spot = found.get(String(at)) ?? { at, inputs: [] };
    spot.inputs.push(INPUTS[i]);
    found.set(String(at), spot);
  });
  return [...found.values()];
}

// A boundary with its name, and an arrow to the side where the unit answers 1.
function drawLine(plot, group, found, name) {
  group.replaceChildren();
  if (!found) return;
  const [[ax, ay], [bx, by]] = found.segment.map(([x, y]) => [plot.px(x), plot.py(y)]);
  const [mx, my] = [plot.px(found.foot[0]), plot.py(found.foot[1])];
  const [dx, dy] = [found.towards[0], -found.towards[1]]; // on paper y grows downwards
  const [tx, ty] = [mx + 20 * dx, my + 20 * dy];
  const head = [[-7, 5], [0, 0], [-7, -5]].map(([u, v]) => `${tx + u * dx - v * dy} ${ty + u * dy + v * dx}`);
  group.append(
    element("line", { x1: ax, y1: ay, x2: bx, y2: by, class: "dlnotes-boundary", "data-part": name }),
    element("path", { d: `M${mx} ${my}L${tx} ${ty}M${head.join("L")}`, class: "dlnotes-arrow" }),
    element("text", { x: plot.px(found.name[0]), y: plot.py(found.name[1]) + 4, "text-anchor": "middle" }, name),
  );
}

function render({ model, el }) {
  el.classList.add("dlnotes-view");
  const input = createPlot({
    x: RANGE, y: RANGE, xLabel: "x1", yLabel: "x2", ticks: [0, 1],
    label: "The input plane: the four inputs of XOR, the lines of the units s1 and s2, and where the network answers 1",
  });
  const moved = createPlot({
    x: RANGE, y: RANGE, xLabel: "s1", yLabel: "s2", ticks: [0, 1],
    label: "The hidden plane: the same four inputs where s1 and s2 have moved them, and the line of the unit y",
  });
  const cutRegion = moved.area.appendChild(element("polygon", { class: "dlnotes-region", "data-part": "region" }));
  const [first, second, cut] = [input.layer("line"), input.layer("dashed"), moved.layer("line")];
  const inputMarkers = input.layer("markers");
  const movedMarkers = moved.layer("markers");
  inputMarkers.append(...INPUTS.map((at, i) => marker(input, at, XOR[i])));

  const body = element("tbody");
  const head = ["x1", "x2", "s1", "s2", "y", "wanted"].map((text) => element("th", { scope: "col" }, text));
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...head, element("td"))), body);
  const side = element("div", { class: "dlnotes-side" });
  el.append(input.svg, moved.svg, table, side);
  const summary = createSummary(side);

  const stop = drawOnChange(model, NUMBERS, () => {
    const names = [...NUMBERS, "gate_names", "truth_tables"];
    const state = composerState(Object.fromEntries(names.map((name) => [name, model.get(name)])));
    const regions = state.regions.map((polygon) => points(input, polygon));
    input.area.replaceChildren(...regions.map((list) => element("polygon", { class: "dlnotes-region", points: list })));
    cutRegion.setAttribute("points", points(moved, state.hiddenRegion));
    drawLine(input, first, state.lines[0], "s1");
    drawLine(input, second, state.lines[1], "s2");
    drawLine(moved, cut, state.cut, "y");
    movedMarkers.replaceChildren(
      ...state.hidden.map((at, i) => marker(moved, at, XOR[i])),
      ...state.spots.map(({ at, inputs }) => {
        const text = `from ${inputs.map((one) => `(${one})`).join(" ")}`;
        const middle = inputs.length > 2 ? 0.5 : at[0]; // three and more need the whole width
        return element("text", { x: moved.px(middle), y: moved.py(at[1]) - 15, "text-anchor": "middle" }, text);
      }),
    );
    body.replaceChildren(
      ...INPUTS.map((one, i) => {
        const right = state.outputs[i] === XOR[i];
        const cells = [...one, ...state.hidden[i], state.outputs[i], XOR[i], right ? "✓ right" : "✗ wrong"];
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

export default { render };
