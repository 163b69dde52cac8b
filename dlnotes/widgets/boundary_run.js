// A run of the boundary trainer: its settings, its steps, what is said of it, and the same in Python.
import { backward, BEYOND_HOPE, createNetwork, createRoom, forward, softmaxCrossEntropy, trainStep } from "./net.js";

const MEANS = 200; // the loss curve is kept in fewer means than this

// What the inputs say, ready to compute with. `values` are the traits, binary ones as arrays.
export function settingsOf(values) {
  const { dataset, layers, units, points, clean, noisy, classes } = values;
  const noise = Number(values.noise.toPrecision(3));
  const place = dataset * points;
  const x = new Float64Array(2 * points);
  for (let i = 0; i < x.length; i++) {
    const [from, to] = [clean[2 * place + i], noisy[2 * place + i]];
    x[i] = from + noise * (to - from);
  }
  return {
    x,
    t: Uint8Array.from(classes.slice(place, place + points)),
    dataset: values.dataset_names[dataset],
    noise,
    hidden: Array(layers).fill(units),
    activation: values.activation_names[values.activation],
    lr: Number(values.lr.toPrecision(3)),
    weightDecay: values.penalties[values.penalty],
    batch: values.batches[values.batch],
    normals: values.normals,
    seed: values.seed,
  };
}

// A run before its first step.
export function createRun({ hidden, activation, normals, t }) {
  const network = createNetwork([2, ...hidden, 2], activation, normals);
  const curve = { means: [], width: 1, sum: 0, count: 0 };
  return { network, all: createRoom(network, t.length), steps: 0, curve, diverged: false, changed: false };
}

// The next mini-batch, in the order of the points, or only the first `examples` of it.
export function nextBatch({ steps }, { x, t, batch }, examples = batch) {
  const start = (steps * batch) % t.length;
  return [x.subarray(2 * start, 2 * (start + examples)), t.subarray(start, start + examples)];
}

// One step of a run on the next mini-batch. Returns its loss; if that is beyond hope the run has
// diverged and stays where it is.
export function advance(run, settings) {
  const { batch } = settings;
  if (run.room?.examples !== batch) run.room = createRoom(run.network, batch);
  const loss = trainStep(run.network, run.room, ...nextBatch(run, settings), settings);
  stepped(run, loss);
  return loss;
}

// Note a step whose loss was this.
export function stepped(run, loss) {
  run.diverged = !(loss <= BEYOND_HOPE);
  if (run.diverged) return;
  run.steps += 1;
  record(run.curve, loss);
}

// The curve is a list of means over `width` steps each; when it gets long, neighbours are joined.
function record(curve, loss) {
  curve.sum += loss;
  curve.count += 1;
  if (curve.count < curve.width) return;
  curve.means.push(curve.sum / curve.width);
  if (curve.means.length === MEANS) {
    curve.means = curve.means.flatMap((mean, i, all) => (i % 2 ? [(all[i - 1] + mean) / 2] : []));
    curve.width *= 2;
  }
  curve.sum = curve.count = 0;
}

// Loss and number of right answers on all points.
export function measure({ network, all }, { x, t }) {
  const z = forward(network, all, x);
  const loss = softmaxCrossEntropy(z, t, all.slopes.at(-1));
  return { loss, right: t.filter((label, n) => (z[2 * n + 1] > z[2 * n] ? 1 : 0) === label).length };
}

export function summaryOf(run, settings) {
  if (run.diverged) {
    return `Diverged at step ${run.steps}: the loss grew beyond a million. Choose a smaller η, then press Reset.`;
  }
  const { loss, right } = measure(run, settings);
  const said = `Step ${run.steps}: loss ${digits(loss)} and ${right} of ${settings.t.length} points right.`;
  return [said, troubleOf(run, settings, loss)].join(" ").trim();
}

const STILL = 1e-3; // a slope over all points that is shorter moves nothing that one could see
const LEARNED = 0.1; // and where the loss is below this there is little left to learn

// What keeps a run from learning, in words; "" where nothing does. `measure` has run just before.
function troubleOf({ network, all, steps }, { x }, loss) {
  const silent = network.activation === "relu" ? all.outputs.slice(0, -1).findIndex((y) => y.every((value) => value === 0)) : -1;
  if (silent >= 0) {
    return `All units of hidden layer ${silent + 1} are silent: 0 for every point. Where ReLU is 0 its slope is 0, so none of them learns any more. Choose a smaller η, then press Reset.`;
  }
  if (steps === 0 || loss < LEARNED) return "";
  backward(network, all, x);
  const length = Math.hypot(...network.layers.flatMap(({ dW, db }) => [...dW, ...db]));
  if (length >= STILL) return "";
  return `It does not move any more: the slope over all points is only ${length.toExponential(0)} long.`;
}

function digits(loss) {
  return loss < 1000 ? loss.toFixed(4) : loss.toExponential(2);
}

// The Python that does with dlnotes what the page did.
export function pythonOf({ steps, changed }, settings) {
  const { dataset, noise, hidden, activation, lr, weightDecay, batch, t, seed } = settings;
  const note = changed ? "# In the page η, penalty, batch or a weight changed on the way; here is a run without such changes.\n" : "";
  return `${note}import numpy as np

from dlnotes import SGD, MultiLayerNet, SoftmaxCrossEntropy, accuracy, make_${dataset}

x, t = make_${dataset}(${t.length}, noise=${noise}, rng=np.random.default_rng(${seed}))
network = MultiLayerNet(
    2, [${hidden.join(", ")}], 2, activation="${activation}", rng=${seed}, dtype=np.float64
)
optimizer = SGD(network.parameters(), lr=${lr}, weight_decay=${weightDecay})
loss_func = SoftmaxCrossEntropy()
losses = []
for i in range(${steps || 100}):
    start = i * ${batch} % ${t.length}
    rows = slice(start, start + ${batch})
    optimizer.zero_grad()
    loss = loss_func(network(x[rows]), t[rows])
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
scores = network(x)
print(f"loss {loss_func(scores, t).item():.4f}, {accuracy(scores, t):.1%} right")
`;
}
