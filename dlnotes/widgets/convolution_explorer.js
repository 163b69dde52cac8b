// Convolution explorer: a digit, a 3 by 3 filter, and the feature map that it makes.
import { convolve, patchAt, positions } from "./convolution.js";
import { createSummary, drawOnChange, element, format } from "./plot.js";

const SIDE = 28;
const STRENGTHS = 32; // of a shade, from none to full
const WEIGHT_NAMES = ["w00", "w01", "w02", "w10", "w11", "w12", "w20", "w21", "w22"];

// Image number `digit` of a DataView of bytes, as rows of numbers from 0 to 1.
export function imageOf(pixels, digit) {
  return Array.from({ length: SIDE }, (_, i) =>
    Array.from({ length: SIDE }, (_, j) => pixels.getUint8((digit * SIDE + i) * SIDE + j) / 255),
  );
}

// Everything that is shown, as plain values.
export function convolutionState({ image, weights, stride, padding, row, column, kernels }) {
  const map = convolve(image, weights, stride, padding);
  const at = [Math.min(row, map.length - 1), Math.min(column, map[0].length - 1)];
  const patch = patchAt(image, 3, ...at, stride, padding);
  const sum = map[at[0]][at[1]];
  const name = Object.keys(kernels).find((key) => kernels[key].flat().every((w, i) => w === weights[i]));
  const [rows, columns] = [map.length, map[0].length];
  return {
    map,
    at,
    patch,
    sum,
    name,
    largest: map.flat().reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    corner: [at[0] * stride, at[1] * stride], // of the window, in the image with its padding
    summary:
      `${name ? `The filter “${name}”` : "A filter of your own"}. ${SIDE} × ${SIDE} pixels in, ${rows} × ${columns} out. ` +
      `At row ${at[0]}, column ${at[1]} the nine products add up to ${format(sum)}.`,
  };
}

function read(model) {
  const state = { weights: WEIGHT_NAMES.map((name) => model.get(name)) };
  for (const name of ["stride", "padding", "row", "column", "kernels"]) state[name] = model.get(name);
  return { ...state, image: imageOf(model.get("pixels"), model.get("digit")) };
}

// A grid of numbers in an svg: squares above zero, dots below, the stronger the farther from it.
// One path for each strength, since hundreds of elements would be slow to change.
function createGrid(label, kind = "") {
  const paths = Array.from({ length: 2 * STRENGTHS + 1 }, (_, i) => {
    const strength = i / STRENGTHS - 1;
    return element("path", { class: strength < 0 ? "dlnotes-negative" : "dlnotes-positive", "fill-opacity": Math.abs(strength) });
  });
  const frame = element("rect", { class: "dlnotes-window" });
  const svg = element("svg", { role: "img", "aria-label": label, class: `dlnotes-numbers ${kind}` }, ...paths, frame);
  let [columns, drawn] = [0, paths.map(() => "")];
  return {
    svg,
    // Which cell, [row, column], lies under a point of the screen; outside, the nearest one.
    cellAt({ clientX, clientY }) {
      const box = svg.getBoundingClientRect();
      const along = (part) => Math.max(0, Math.min(columns - 1, Math.floor(part * columns)));
      return [along((clientY - box.top) / box.height), along((clientX - box.left) / box.width)];
    },
    draw(values, largest, [top, left], size) {
      columns = values[0].length;
      svg.setAttribute("viewBox", `0 0 ${columns} ${values.length}`);
      const shapes = paths.map(() => "");
      values.forEach((row, i) =>
        row.forEach((value, j) => {
          const strength = Math.round((STRENGTHS * value) / (largest || 1));
          if (strength > 0) shapes[STRENGTHS + strength] += `M${j} ${i}h1v1h-1z`;
          if (strength < 0) shapes[STRENGTHS + strength] += `M${j} ${i + 0.5}a.5.5 0 0 1 1 0a.5.5 0 0 1-1 0`;
        }),
      );
      paths.forEach((path, i) => shapes[i] === drawn[i] || path.setAttribute("d", shapes[i]));
      drawn = shapes;
      for (const [name, at] of Object.entries({ x: left, y: top, width: size, height: size })) frame.setAttribute(name, at);
    },
  };
}

function padded(image, padding) {
  const [side, none] = [image.length + 2 * padding, Array(padding).fill(0)];
  const around = Array.from({ length: padding }, () => Array(side).fill(0));
  return [...around, ...image.map((row) => [...none, ...row, ...none]), ...around];
}

// Runs once a model: the sliders of the position end where the map ends.
function initialize({ model }) {
  const fit = () => {
    const last = positions(SIDE, 3, model.get("stride"), model.get("padding")) - 1;
    const within = (name) => Math.min(model.get(name), last);
    model.set({ row: within("row"), column: within("column"), last });
    model.save_changes();
  };
  // After all that changed at once: a smaller end would push back a slider that has not yet heard of
  // its new place.
  let fitted = "";
  model.on("change", () => {
    const size = `${model.get("stride")} ${model.get("padding")}`;
    if (size === fitted) return;
    fitted = size;
    fit();
  });
  fit();
}

function render({ model, el }) {
  el.classList.add("dlnotes-view");
  const image = createGrid("The digit, and where the filter lies on it", "dlnotes-of-digit");
  const map = createGrid("The feature map, and the position that is looked at");
  const figure = (grid, caption) => element("figure", { class: "dlnotes-figure dlnotes-grid" }, grid.svg, element("figcaption", {}, caption));
  const presets = Object.entries(model.get("kernels")).map(([name, kernel]) => {
    const button = element("button", { type: "button" }, name);
    button.addEventListener("click", () => {
      kernel.flat().forEach((weight, i) => model.set(WEIGHT_NAMES[i], weight));
      model.save_changes();
    });
    return button;
  });
  const body = element("tbody");
  const side = element("div", { class: "dlnotes-side" });
  el.append(
    element("div", { class: "dlnotes-buttons", role: "group", "aria-label": "Well-known filters" }, ...presets),
    figure(image, "the digit, with the patch under the filter"),
    figure(map, "the feature map: ■ above 0, ● below"),
    side,
  );
  side.append(element("table", {}, element("caption", {}, "pixel × weight"), body));
  const summary = createSummary(side);

  // Pointing at the feature map, or dragging over it, chooses the position.
  const point = (event) => {
    if (event.type === "pointermove" && event.buttons === 0) return;
    const [row, column] = map.cellAt(event);
    model.set({ row, column });
    model.save_changes();
  };
  for (const kind of ["pointerdown", "pointermove"]) map.svg.addEventListener(kind, point);

  const names = [...WEIGHT_NAMES, "digit", "stride", "padding", "row", "column"];
  const stop = drawOnChange(model, names, () => {
    const values = read(model);
    const state = convolutionState(values);
    image.draw(padded(values.image, values.padding), 1, state.corner, 3);
    map.draw(state.map, state.largest, state.at, 1);
    presets.forEach((button) => button.setAttribute("aria-pressed", button.textContent === state.name));
    const cell = (i) => element("td", {}, `${format(state.patch[i])} × ${format(values.weights[i])}`);
    body.replaceChildren(...[0, 3, 6].map((i) => element("tr", {}, cell(i), cell(i + 1), cell(i + 2))));
    summary.say(state.summary);
  });
  return () => {
    stop();
    summary.stop();
  };
}

export default { initialize, render };
