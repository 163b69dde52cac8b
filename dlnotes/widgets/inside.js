// Inside a convolutional network: its feature maps of the drawn digit, layer by layer, and how each
// pixel moves the score of the answer.
import { element } from "./plot.js";
import { imageSlope } from "./reader.js";

const NAMES = { convolution: "Convolution", pooling: "Pooling", relu: "ReLU" };
const ACROSS = 8; // maps side by side

// A colour of the page's theme, which is written as #rrggbb, as three numbers.
function themeColour(node, name) {
  const text = getComputedStyle(node).getPropertyValue(name).trim();
  return [1, 3, 5].map((from) => parseInt(text.slice(from, from + 2), 16));
}

// Numbers as colours: orange above 0, blue below, the stronger the further from it.
function shade(canvas, maps, [rows, columns], most) {
  const across = Math.min(ACROSS, maps.length);
  canvas.width = across * (columns + 1) - 1;
  canvas.height = Math.ceil(maps.length / across) * (rows + 1) - 1;
  const pixels = new ImageData(canvas.width, canvas.height);
  const [blue, orange] = ["--dlnotes-zero", "--dlnotes-one"].map((name) => themeColour(canvas, name));
  maps.forEach((values, m) => {
    const [top, left] = [Math.floor(m / across) * (rows + 1), (m % across) * (columns + 1)];
    values.forEach((value, i) => {
      const at = 4 * ((top + Math.floor(i / columns)) * canvas.width + left + (i % columns));
      pixels.data.set(value > 0 ? orange : blue, at);
      pixels.data[at + 3] = most > 0 ? (255 * Math.abs(value)) / most : 0;
    });
  });
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}

const largestOf = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

// In which pixel more ink would raise the score most, and in which it would lower it most.
export function telling(slope) {
  const place = (wanted) => {
    const i = slope.indexOf(wanted);
    return [Math.floor(i / 28) + 1, (i % 28) + 1];
  };
  return { up: place(Math.max(...slope)), down: place(Math.min(...slope)) };
}

// A part of the pad that a button opens, for the last of the readers that has feature maps.
export function createInside(el, readers) {
  const which = readers.findLastIndex(({ layers }) => layers.some(({ kind }) => kind === "convolution"));
  if (which < 0) return { draw() {} };
  const { layers, name } = readers[which];
  const open = element("button", { type: "button", "aria-expanded": "false" }, readers.length > 1 ? `Look inside the ${name} network` : "Look inside the network");
  const words = element("p", { class: "dlnotes-inside-words" });
  const figure = (caption) => {
    const canvas = element("canvas", { role: "img", class: "dlnotes-maps" });
    const text = element("figcaption", {}, caption);
    return { canvas, text, figure: element("figure", {}, text, element("div", { class: "dlnotes-paper" }, canvas)) };
  };
  const slope = figure("What a little more ink would do");
  const steps = layers
    .map((layer, i) => ({ kind: layer.kind, i }))
    .filter(({ kind }) => kind in NAMES)
    .map(({ kind, i }) => ({ kind, i, ...figure(NAMES[kind]) }));
  const panel = element("div", { class: "dlnotes-inside", hidden: "" }, slope.figure, ...steps.map(({ figure: each }) => each));
  el.append(element("div", { class: "dlnotes-buttons" }, open), panel);
  slope.figure.append(words);

  let latest = [[], null];
  const draw = (readings, image) => {
    latest = [readings, image];
    if (panel.hidden) return;
    const reading = readings[which];
    for (const { canvas } of [slope, ...steps]) canvas.width = canvas.width; // wiped
    words.textContent = "The pad is empty.";
    if (!reading) return;
    for (const { kind, i, canvas, text, figure: whole } of steps) {
      const { values, shape } = reading.signals[i + 1];
      const [count, rows, columns] = shape;
      whole.hidden = rows * columns === 1; // dense layers have no maps
      if (whole.hidden) continue;
      const maps = Array.from({ length: count }, (_, m) => values.subarray(m * rows * columns, (m + 1) * rows * columns));
      shade(canvas, maps, [rows, columns], largestOf(values));
      text.textContent = `${NAMES[kind]}: ${count} maps of ${rows} × ${columns}`;
      const silent = maps.filter((map) => largestOf(map) === 0).length;
      canvas.setAttribute("aria-label", `${text.textContent}, ${silent ? `${silent} of them silent` : "none of them silent"}`);
    }
    const slopes = imageSlope(layers, reading.signals, reading.first);
    shade(slope.canvas, [slopes], [28, 28], largestOf(slopes));
    const { up, down } = telling(slopes);
    const at = ([row, column]) => `row ${row}, column ${column}`;
    words.textContent =
      `Orange: more ink here raises the score of ${reading.first}, most of all at ${at(up)}. ` +
      `Blue: it lowers the score, most of all at ${at(down)}. These slopes are what backward gives for the image.`;
    slope.canvas.setAttribute("aria-label", words.textContent);
  };
  open.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    open.setAttribute("aria-expanded", String(!panel.hidden));
    draw(...latest);
  });
  return { draw };
}
