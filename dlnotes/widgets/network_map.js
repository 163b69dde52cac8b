// A network drawn as circles and arrows: width and sign of each weight, and in each unit the little
// map of where on the plane it is on.
import { createRoom, forward } from "./net.js";
import { element } from "./plot.js";

const [WIDTH, HEIGHT] = [360, 320];
const CELLS = 14; // of a map, along a side
const RANGE = 1.8;

// Where the units stand: columns for the inputs and each layer. Returns [[{x, y}, ...], ...] and the
// radius of a circle.
export function places(sizes) {
  const most = Math.max(...sizes);
  const radius = Math.min(16, (HEIGHT - 24) / most / 2 - 1.5);
  const columns = sizes.map((size, column) =>
    Array.from({ length: size }, (_, i) => ({
      x: 24 + ((WIDTH - 48) * column) / (sizes.length - 1),
      y: HEIGHT / 2 + (i - (size - 1) / 2) * Math.min(44, (HEIGHT - 24) / most),
    })),
  );
  return { columns, radius };
}

// What each unit gives on a grid of the plane, the top row first: [layer][unit] -> values.
export function unitMaps(network) {
  const at = (i) => (((i + 0.5) / CELLS) * 2 - 1) * RANGE;
  const x = Float64Array.from({ length: 2 * CELLS ** 2 }, (_, i) => (i % 2 ? -at(Math.floor(i / 2 / CELLS)) : at((i / 2) % CELLS)));
  const room = createRoom(network, CELLS ** 2);
  forward(network, room, x);
  return network.layers.map(({ columns }, layer) =>
    Array.from({ length: columns }, (_, k) => Float64Array.from({ length: CELLS ** 2 }, (_, n) => room.outputs[layer][n * columns + k])),
  );
}

// Draws into an svg; `pick` is called with {layer, from, to} when a weight is clicked or tapped.
export function createNetworkMap(pick) {
  const svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "dlnotes-plot", "aria-label": "The network: circles are units, lines are weights" });
  const canvas = element("canvas", { width: 2 * WIDTH, height: 2 * HEIGHT, class: "dlnotes-unit-maps", "aria-hidden": "true" });
  const cell = document.createElement("canvas");
  cell.width = cell.height = CELLS;
  let [shape, lines, circles, standing] = ["", [], [], null];

  function build(network) {
    const sizes = [network.layers[0].rows, ...network.layers.map(({ columns }) => columns)];
    if (shape === String(sizes)) return;
    shape = String(sizes);
    standing = places(sizes);
    const { columns, radius } = standing;
    lines = network.layers.map(({ rows, columns: units }, layer) =>
      Array.from({ length: rows * units }, (_, place) => {
        const [from, to] = [columns[layer][Math.floor(place / units)], columns[layer + 1][place % units]];
        return element("line", { x1: from.x + radius, y1: from.y, x2: to.x - radius - 3, y2: to.y, "data-weight": `${layer},${Math.floor(place / units)},${place % units}` });
      }),
    );
    circles = columns.map((units) => units.map(({ x, y }) => element("circle", { cx: x, cy: y, r: radius })));
    const heads = columns.slice(1).flat().map(({ x, y }) => element("path", { class: "dlnotes-arrowhead", d: `M${x - radius - 5} ${y - 3}l4 3l-4 3z` }));
    const labels = columns[0].map(({ x, y }, i) => element("text", { x, y: y + 5, "text-anchor": "middle" }, `x${i + 1}`));
    svg.replaceChildren(element("g", {}, ...lines.flat()), ...heads, element("g", {}, ...circles.flat()), ...labels);
  }

  // The line nearest to a place of the pointer, of those within reach.
  function nearest(event) {
    const box = svg.getBoundingClientRect();
    const [px, py] = [((event.clientX - box.left) / box.width) * WIDTH, ((event.clientY - box.top) / box.height) * HEIGHT];
    let [best, least] = [null, 12];
    for (const line of lines.flat()) {
      const [x1, y1, x2, y2] = ["x1", "y1", "x2", "y2"].map((name) => Number(line.getAttribute(name)));
      const along = Math.min(0.9, Math.max(0.1, ((px - x1) * (x2 - x1) + (py - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2)));
      const distance = Math.hypot(px - x1 - along * (x2 - x1), py - y1 - along * (y2 - y1));
      if (distance < least) [best, least] = [line, distance];
    }
    return best?.getAttribute("data-weight").split(",").map(Number);
  }
  svg.addEventListener("click", (event) => {
    const found = nearest(event);
    if (found) pick({ layer: found[0], from: found[1], to: found[2] });
  });

  // `stage` is where the slow step is, or null; `chosen` the weight that was picked.
  function draw(network, stage, chosen) {
    build(network);
    network.layers.forEach(({ W, columns: units }, layer) => {
      const most = W.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-9);
      const working = stage && (stage.layer === layer || stage.kind === "update");
      W.forEach((weight, place) => {
        const line = lines[layer][place];
        const [from, to] = [Math.floor(place / units), place % units];
        const now = working && (stage.unit === null || stage.unit === to);
        const picked = chosen.layer === layer && chosen.from === from && chosen.to === to;
        const kind = `${weight < 0 ? "dlnotes-below-zero" : "dlnotes-above-zero"}${now ? " dlnotes-now" : ""}${picked ? " dlnotes-picked" : ""}`;
        if (line.getAttribute("class") !== kind) line.setAttribute("class", kind);
        line.setAttribute("stroke-width", (0.4 + (3.6 * Math.abs(weight)) / most).toFixed(2));
      });
    });
    const maps = unitMaps(network);
    const { columns, radius } = standing;
    const context = canvas.getContext("2d");
    const css = getComputedStyle(svg);
    const [zero, one] = ["--dlnotes-zero", "--dlnotes-one"].map((name) => {
      const text = css.getPropertyValue(name).trim();
      return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
    });
    context.clearRect(0, 0, canvas.width, canvas.height);
    maps.forEach((units, layer) =>
      units.forEach((values, k) => {
        const most = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
        const pixels = new ImageData(CELLS, CELLS);
        values.forEach((value, i) => {
          pixels.data.set(value > 0 ? one : zero, 4 * i);
          pixels.data[4 * i + 3] = most > 0 ? (230 * Math.abs(value)) / most : 0;
        });
        cell.getContext("2d").putImageData(pixels, 0, 0);
        const { x, y } = columns[layer + 1][k];
        context.save();
        context.beginPath();
        context.arc(2 * x, 2 * y, 2 * radius, 0, 2 * Math.PI);
        context.clip();
        context.drawImage(cell, 2 * (x - radius), 2 * (y - radius), 4 * radius, 4 * radius);
        context.restore();
        const now = stage?.layer === layer && (stage.unit === null || stage.unit === k);
        const kind = `${most === 0 ? "dlnotes-silent" : ""}${now ? ` dlnotes-working dlnotes-${stage.kind}` : ""}`;
        const circle = circles[layer + 1][k];
        if (circle.getAttribute("class") !== kind) circle.setAttribute("class", kind);
      }),
    );
  }
  return { figure: element("div", { class: "dlnotes-network" }, canvas, svg), draw };
}
