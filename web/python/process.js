// One life of Python: a worker, what is asked of it and what it answers.
export class Ended extends Error {} // somebody stopped it
export class Died extends Error {} // it broke: no memory, no stack, a host that forbids it

export class Process {
  constructor(script, heard) {
    this.waiting = new Map();
    this.serial = 0;
    this.installed = new Set();
    this.worker = new Worker(script);
    this.worker.onmessage = ({ data }) => {
      if (data.event) return heard(data.event, data.buffers);
      const { resolve, reject } = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if (data.died === undefined) resolve(data.answer);
      else reject(new Died(data.died));
    };
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.end(new Died(event.message || "The browser did not let Python start."));
    };
  }

  // Ask the worker; what is asked comes after all that was asked before.
  ask(request, details = {}) {
    if (this.over) return Promise.reject(this.over);
    return new Promise((resolve, reject) => {
      const id = this.serial++;
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ do: request, id, ...details });
    });
  }

  // End it, whatever it does; who waits for an answer is told.
  end(reason = new Ended("Python was stopped.")) {
    this.over = reason;
    this.worker.terminate();
    for (const { reject } of this.waiting.values()) reject(reason);
    this.waiting.clear();
  }
}
