// The page's Python as the page sees it: runs cells and those that they need, stops, starts anew.
// A classic script, loaded at the first Run: globalThis.dlnotesKernel.create({ base }).
import { LiveControls } from "./live.js";
import { load, sizeOf } from "./parts.js";
import { Died, Ended, Process } from "./process.js";
import { unpack } from "./unpack.js";
import worker from "worker:./worker.js";

const SLOW = 3; // seconds: a cell that takes longer is named before it starts
const GONE = "Python was started anew: the names that cells had made are gone.";

class Kernel {
  constructor(base) {
    this.base = base;
    this.ran = new Set();
    this.state = "off"; // off, loading, ready, running
    this.onchange = () => {};
    this.onnote = () => {};
    this.queue = Promise.resolve();
    this.controls = new LiveControls(base, (message) => this.tell(message));
  }

  become(state) {
    this.state = state;
    this.onchange(state);
  }

  // The bytes of some parts, with progress for whoever waits; rejects when the reader gives up.
  async fetch(names) {
    const [progress, done] = [this.events, { loaded: 0, total: 0 }];
    for (const name of names) done.total += sizeOf(name);
    const tell = () => progress?.("progress", { ...done });
    const given = new Promise((_, reject) => (this.giveUp = () => reject(new Ended("Python was not started."))));
    tell();
    const coming = names.map(async (name) => {
      let counted = 0;
      const bytes = await load(this.base, name, (more) => {
        counted += more;
        done.loaded += more;
        tell();
      });
      done.loaded += bytes.length - counted; // of a part that had come before
      tell();
      return bytes;
    });
    return Promise.race([Promise.all(coming), given]).finally(() => (this.giveUp = undefined));
  }

  // Everything that does not change between two lives of Python: its program, compiled, and its files.
  async prepare() {
    const [runtime] = await this.fetch(["runtime"]);
    const files = await unpack(runtime);
    const program = await WebAssembly.compile(files.get("pyodide.asm.wasm"));
    const scripts = ["pyodide.js", "pyodide.asm.js"].map((name) => files.get(name));
    const script = URL.createObjectURL(new Blob([...scripts.flatMap((text) => [text, "\n;"]), worker], { type: "text/javascript" }));
    return { program, script, stdlib: files.get("python_stdlib.zip").slice() };
  }

  // A Python that is ready, the one that runs or a new one.
  start() {
    this.starting ??= (async () => {
      this.fixed ??= await this.prepare();
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
    const parts = await this.fetch(missing);
    for (const [i, name] of missing.entries()) {
      await process.ask("part", { name, bytes: parts[i] });
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
    try {
      this.become("loading");
      const process = await this.start();
      const sources = cells.map((cell) => cell.source);
      const { first, parts } = await process.ask("plan", { sources, index });
      await this.install(process, parts);
      this.become("running");
      events("plan", { first: first.slice(0, -1), slow: await this.slow(process, cells, first.slice(0, -1)) });
      for (const i of first) {
        const how = await this.runOne(process, cells[i], i);
        if (how !== "ok") return "error";
      }
      return "ok";
    } catch (error) {
      if (error instanceof Ended) return "stopped";
      events("failed", { why: error instanceof Died ? explain(error) : error.message });
      if (error instanceof Died) await this.stop().catch(() => {});
      return "died";
    } finally {
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
      if (how === "ok") this.ran.add(index);
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

  // End what runs and have Python ready again, without the names that cells had made.
  async stop() {
    this.life = (this.life ?? 0) + 1;
    this.ran.clear();
    this.starting = undefined;
    this.giveUp?.();
    if (!this.process) return;
    this.process.end();
    this.controls.disconnect();
    await this.start();
    this.onnote(GONE);
    this.become("ready");
  }

  restart() {
    return this.stop();
  }

  cancel() {
    this.giveUp?.();
  }

  // Tell Python what a reader did with a control.
  tell(message) {
    return this.process.ask("comm", message);
  }

  show(model, place) {
    return this.controls.show(model, place);
  }
}

function explain({ message }) {
  if (/wasm|unsafe-eval|Content Security/i.test(message)) return `This browser or host does not let the page run Python (${message}). Open the notebook instead.`;
  return `Python ended: ${message}. Memory or stack may have run out. It starts anew.`;
}

globalThis.dlnotesKernel = { create: ({ base }) => new Kernel(base) };
