// Computational graphs of sums and products: a port of dlnotes/graph.py. A graph comes as Python's
// Graph.trace() describes it; the values of its inputs and constants come as a list, in order.

const OPERATIONS = {
  "+": { forward: (x, y) => x + y, backward: (dout) => [dout, dout] },
  "*": { forward: (x, y) => x * y, backward: (dout, x, y) => [dout * y, dout * x] },
};

// The places of the nodes that node i computes with.
export function sources(graph, i) {
  return graph.edges.filter((edge) => edge.to === i).map((edge) => edge.from);
}

// The values of all nodes after so many operations, null where none is known yet. `nudge` adds a
// little to the value of one node and lets the nodes behind it follow.
function forward(graph, values, steps, nudge = {}) {
  const rest = [...values];
  const run = graph.forward.slice(0, steps);
  const found = [];
  graph.nodes.forEach((node, i) => {
    if (node.kind !== "operation") found[i] = rest.shift();
    else if (run.includes(i)) found[i] = OPERATIONS[node.label].forward(...sources(graph, i).map((s) => found[s]));
    else found[i] = null;
    if (i === nudge.node) found[i] += nudge.by;
  });
  return found;
}

// The graph after so many steps through one operation each, all forward and then all backward: the
// same answer as Graph.trace(), and `current`, the place of the operation that ran last.
export function runGraph(graph, values, steps) {
  const count = graph.forward.length;
  const found = forward(graph, values, steps);
  const gradients = found.map(() => (steps > count ? 0 : null));
  const sent = new Map();
  if (steps > count) gradients[gradients.length - 1] = 1; // the result changes one for one with itself
  for (const i of graph.backward.slice(0, Math.max(0, steps - count))) {
    const from = sources(graph, i);
    const shares = OPERATIONS[graph.nodes[i].label].backward(gradients[i], ...from.map((s) => found[s]));
    from.forEach((s, place) => (gradients[s] += shares[place]));
    sent.set(i, shares);
  }
  const edges = graph.edges.map(({ from, to }, e) => {
    const place = graph.edges.slice(0, e).filter((earlier) => earlier.to === to).length;
    return { from, to, value: found[from], gradient: to === null ? gradients[from] : (sent.get(to)?.[place] ?? null) };
  });
  return {
    nodes: graph.nodes.map(({ kind, label }, i) => ({ kind, label, value: found[i], gradient: gradients[i] })),
    edges,
    current: [...graph.forward, ...graph.backward][steps - 1] ?? null,
  };
}

// What runGraph() computes backward, measured forward: (f(v + h) - f(v - h)) / 2h for the value v of
// each node, two runs a node.
export function finiteDifferences(graph, values, h = 1e-4) {
  const result = (node, by) => forward(graph, values, graph.forward.length, { node, by }).at(-1);
  return graph.nodes.map((_, i) => (result(i, h) - result(i, -h)) / (2 * h));
}
