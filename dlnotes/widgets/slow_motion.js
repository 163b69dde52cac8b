// The opened network of the boundary trainer: a step in slow motion, and any weight picked and set.
import { nextBatch, stepped } from "./boundary_run.js";
import { createNetworkMap } from "./network_map.js";
import { createSummary, element } from "./plot.js";
import { measuredSlope, nameOf, numpyOf, show, slowStep, stagesOf, traceOf, weightAt, wordsOf } from "./slow_step.js";

// `state()` gives {run, settings}; `changed()` is called after the weights have moved, `pause()` before
// a slow step begins.
export function createSlowMotion({ state, changed, pause }) {
  const button = (text, attributes = {}) => element("button", { type: "button", ...attributes }, text);
  const open = button("Open the network", { "aria-expanded": "false" });
  const [next, finish] = [button("Slow step"), button("Finish the step")];
  const field = (text, input) => element("label", {}, `${text} `, input);
  const check = (text) => {
    const box = element("input", { type: "checkbox" });
    return [box, element("label", {}, box, ` ${text}`)];
  };
  const [byUnit, byUnitLabel] = check("unit by unit");
  const [single, singleLabel] = check("one example only");
  const [layerOf, fromOf, toOf] = ["Layer of the weight", "It comes from", "It goes to"].map((label) => element("select", { "aria-label": label }));
  const number = element("input", { type: "number", step: "any", "aria-label": "The weight, to be set by hand" });
  const code = element("pre", { class: "dlnotes-code dlnotes-numpy", tabindex: 0, role: "region", "aria-label": "The same in NumPy" });
  const units = element("table", { class: "dlnotes-step-numbers" });
  const weight = element("table", { class: "dlnotes-step-numbers" });
  const trace = element("p", { class: "dlnotes-trace" });
  const words = element("div", { class: "dlnotes-stage" });
  const summary = createSummary(words);
  const map = createNetworkMap((found) => {
    chosen = found;
    draw();
  });
  const panel = element(
    "div",
    { class: "dlnotes-slow", hidden: "" },
    map.figure,
    element(
      "div",
      { class: "dlnotes-side" },
      element("div", { class: "dlnotes-buttons" }, next, finish, byUnitLabel, singleLabel),
      words,
      code,
      units,
    ),
    element(
      "div",
      { class: "dlnotes-one-weight" },
      element("div", { class: "dlnotes-buttons" }, element("span", {}, "The weight "), layerOf, fromOf, toOf, field("is", number)),
      weight,
      trace,
    ),
  );

  let chosen = { layer: 0, from: 0, to: 0 };
  let slow = null; // {step, stages, at} while a step is under way

  const prepare = () => {
    const { run, settings } = state();
    const [x, t] = nextBatch(run, settings, single.checked ? 1 : settings.batch);
    return slowStep(run.network, x, t, settings);
  };
  function begin() {
    pause();
    slow = { step: prepare(), stages: stagesOf(state().run.network, byUnit.checked), at: -1 };
  }
  // Go on by one stage; at the last the weights move.
  function forth() {
    slow.at += 1;
    if (slow.stages[slow.at].kind !== "update") return;
    const { run } = state();
    stepped(run, slow.step.loss);
    if (run.diverged) return;
    run.network.layers.forEach(({ W, b }, i) => {
      W.set(slow.step.layers[i].newW);
      b.set(slow.step.layers[i].newB);
    });
    if (single.checked) run.changed = true;
  }
  const atEnd = () => slow && slow.at === slow.stages.length - 1;
  next.addEventListener("click", () => {
    if (!slow || atEnd()) begin();
    forth();
    changed();
  });
  finish.addEventListener("click", () => {
    if (!slow || atEnd()) begin();
    while (!atEnd()) forth();
    changed();
  });
  for (const box of [byUnit, single]) {
    box.addEventListener("change", () => {
      slow = null;
      draw();
    });
  }
  open.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    open.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) pause();
    draw();
  });
  const choose = () => {
    const from = fromOf.value === "bias" ? null : Number(fromOf.value);
    chosen = { layer: Number(layerOf.value), from, to: Number(toOf.value) };
    draw();
  };
  for (const select of [layerOf, fromOf, toOf]) select.addEventListener("change", choose);
  number.addEventListener("change", () => {
    const value = Number(number.value);
    const { run } = state();
    const { W, b, columns } = run.network.layers[chosen.layer];
    if (number.value === "" || !Number.isFinite(value)) return draw();
    pause();
    if (chosen.from === null) b[chosen.to] = value;
    else W[chosen.from * columns + chosen.to] = value;
    run.changed = true;
    slow = null;
    changed();
  });

  const options = (select, list, value) => {
    const wanted = list.map(([key, text]) => `${key}:${text}`).join();
    if (select.dataset.list !== wanted) {
      select.replaceChildren(...list.map(([key, text]) => element("option", { value: key }, text)));
      select.dataset.list = wanted;
    }
    select.value = String(value);
  };
  const row = (head, cells) => element("tr", {}, element("th", { scope: "row" }, head), ...cells.map((text) => element("td", {}, text)));
  const header = (cells) => element("tr", {}, ...cells.map((text) => element("th", { scope: "col" }, text)));

  function drawWeight(network, step, settings) {
    const count = network.layers.length;
    const { rows, columns } = network.layers[chosen.layer];
    options(layerOf, network.layers.map((_, i) => [i, i === count - 1 ? "in the output layer" : `in hidden layer ${i + 1}`]), chosen.layer);
    options(fromOf, [...Array.from({ length: rows }, (_, d) => [d, `from ${nameOf(chosen.layer - 1, d, count)}`]), ["bias", "the bias"]], chosen.from ?? "bias");
    options(toOf, Array.from({ length: columns }, (_, k) => [k, `to ${nameOf(chosen.layer, k, count)}`]), chosen.to);
    const { before, slope, after } = weightAt(step, chosen);
    if (document.activeElement !== number) number.value = String(Number((atEnd() ? after : before).toPrecision(6)));
    const stage = slow?.stages[slow.at];
    const known = !stage || stage.kind === "update" || (stage.kind === "backward" && stage.layer <= chosen.layer);
    const measured = slow ? slow.measured : measuredSlope(network, step.x, step.t, chosen);
    weight.replaceChildren(
      header(["before", "gradient", "measured", "after"]),
      element("tr", {}, ...[show(before), known ? show(slope) : "…", show(measured), known ? show(after) : "…"].map((text) => element("td", {}, text))),
    );
    trace.textContent = known ? traceOf(step, chosen, settings) : "Its gradient comes when the step goes backward.";
  }
  function drawUnits(network, step) {
    const stage = slow?.stages[slow.at];
    const count = network.layers.length;
    units.hidden = !stage || stage.layer === null;
    if (units.hidden) return;
    const { columns, a, y, slopes } = step.layers[stage.layer];
    const back = stage.kind === "backward";
    const shown = Array.from({ length: columns }, (_, k) => k).filter((k) => stage.unit === null || k <= stage.unit || back);
    units.replaceChildren(
      header(["", "sum a", "output y", ...(back ? ["∂L/∂a"] : [])]),
      ...shown.map((k) => row(nameOf(stage.layer, k, count), [show(a[k]), show(y[k]), ...(back ? [stage.unit === null || k <= stage.unit ? show(slopes[k]) : "…"] : [])])),
    );
  }

  function draw() {
    if (panel.hidden) return;
    const { run, settings } = state();
    const { network } = run;
    const last = network.layers.at(chosen.layer);
    if (!last || chosen.to >= last.columns || (chosen.from ?? 0) >= last.rows) chosen = { layer: 0, from: 0, to: 0 };
    const stage = slow?.stages[slow.at] ?? null;
    const step = slow?.step ?? prepare();
    if (slow && slow.weight !== String(Object.values(chosen))) {
      // Measured where the weights still are what they were.
      const kept = network.layers.map(({ W, b }) => [W.slice(), b.slice()]);
      network.layers.forEach(({ W, b }, i) => (W.set(step.layers[i].W), b.set(step.layers[i].b)));
      slow.measured = measuredSlope(network, step.x, step.t, chosen);
      slow.weight = String(Object.values(chosen));
      network.layers.forEach(({ W, b }, i) => (W.set(kept[i][0]), b.set(kept[i][1])));
    }
    map.draw(network, stage, chosen);
    next.textContent = stage && !atEnd() ? `Next stage (${slow.at + 1} of ${slow.stages.length})` : "Slow step";
    finish.setAttribute("aria-disabled", String(Boolean(atEnd())));
    code.hidden = !stage;
    const details = { ...settings, count: network.layers.length, examples: step.t.length };
    code.textContent = stage ? numpyOf(stage, details) : "";
    summary.say(stage ? wordsOf(stage, step, settings) : "Press Slow step: one training step goes forward, to the loss, backward, and to the update, stage by stage. Pick a weight by its line or by the menus.");
    drawUnits(network, step);
    drawWeight(network, step, settings);
  }
  return {
    open,
    panel,
    draw,
    // The weights or the data are not what they were: a step under way is given up.
    forget() {
      slow = null;
    },
    stop: summary.stop,
  };
}
