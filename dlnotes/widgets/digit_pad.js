// Digit pad: draw a digit, and a network that was trained in Python reads it in the page.
import { forward, numbers, softmax, unpack } from "./dense.js";
import { CELLS, normalize, paste, SIDE, stroke } from "./ink.js";
import { createSummary, drawOnChange, element } from "./plot.js";

const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

// What the network makes of an image of 784 bytes; `label` is the true digit where it is known.
export function padState(layers, image, label) {
  if (!image.some((value) => value > 0)) {
    return { probabilities: null, summary: "The pad is empty. Draw a digit, or choose an example." };
  }
  const x = Float32Array.from(image, (value) => value / 255);
  const probabilities = softmax(forward(layers, x));
  const [first, second] = [...DIGITS].sort((a, b) => probabilities[b] - probabilities[a]);
  const [sure, next] = [first, second].map((digit) => percent(probabilities[digit]));
  const truth = label === undefined ? "" : ` It is a ${label}: ${label === first ? "right" : "wrong"}.`;
  return { probabilities, first, summary: `The network reads ${first}, with ${sure}. Next is ${second}, with ${next}.${truth}` };
}

function percent(probability) {
  return `${(100 * probability).toFixed(1)} %`;
}

function layersOf(model) {
  return unpack(
    model.get("sizes"),
    numbers(Int8Array, model.get("weights")),
    numbers(Float32Array, model.get("scales")),
    numbers(Float32Array, model.get("biases")),
  );
}

function exampleImage(model, i) {
  return numbers(Uint8Array, model.get("examples")).subarray(784 * i, 784 * (i + 1));
}

function setImage(model, image) {
  model.set("image", new DataView(Uint8Array.from(image).buffer));
}

// Runs once a model: a chosen example becomes the image. A link may have chosen one before.
function initialize({ model }) {
  const layExample = () => {
    if (model.get("example") >= 0) setImage(model, exampleImage(model, model.get("example")));
  };
  model.on("change:example", layExample);
  layExample();
}

// Ink as the darkness of a canvas; style.css turns it over where the page is dark. The pixels come
// from here, not from drawing commands, so the canvas may stay in ordinary memory.
function paint(canvas, ink) {
  const pixels = new ImageData(canvas.width, canvas.height);
  for (let i = 0; i < ink.length; i += 1) pixels.data[4 * i + 3] = ink[i];
  canvas.getContext("2d", { willReadFrequently: true }).putImageData(pixels, 0, 0);
}

function render({ model, el }) {
  el.classList.add("dlnotes-view");
  const canvas = (side, label) =>
    element("canvas", { width: side, height: side, class: "dlnotes-ink", role: "img", "aria-label": label });
  const pad = canvas(SIDE, "The pad: draw a digit here with mouse, finger or pen");
  const seen = canvas(28, "The image of 28 by 28 pixels that the network sees");
  const clear = element("button", { type: "button" }, "Clear");
  const labels = model.get("example_labels");
  const examples = labels.map((label, i) => {
    const thumbnail = element("canvas", { width: 28, height: 28, class: "dlnotes-ink" });
    paint(thumbnail, exampleImage(model, i));
    const button = element("button", { type: "button", "aria-label": `Example: a ${label}` }, thumbnail);
    button.addEventListener("click", () => {
      model.set("example", -1); // so that choosing the same one again is a change
      model.set("example", i);
      model.save_changes();
    });
    return button;
  });
  const rows = DIGITS.map((digit) => {
    const bar = element("div", { class: "dlnotes-share" });
    const value = element("td", { class: "dlnotes-percent" });
    const row = element("tr", {}, element("th", { scope: "row" }, String(digit)), element("td", {}, bar), value);
    return { bar, row, value };
  });
  const head = element("tr", {}, element("th", { scope: "col" }, "digit"), element("th", { scope: "col", colspan: 2 }, "probability"));
  const table = element(
    "table",
    { class: "dlnotes-probabilities" },
    element("thead", {}, head),
    element("tbody", {}, ...rows.map(({ row }) => row)),
  );
  const side = element("div", { class: "dlnotes-side" }, table);
  el.append(
    element(
      "div",
      { class: "dlnotes-drawing" },
      element("div", { class: "dlnotes-paper" }, pad),
      element("div", { class: "dlnotes-under-pad" }, clear, element("span", {}, "what the network sees"), element("div", { class: "dlnotes-paper" }, seen)),
      element("div", { class: "dlnotes-examples", role: "group", "aria-label": "Examples from the test images" }, ...examples),
    ),
    side,
  );
  const summary = createSummary(side);
  const layers = layersOf(model);
  const image = () => numbers(Uint8Array, model.get("image"));

  let ink = paste(image());
  let ours = String(image()); // the image that this ink became
  let last = null; // where the pen is, while it is down
  let frame = 0;
  paint(pad, ink);

  // After a change of the ink; strokes that come within one frame are one change.
  const inkChanged = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      paint(pad, ink);
      const made = normalize(ink);
      ours = String(made);
      setImage(model, made);
    });
  };
  const startAnew = () => {
    ink = new Uint8Array(SIDE * SIDE);
    model.set("example", -1);
    inkChanged();
  };
  const at = (event) => {
    const box = pad.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
  };
  const draw = (event) => {
    const to = at(event);
    stroke(ink, last ?? to, to, (model.get("pen") * CELLS) / 2);
    last = to;
    inkChanged();
  };
  pad.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    if (model.get("example") >= 0) startAnew(); // nobody draws over an example
    pad.setPointerCapture(event.pointerId);
    draw(event);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!last || !event.isPrimary) return;
    const steps = event.getCoalescedEvents?.() ?? [];
    for (const step of steps.length > 0 ? steps : [event]) draw(step);
  });
  // Python hears of a drawing when the pen is lifted.
  const lift = () => {
    if (!last) return;
    last = null;
    requestAnimationFrame(() => model.save_changes());
  };
  for (const kind of ["pointerup", "pointercancel"]) pad.addEventListener(kind, lift);
  clear.addEventListener("click", () => {
    startAnew();
    requestAnimationFrame(() => model.save_changes());
  });

  const stop = drawOnChange(model, ["image", "example"], () => {
    if (String(image()) !== ours) {
      ours = String(image()); // it comes from an example, another view or Python
      ink = paste(image());
      paint(pad, ink);
    }
    paint(seen, image());
    const example = model.get("example");
    const state = padState(layers, image(), labels[example]);
    rows.forEach(({ bar, row, value }, digit) => {
      const probability = state.probabilities?.[digit] ?? 0;
      bar.style.width = `${100 * probability}%`;
      row.classList.toggle("dlnotes-first", digit === state.first);
      value.textContent = state.probabilities ? `${percent(probability)}${digit === state.first ? " ◂" : ""}` : "";
    });
    examples.forEach((button, i) => button.setAttribute("aria-pressed", i === example));
    summary.say(state.summary);
  });
  return () => {
    cancelAnimationFrame(frame);
    stop();
    summary.stop();
  };
}

export default { initialize, render };
