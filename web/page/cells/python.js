// Between the cells and the page's Python: starts it at the first Run, tells each cell what comes.
import { able } from "./able.js";
import { button, element } from "./html.js";
import { addressOf, load } from "./load.js";

const MEGABYTE = 1e6;
const seconds = (s) => (s < 0.1 ? "less than 0.1 s" : s < 10 ? `${s.toFixed(1)} s` : `${Math.round(s)} s`);
const many = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;

export class Python {
  constructor(cells, bar) {
    Object.assign(this, { cells, bar });
    this.running = new Set(); // cells that were asked to run and have not ended
  }

  async start() {
    const why = able();
    if (why) throw new Error(why);
    await load("python/kernel.js", () => globalThis.dlnotesKernel);
    this.kernel ??= globalThis.dlnotesKernel.create({ base: addressOf("python/") });
    this.kernel.onnote = (text) => this.bar.show(text);
    // A control may set Python to work too, long after its cell has run.
    this.kernel.onchange = (state) => this.bar.work(state === "running" && this.running.size === 0);
    return this.kernel;
  }

  // Run one cell, and before it those that it needs. Tells how it ended.
  async run(cell) {
    if (this.running.has(cell)) return "running";
    cell.say(this.running.size ? "Waits for the cell that runs." : "Starts.");
    this.running.add(cell);
    this.work(cell, true);
    this.bar.show("");
    cell.why = undefined; // it did not run to its end
    let how;
    try {
      const kernel = await this.start();
      const cells = this.cells.map(({ id, text, edited, output, time }) => ({ id, source: text, alt: edited ? undefined : output.alt, ...time }));
      how = await kernel.run(cells, cell.index, (name, detail) => this.hear(cell, name, detail));
    } catch ({ message }) {
      cell.why = message;
      how = "refused";
    }
    this.running.delete(cell);
    this.progress = undefined;
    this.rest();
    this.work(cell, false);
    if (how === "stopped") cell.why = this.kernel.state === "off" ? "Python was not started." : "Stopped.";
    if (how !== "error" && cell.why) this.bar.show(cell.why);
    cell.say(...[cell.why].filter(Boolean));
    return how;
  }

  async runAbove(cell) {
    for (const above of this.cells.slice(0, cell.index)) if ((await this.run(above)) !== "ok") return;
  }

  // The reader sees that a cell is at work, and can stop it.
  work(cell, busy) {
    cell.busy = busy;
    cell.show();
  }

  stop() {
    return this.anew("Python stops …", () => this.kernel.stop());
  }

  restart() {
    return this.anew("Python starts anew …", () => this.kernel.restart());
  }

  async anew(sentence, act) {
    if (!this.kernel) return this.bar.show("Python does not run yet.");
    this.bar.show(sentence);
    await this.bar.attempt(act);
  }

  giveUp() {
    this.kernel.cancel();
  }

  // What Python tells while `asked` and the cells that it needs run.
  hear(asked, name, detail) {
    const cell = this.cells[detail.index];
    const events = {
      progress: () => this.showProgress(asked, detail),
      plan: () => this.showPlan(asked, detail),
      start: () => this.begin(asked, cell),
      stream: () => cell.output.write(detail.text),
      display: () => cell.output.display(detail, this.kernel),
      clear: () => cell.output.clear(detail.wait),
      error: () => this.fail(asked, cell, detail),
      exercise: () => cell.exercise === detail.name && this.note(detail),
      end: () => this.end(detail),
      failed: () => (asked.why = detail.why),
    };
    events[name]?.();
  }

  // A solution that runs solves nothing: only the exercise's own cell does.
  note({ name, right }) {
    globalThis.dlnotesMarks?.record({ kind: "exercise", id: name, right });
  }

  showProgress(cell, { loaded, total }) {
    if (!this.progress) {
      this.progress = element("progress", { ariaLabel: "Python comes" });
      this.words = element("span");
      cell.say(this.progress, this.words, button("Give up", "giveUp"));
    }
    this.progress.max = total;
    this.progress.value = loaded;
    this.words.textContent = loaded < total ? `Python comes: ${(loaded / MEGABYTE).toFixed(1)} of ${(total / MEGABYTE).toFixed(1)} MB` : "Python starts.";
  }

  showPlan(cell, { first, slow }) {
    this.progress = undefined;
    const where = (index) => (index === cell.index - 1 ? "The cell above" : `Code cell ${index + 1}`);
    const long = slow.map(({ index, seconds: s }) => `${where(index)} takes about ${Math.round(s)} s here.`);
    this.plan = [first.length ? `Runs ${many(first.length, "cell")} above first.` : "", ...long].filter(Boolean).join(" ");
    cell.say(this.plan);
    this.bar.show(this.plan || "Runs.");
  }

  begin(asked, cell) {
    this.rest();
    this.now = cell;
    cell.output.begin();
    cell.editor?.mark();
    cell.box.classList.add("working");
    const began = performance.now();
    this.clock = setInterval(() => {
      const what = cell === asked ? "Runs" : `${this.plan} Code cell ${cell.index + 1} runs`;
      asked.say(`${what}: ${Math.round((performance.now() - began) / 1000)} s`);
    }, 1000);
  }

  // The cell that ran does so no longer, however it ended.
  rest() {
    clearInterval(this.clock);
    this.now?.output.end();
    this.now?.show();
    this.now = undefined;
  }

  end({ status, seconds: s }) {
    this.rest();
    if (status === "ok") this.bar.show(`Done in ${seconds(s)}.`);
  }

  async fail(asked, cell, report) {
    if (cell !== asked) {
      asked.why = report.claim
        ? `What code cell ${cell.index + 1} above asserts does not hold now. This cell ran all the same.`
        : `Code cell ${cell.index + 1} above, which this one needs, stopped with ${report.name}.`;
    }
    cell.output.fail(report, (index, line) => this.goTo(this.cells[index], line));
    this.bar.show(`${report.name}${report.line ? ` in line ${report.line}` : ""}: ${report.message}`);
    if (!report.line) return;
    await cell.edit({ focus: false });
    cell.editor?.mark(report.line);
  }

  async goTo(cell, line) {
    await cell.edit();
    cell.editor?.goTo(line);
  }
}
