// Drawing: a small plot with axes in SVG, and the texts beside it. Colours come from style.css.

const SVG = "http://www.w3.org/2000/svg";

// Make an element with attributes: element("line", {x1: 0, class: "dlnotes-boundary"}).
export function element(name, attributes = {}, ...children) {
  const svg = ["svg", "g", "line", "path", "circle", "rect", "polygon", "polyline", "text"].includes(name);
  const made = svg ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// A square plot whose ranges are x and y; `label` is what a screen reader calls it.
// Returns the svg, the functions px and py from data to drawing units, and layer(), which makes a
// named group to draw into: later layers lie on top.
export function createPlot({ x, y, xLabel, yLabel, label, ticks = [], yTicks = ticks }) {
  const size = 320;
  const margin = { left: 44, right: 12, top: 12, bottom: 40 };
  const px = (value) => margin.left + ((value - x[0]) / (x[1] - x[0])) * (size - margin.left - margin.right);
  const py = (value) => size - margin.bottom - ((value - y[0]) / (y[1] - y[0])) * (size - margin.top - margin.bottom);
  const svg = element("svg", { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, class: "dlnotes-plot" });
  const layer = (name) => svg.appendChild(element("g", { class: `dlnotes-${name}` }));

  const area = layer("area");
  const axes = layer("axes");
  axes.append(
    element("rect", { x: px(x[0]), y: py(y[1]), width: px(x[1]) - px(x[0]), height: py(y[0]) - py(y[1]) }),
    element("text", { x: px((x[0] + x[1]) / 2), y: size - 6, "text-anchor": "middle" }, xLabel),
    element("text", { x: 12, y: py((y[0] + y[1]) / 2), "text-anchor": "middle" }, yLabel),
  );
  for (const tick of ticks) {
    axes.append(
      element("line", { x1: px(tick), x2: px(tick), y1: py(y[0]), y2: py(y[1]) }),
      element("text", { x: px(tick), y: py(y[0]) + 16, "text-anchor": "middle" }, format(tick)),
    );
  }
  for (const tick of yTicks) {
    axes.append(
      element("line", { x1: px(x[0]), x2: px(x[1]), y1: py(tick), y2: py(tick) }),
      element("text", { x: px(x[0]) - 6, y: py(tick) + 4, "text-anchor": "end" }, format(tick)),
    );
  }
  return { svg, px, py, layer, area };
}

// A circle for 0 and a cross for 1: the shape tells them apart, not only the colour.
export function marker(plot, [x, y], value, r = 8) {
  const [cx, cy] = [plot.px(x), plot.py(y)];
  const common = { class: `dlnotes-marker dlnotes-is-${value}`, "data-value": value };
  if (value === 0) return element("circle", { ...common, cx, cy, r });
  return element("path", { ...common, d: `M${cx - r} ${cy - r}L${cx + r} ${cy + r}M${cx - r} ${cy + r}L${cx + r} ${cy - r}` });
}

// Points as an SVG list, for polygon and polyline.
export function points(plot, list) {
  return list.map(([x, y]) => `${plot.px(x)},${plot.py(y)}`).join(" ");
}

// A number as people write it: at most two decimals, a real minus sign, no negative zero.
export function format(value) {
  const rounded = Number(value.toFixed(2)) || 0;
  return String(rounded).replace("-", "−");
}

// A sentence that is seen at once and read aloud when the sliders come to rest: a screen reader
// would otherwise speak at every step of a drag. Returns say(text) and stop().
export function createSummary(el) {
  const seen = el.appendChild(element("p", { class: "dlnotes-summary", "aria-hidden": "true" }));
  const spoken = el.appendChild(element("p", { class: "dlnotes-spoken", "aria-live": "polite" }));
  let timer;
  return {
    say(text) {
      seen.textContent = text;
      clearTimeout(timer);
      timer = setTimeout(() => (spoken.textContent = text), 400);
    },
    stop: () => clearTimeout(timer),
  };
}

// Call draw() now and after each change of the named traits; returns a function that stops it.
// Several changes in one frame draw once; `settle()` of that function does not wait for the frame.
export function drawOnChange(model, names, draw) {
  let frame = 0;
  const schedule = () => (frame ||= requestAnimationFrame(settle));
  const settle = () => {
    if (!frame) return;
    cancelAnimationFrame(frame);
    frame = 0;
    draw();
  };
  for (const name of names) model.on(`change:${name}`, schedule);
  draw();
  const stop = () => {
    cancelAnimationFrame(frame);
    for (const name of names) model.off(`change:${name}`, schedule);
  };
  return Object.assign(stop, { settle });
}
