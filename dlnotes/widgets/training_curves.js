// Curves of training runs on axes that may be logarithmic: data are then the powers of ten.
import { createPlot, element, points } from "./plot.js";

// A plot with ticks [[value, text], ...] of its own on each axis.
export function createCurves({ xTicks, yTicks, ...options }) {
  const plot = createPlot({ ...options, ticks: [] });
  const axes = plot.layer("axes");
  const [[x0, x1], [y0, y1]] = [options.x.map(plot.px), options.y.map(plot.py)];
  for (const [value, text] of xTicks) {
    const x = plot.px(value);
    axes.append(element("line", { x1: x, x2: x, y1: y0, y2: y1 }), element("text", { x, y: y0 + 16, "text-anchor": "middle" }, text));
  }
  for (const [value, text] of yTicks) {
    const y = plot.py(value);
    axes.append(element("line", { x1: x0, x2: x1, y1: y, y2: y }), element("text", { x: x0 - 5, y: y + 4, "text-anchor": "end" }, text));
  }
  return plot;
}

// A curve through [x, y] points; what lies above or below the axes is drawn at their edge.
export function curve(plot, list, [least, most], name, attributes = {}) {
  const inside = list.map(([x, y]) => [x, Math.min(most, Math.max(least, y))]);
  return element("polyline", { class: `dlnotes-${name}`, points: points(plot, inside), ...attributes });
}
