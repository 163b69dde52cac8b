// Digit pad: draw a digit, and networks that were trained in Python read it in the page.
import { numbers, wholeNumbers } from "./bytes.js";
import { inked } from "./ink.js";
import { createInside } from "./inside.js";
import { createSummary, drawOnChange, element } from "./plot.js";
import { forward, softmax, unpacker } from "./reader.js";
import { listen } from "./strokes.js";

const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const CELLS = 8; // of the pad's canvas, a pixel's width
const SIDE = 28 * CELLS;

// What a network makes of an image of 784 bytes that is not empty.
export function read({ layers, doubt }, image) {
  const signals = forward(layers, Float64Array.from(image, (value) => value / 255));
  const scores = signals.at(-1).values;
  const probabilities = softmax(scores);
  const [first, second] = [...DIGITS].sort((a, b) => scores[b] - scores[a]);
  return { signals, probabilities, first, second, score: scores[first], unsure: doubt !== null && scores[first] < doubt };
}

// What all networks make of an image; `label` is the true digit where it is known.
export function padState(readers, image, label) {
  if (!image.some((value) => value > 0)) {
    return { readings: [], summary: "The pad is empty. Draw a digit, or choose an example." };
  }
  const readings = readers.map((reader) => read(reader, image));
  const said = readers.map((reader, i) => sentence(reader, readings[i], readers.length > 1));
  if (readers.length > 1) {
    const same = readings.every(({ first }) => first === readings[0].first);
    said.push(same ? "They read the same." : "They differ.");
  }
  if (label !== undefined) {
    const right = readings.filter(({ first }) => first === label).length;
    const verdict = right === readings.length ? "right" : right === 0 ? "wrong" : `only ${readers[readings.findIndex(({ first }) => first === label)].name} is right`;
    said.push(`It is a ${label}: ${verdict}.`);
  }
  return { readings, summary: said.join(" ") };
}

function sentence({ name, doubt }, { probabilities, first, second, score, unsure }, several) {
  const [sure, next] = [first, second].map((digit) => percent(probabilities[digit]));
  const who = several ? `The ${name} network` : "The network";
  if (!unsure) return `${who} reads ${first}, with ${sure}. Next is ${second}, with ${next}.`;
  return (
    `${who} says: I am not sure. My largest score is ${score.toFixed(1)}, and 19 of 20 test digits give me more than ` +
    `${doubt.toFixed(1)}. If it is a digit, I read ${first}, with ${sure}; next is ${second}, with ${next}.`
  );
}

function percent(probability) {
  return `${(100 * probability).toFixed(1)}\u00a0%`;
}

