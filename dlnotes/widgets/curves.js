// Curves on a plot: drawn through points, cut off at the plot's frame.
import { element, points } from "./plot.js";

// n evenly spaced numbers from start to end.
export function evenly(start, end, n) {
  return Array.from({ length: n }, (_, i) => start + ((end - start) * i) / (n - 1));
}

// A group of a plot in whose drawing everything outside the frame is cut off.
export function framedLayer(plot, name, x, y) {
  const [left, top] = [plot.px(x[0]), plot.py(y[1])];
  const [width, height] = [plot.px(x[1]) - left, plot.py(y[0]) - top];
  const frame = { x: left, y: top, width, height, viewBox: `${left} ${top} ${width} ${height}`, overflow: "hidden" };
  return plot.layer(name).appendChild(element("svg", frame));
}

// A line through (x, y) for each x, with a null wherever it is to be interrupted.
export function curve(plot, xs, ys, attributes) {
  const pieces = [[]];
  xs.forEach((x, i) => (ys[i] === null ? pieces.push([]) : pieces.at(-1).push([x, ys[i]])));
  const path = pieces.filter((piece) => piece.length).map((piece) => `M${points(plot, piece)}`).join("");
  return element("path", { fill: "none", ...attributes, d: path });
}
