// What Python needs before it can start: its parts, with progress for whoever waits, and its program.
import { forget, load, sizeOf } from "./parts.js";
import { Ended } from "./process.js";
import worker from "worker:./worker.js";

export class Supplies {
  constructor(base) {
    this.base = base;
  }

  // The reader does not want to wait any longer.
  cancel() {
    this.giveUp?.();
  }

  // The files of some parts, with progress for whoever waits; rejects when the reader gives up.
  async fetch(names, progress) {
    const done = { loaded: 0, total: 0 };
    for (const name of names) done.total += sizeOf(name);
    let over = false; // what comes after a part that is missing is of no interest
    const tell = () => over || progress({ ...done });
    const given = new Promise((_, reject) => (this.giveUp = () => reject(new Ended("Python was not started."))));
    tell();
    const coming = names.map(async (name) => {
      let counted = 0;
      const files = await load(this.base, name, (more) => {
        counted += more;
        done.loaded += more;
        tell();
      });
      done.loaded += sizeOf(name) - counted; // of a part that had come before
      tell();
      return files;
    });
    return Promise.race([Promise.all(coming), given]).finally(() => {
      over = true;
      this.giveUp = undefined;
    });
  }

  // Everything that does not change between two lives of Python: its program, compiled, and its files.
  async prepare(progress) {
    for (const needed of ["WebAssembly", "Worker"]) {
      if (!globalThis[needed]) throw new Error(`it has no ${needed}`);
    }
    const [files] = await this.fetch(["runtime"], progress);
    const program = await WebAssembly.compile(files.get("pyodide.asm.wasm"));
    const scripts = ["pyodide.js", "pyodide.asm.js"].map((name) => files.get(name));
    const script = URL.createObjectURL(new Blob([...scripts.flatMap((text) => [text, "\n;"]), worker], { type: "text/javascript" }));
    forget("runtime");
    return { program, script, stdlib: files.get("python_stdlib.zip").slice() };
  }
}
