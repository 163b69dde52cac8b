// Learning-rate explorer: how one network learns at 21 learning rates, computed by dlnotes.
import { createCurves, curve } from "./training_curves.js";
import { numbers } from "./bytes.js";
import { createSummary, drawOnChange, element } from "./plot.js";

const GUESS = Math.log(10); // the loss of ten equal probabilities
const LOSS = [-1, 4]; // powers of ten
const SHARE = [0, 1];

// Which of the rates is nearest, counted in powers of ten.
export function nearestRate(rates, lr) {
  const far = rates.map((rate) => Math.abs(Math.log10(rate / lr)));
  return far.indexOf(Math.min(...far));
}

// The curves of every rate as {lr, losses, accuracies}; a run that ended early has shorter ones.
export function tableRuns(rates, losses, accuracies) {
  const part = (table, i) => {
    const width = table.length / rates.length;
    return [...table.slice(i * width, (i + 1) * width)].filter(Number.isFinite);
  };
  return rates.map((lr, i) => ({ lr, losses: part(losses, i), accuracies: part(accuracies, i) }));
}

// One word for a run, and a sentence: what this learning rate does.
export function verdict({ losses, accuracies }, best, expected) {
  const [end, peak] = [accuracies.at(-1) ?? 0, Math.max(...losses)];
  if (losses.length < expected) return ["diverged", "It diverged: the loss is no longer a number, and the run stopped."];
  if (end < 0.5 && peak > 1.5 * GUESS) {
    const left = end < 0.15 ? "now the network only guesses" : "little has been learned since";
    return ["broken", `Too large, it broke: the loss shot up to ${loss(peak)}, and ${left}.`];
  }
  if (peak > 1.5 * GUESS) return ["jumping", `Nearly too large: it learns, but the loss jumped up to ${loss(peak)} on the way.`];
  if (end < best - 0.05) return ["slow", "Small: it is still on its way down when the steps are used up, more than five points behind the best."];
  return ["good", "A good rate: within five points of the best."];
}

// Everything that is said, and which curves are drawn.
export function rateState({ lr, rates, losses, accuracies, steps, images, runs }) {
  const table = tableRuns(rates, losses, accuracies);
  const best = Math.max(...table.map((run) => run.accuracies.at(-1) ?? 0));
  const expected = losses.length / rates.length;
  const selected = nearestRate(rates, lr);
  const say = (run) => {
    const end = run.accuracies.at(-1);
    const reached = end === undefined ? "" : ` After ${steps} steps it reads ${percent(end)} of ${images.toLocaleString("en")} test images, with a loss of ${loss(run.losses.at(-1))}.`;
    return `${verdict(run, best, expected)[1]}${run.losses.length < expected ? "" : reached}`;
  };
  const own = runs.at(-1);
  const yours = own ? ` Your latest run, η = ${rate(own.lr)}, dashed: ${say(own)}` : "";
  const isBest = table[selected].accuracies.at(-1) === best ? ` None of the ${rates.length} rates does better.` : "";
  return { table, selected, verdict: verdict(table[selected], best, expected)[0], summary: `η = ${rate(rates[selected])}. ${say(table[selected])}${isBest}${yours}` };
}

function rate(value) {
  return String(Number(value.toPrecision(2)));
}

function loss(value) {
  return value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString("en");
}

function percent(share) {
  return `${(100 * share).toFixed(1)}\u00a0%`;
}

// Points of a curve whose values belong to equal stretches of the run, each drawn where it ends.
function pointsOf(values, every, change = (value) => value) {
  return values.map((value, i) => [(i + 1) * every, change(value)]);
}

function read(model) {
  const plain = ["lr", "rates", "steps", "images", "runs"].map((name) => [name, model.get(name)]);
  const tables = ["losses", "accuracies"].map((name) => [name, numbers(Float32Array, model.get(name))]);
  return Object.fromEntries([...plain, ...tables]);
}

// Runs once a model. Where a kernel hears this it shows the button that trains; a static page has
// no kernel, and the button stays hidden.
function initialize({ model }) {
  model.send({ type: "is a kernel there?" });
}

function render({ model, el }) {
  el.classList.add("dlnotes-view");
  const steps = model.get("steps");
  const xTicks = [0, steps / 3, (2 * steps) / 3, steps].map((step) => [step, String(Math.round(step))]);
  const axes = { x: [0, steps], xTicks, xLabel: "step" };
  const lossPlot = createCurves({
    ...axes, y: LOSS, yLabel: "", label: "Loss of the mini-batches over the steps, on a logarithmic axis; the chosen learning rate is thick",
    yTicks: [[-1, "0.1"], [0, "1"], [1, "10"], [2, "100"], [3, "1000"], [4, "10⁴"]],
  });
  const accuracyPlot = createCurves({
    ...axes, y: SHARE, yLabel: "", label: "Accuracy on test images over the steps; the chosen learning rate is thick",
    yTicks: [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => [share, `${Math.round(100 * share)} %`]),
  });
  const titled = (title, plot) => element("figure", { class: "dlnotes-figure dlnotes-run" }, element("figcaption", {}, title), plot.svg);
  const side = element("div", { class: "dlnotes-side dlnotes-below" });
  el.append(titled("loss", lossPlot), titled("accuracy on test images", accuracyPlot), side);
  const summary = createSummary(side);
  const layers = [lossPlot, accuracyPlot].map((plot) => plot.layer("curves"));

  const stop = drawOnChange(model, ["lr", "runs"], () => {
    const input = read(model);
    const { table, selected, summary: text } = rateState(input);
    const both = (run, name) => {
      const drawn = { "data-lr": run.lr };
      const logs = pointsOf(run.losses, input.steps / (input.losses.length / input.rates.length), (value) => Math.log10(Math.max(value, 1e-9)));
      const shares = pointsOf(run.accuracies, input.steps / (input.accuracies.length / input.rates.length));
      return [curve(lossPlot, logs, LOSS, name, drawn), curve(accuracyPlot, shares, SHARE, name, drawn)];
    };
    const curves = [
      ...table.filter((_, i) => i !== selected).map((run) => both(run, "other")),
      ...input.runs.map((run) => both(run, "own")),
      both(table[selected], "chosen"),
    ];
    layers.forEach((layer, i) => layer.replaceChildren(...curves.map((pair) => pair[i])));
    summary.say(text);
  });
  return () => {
    stop();
    summary.stop();
  };
}

export default { initialize, render };
