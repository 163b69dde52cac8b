// The page's Python as the page sees it: runs cells and those that they need, stops, starts anew.
// A classic script, loaded at the first Run: globalThis.dlnotesKernel.create({ base }).
import { LiveControls } from "./live.js";
import { PartMissing } from "./parts.js";
import { Died, Ended, Process } from "./process.js";
import { Supplies } from "./supplies.js";

const SLOW = 3; // seconds: a cell that takes longer is named before it starts
const GONE = "Python was started anew: the names that cells had made are gone.";

class Kernel {
  constructor(base) {
    this.supplies = new Supplies(base);
    this.progress = (done) => this.events?.("progress", done);
    this.ran = new Set();
    this.state = "off"; // off, loading, ready, running
    this.onchange = () => {};
    this.onnote = () => {};
    this.queue = Promise.resolve();
    this.life = 0; // counts the times that Python was stopped
    this.controls = new LiveControls(base, (message) => this.tell(message));
  }

  become(state) {
    this.state = state;
    this.onchange(state);
  }

  // A Python that is ready, the one that runs or a new one.
  start() {
    this.starting ??= (async () => {
      this.fixed ??= await this.supplies.prepare(this.progress);
      const { program, script, stdlib } = this.fixed;
      this.process = new Process(script, (event, buffers) => this.hear(event, buffers));
      const taken = await this.process.ask("start", { program, stdlib, snapshot: this.snapshot });
      this.snapshot ??= taken;
      return this.process;
    })();
    this.starting.catch(() => (this.starting = undefined));
    return this.starting;
  }

  async install(process, names) {
    const missing = names.filter((name) => !process.installed.has(name));
    if (missing.length === 0) return;
    const parts = await this.supplies.fetch(missing, this.progress);
    for (const [i, name] of missing.entries()) {
      await process.ask("part", { name, files: parts[i] });
      process.installed.add(name);
    }
  }

  hear(event, buffers) {
    if (event.event === "comm") return this.controls.receive(event, buffers);
    const { event: name, ...details } = event;
    this.events?.(name, details);
  }

  // Run a cell after those that it needs. `cells` are all of the page, in order: { source, alt, seconds,
  // reference }. `events(name, details)` is told, in this order: "progress" { loaded, total } in bytes;
  // "plan" { first, slow }; and for each cell "start", then "stream", "display", "clear", "error" and
  // "exercise" as they come, then "end"; or "failed" { why }. The promise says how it ended: "ok",
  // "error", "stopped", "died".
  run(cells, index, events = () => {}) {
    const life = this.life;
    const turn = this.queue.then(() => (life === this.life ? this.runNow(cells, index, events) : "stopped"));
    this.queue = turn.catch(() => {});
    return turn;
  }

  async runNow(cells, index, events) {
    this.events = events;
    this.busy = true;
    try {
      if (!this.starting) this.become("loading");
      const process = await this.start();
      const sources = cells.map((cell) => cell.source);
      const { first, parts } = await process.ask("plan", { sources, index });
      await this.install(process, parts);
      this.become("running");
      events("plan", { first: first.slice(0, -1), slow: await this.slow(process, cells, first.slice(0, -1)) });
      for (const i of first) {
        const how = await this.runOne(process, cells[i], i);
        if (how === "error" || (how === "claim" && i === index)) return "error";
      }
      return "ok";
    } catch (error) {
      if (error instanceof Ended) return "stopped";
      events("failed", { why: this.explain(error) });
      if (error instanceof Died) this.lose();
      return "died";
    } finally {
      this.busy = false;
      this.become(this.starting ? "ready" : "off");
    }
  }

  async runOne(process, { source, alt }, index) {
    this.ran.delete(index);
    const began = performance.now();
    for (;;) {
      this.events("start", { index });
      const how = await process.ask("run", { index, source, alt });
      if (how.startsWith("part ")) { // a part that no import line named
        await this.install(process, [how.slice(5)]);
        continue;
      }
      if (how !== "error") this.ran.add(index);
      this.events("end", { index, status: how, seconds: (performance.now() - began) / 1000 });
      return how;
    }
  }

  // Of some cells those that take long here: the build measured them, and a small step of training
  // beside; the same step here tells how much slower this Python is.
  async slow(process, cells, indices) {
    const long = indices.filter((i) => cells[i].seconds > SLOW / 10);
    if (long.length === 0 || !process.installed.has("numpy")) return [];
    this.slower ??= (await process.ask("measure")) / cells[long[0]].reference;
    return long.map((index) => ({ index, seconds: cells[index].seconds * this.slower })).filter(({ seconds }) => seconds > SLOW);
  }

  // Let this life of Python go, and all that cells had made in it.
  lose() {
    this.life++;
    this.ran.clear();
    this.starting = undefined;
    this.supplies.cancel();
    this.process?.end();
    this.controls.disconnect();
  }

  // End what runs and have Python ready again, without the names that cells had made.
  async stop() {
    this.lose();
    if (!this.process) return;
    await this.start();
    this.onnote(GONE);
    this.become("ready");
  }

  // Why Python did not start, or ended, and what to do.
  explain(error) {
    if (error instanceof PartMissing) return error.message;
    const why = String(error.message ?? error).trim().split("\n").at(-1); // of a traceback what it says
    return this.snapshot
      ? `Python ended (${why}). Its memory or its stack may be full. The next Run starts it anew; the names that cells had made are gone.`
      : `This browser does not let the page run Python: ${why}. Try a newer browser, or open the chapter as a notebook.`;
  }

  restart() {
    return this.stop();
  }

  cancel() {
    this.supplies.cancel();
  }

  // Tell Python what a reader did with a control. What takes long can be stopped as a cell can.
  async tell(message) {
    const late = setTimeout(() => this.become("running"), 300);
    try {
      await this.process.ask("comm", message);
    } finally {
      clearTimeout(late);
      if (this.state === "running" && !this.busy) this.become("ready");
    }
  }

  show(model, place) {
    return this.controls.show(model, place);
  }
}

globalThis.dlnotesKernel = { create: ({ base }) => new Kernel(base) };