export function readersOf(model) {
  const whole = wholeNumbers(numbers(Uint8Array, model.get("weights")));
  const [scales, biases] = ["scales", "biases"].map((name) => numbers(Float32Array, model.get(name)));
  const unpack = unpacker(whole, scales, biases);
  return model.get("readers").map(({ layers, ...reader }) => ({ ...reader, layers: unpack(layers) }));
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

const contextOf = (canvas) => canvas.getContext("2d", { willReadFrequently: true }); // in ordinary memory

// Ink as the darkness of a canvas; digit_pad.css turns it over where the page is dark. Each pixel of the
// image becomes a square of the canvas.
function paint(canvas, image) {
  const pixels = new ImageData(canvas.width, canvas.height);
  const size = canvas.width / 28;
  for (let i = 0; i < canvas.width * canvas.height; i += 1) {
    const [row, column] = [Math.floor(i / canvas.width / size), Math.floor((i % canvas.width) / size)];
    pixels.data[4 * i + 3] = image[28 * row + column];
  }
  contextOf(canvas).putImageData(pixels, 0, 0);
}

function paintStrokes(canvas, strokes, pen) {
  const context = contextOf(canvas);
  context.clearRect(0, 0, SIDE, SIDE);
  Object.assign(context, { lineWidth: pen * CELLS, lineCap: "round", lineJoin: "round" });
  for (const stroke of strokes) {
    context.beginPath();
    // A line to where it is: a dot is a stroke, too.
    for (const [x, y] of [stroke[0], ...stroke]) context.lineTo(x * SIDE, y * SIDE);
    context.stroke();
  }
}

// The table of probabilities, a bar for each network in the row of a digit.
function createTable(readers) {
  const rows = DIGITS.map((digit) => {
    const cells = readers.map(({ name }, i) => {
      const bar = element("div", { class: "dlnotes-share" });
      const value = element("td", { class: "dlnotes-percent" });
      return { bar, value, parts: [element("td", { class: `dlnotes-reader-${i % 2}` }, bar), value] };
    });
    const row = element("tr", {}, element("th", { scope: "row" }, String(digit)), ...cells.flatMap(({ parts }) => parts));
    return { row, cells };
  });
  const names = readers.map(({ name }) => element("th", { scope: "col", colspan: 2 }, readers.length > 1 ? name : "probability"));
  const head = element("tr", {}, element("th", { scope: "col" }, "digit"), ...names);
  const table = element(
    "table",
    { class: `dlnotes-probabilities${readers.length > 1 ? " dlnotes-several" : ""}` },
    element("thead", {}, head),
    element("tbody", {}, ...rows.map(({ row }) => row)),
  );
  return {
    table,
    draw(readings) {
      rows.forEach(({ row, cells }, digit) => {
        row.classList.toggle("dlnotes-first", readings.some(({ first }) => first === digit));
        cells.forEach(({ bar, value }, i) => {
          const reading = readings[i];
          const probability = reading?.probabilities[digit] ?? 0;
          bar.style.width = `${100 * probability}%`;
          const mark = digit === reading?.first ? (reading.unsure ? " ?" : " ◂") : "";
          value.textContent = reading ? percent(probability) + mark : "";
        });
      });
    },
  };
}

// What each network reads of two test sets, where it is known.
function createRecord(readers) {
  const lines = readers.flatMap(({ name, mnist, pens }) => {
    if (mnist === null) return [];
    const who = readers.length > 1 ? `The ${name} network reads` : "It reads";
    return [`${who} ${percent(mnist)} of MNIST’s test images and ${percent(pens)} of 2,000 digits that other people drew.`];
  });
  return element("p", { class: "dlnotes-record" }, lines.join(" "));
}

function render({ model, el }) {
  el.classList.add("dlnotes-view");
  const canvas = (side, label) =>
    element("canvas", { width: side, height: side, class: "dlnotes-ink", role: "img", "aria-label": label });
  const button = (text) => element("button", { type: "button" }, text);
  const pad = canvas(SIDE, "The pad: draw a digit here with mouse, finger or pen");
  const seen = canvas(28, "The image of 28 by 28 pixels that the network sees");
  const [undo, clear] = [button("Undo"), button("Clear")];
  const labels = model.get("example_labels");
  const examples = labels.map((label, i) => {
    const thumbnail = element("canvas", { width: 28, height: 28, class: "dlnotes-ink" });
    paint(thumbnail, exampleImage(model, i));
    const choose = element("button", { type: "button", "aria-label": `Example: a ${label}` }, thumbnail);
    choose.addEventListener("click", () => {
      model.set("example", -1); // so that choosing the same one again is a change
      model.set("example", i);
      model.save_changes();
    });
    return choose;
  });
  const readers = readersOf(model);
  const { table, draw: drawTable } = createTable(readers);
  const side = element("div", { class: "dlnotes-side" }, table);
  el.append(
    element(
      "div",
      { class: "dlnotes-drawing" },
      element("div", { class: "dlnotes-paper" }, pad),
      element("div", { class: "dlnotes-under-pad" }, undo, clear, element("span", {}, "what the network sees"), element("div", { class: "dlnotes-paper" }, seen)),
      element("div", { class: "dlnotes-examples", role: "group", "aria-label": "Examples from the test images" }, ...examples),
    ),
    side,
  );
  const summary = createSummary(side);
  side.append(createRecord(readers));
  const inside = createInside(el, readers);
  const image = () => numbers(Uint8Array, model.get("image"));

  let ours = null; // the image that the strokes became; null where it comes from elsewhere
  let frame = 0;
  const show = () => {
    if (ours === null) paint(pad, image());
    else paintStrokes(pad, pen.strokes(), model.get("pen"));
    undo.setAttribute("aria-disabled", !pen.canUndo());
  };
  // After a change of the strokes; those that come within one frame are one change.
  const changed = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      const made = inked(pen.strokes());
      ours = String(made);
      model.set("example", -1);
      setImage(model, made);
      show();
    });
  };
  const tell = () => requestAnimationFrame(() => model.save_changes()); // Python hears of it
  const pen = listen(pad, {
    begin() {
      if (ours === null) pen.forget(); // nobody draws over an example
      ours ??= "";
    },
    changed,
    lifted: tell,
  });
  clear.addEventListener("click", () => {
    if (ours === null) pen.forget();
    pen.clear();
    tell();
  });
  const takeBack = () => {
    pen.undo();
    tell();
  };
  undo.addEventListener("click", takeBack);
  el.addEventListener("keydown", (event) => {
    if (event.key === "z" && (event.ctrlKey || event.metaKey)) takeBack();
  });

  const draw = () => {
    if (ours !== null && String(image()) !== ours) {
      ours = null; // it comes from an example, another view or Python
      pen.forget();
    }
    show();
    paint(seen, image());
    const example = model.get("example");
    const state = padState(readers, image(), labels[example]);
    drawTable(state.readings);
    inside.draw(state.readings, image());
    examples.forEach((choose, i) => choose.setAttribute("aria-pressed", i === example));
    summary.say(state.summary);
  };
  const stops = [drawOnChange(model, ["image", "example"], draw), drawOnChange(model, ["pen"], show)];
  return () => {
    cancelAnimationFrame(frame);
    for (const stop of [...stops, summary.stop]) stop();
  };
}

export default { initialize, render };
