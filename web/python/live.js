// Controls with Python behind them: the page's own widget classes, with comms that carry messages
// both ways. Made anew for each life of Python.
import { bring } from "../page/bring.js";

export class LiveControls {
  constructor(base, post) {
    this.base = base;
    this.post = post;
    this.received = Promise.resolve();
  }

  // All widget classes there are: a reader may show another than the page's own controls need.
  async classes() {
    if (!globalThis.dlnotesLiveWidgets) {
      await bring(new URL("../live_widgets.js", this.base).href, () => globalThis.dlnotesLiveWidgets);
    }
    return globalThis.dlnotesLiveWidgets;
  }

  async manager() {
    this.present ??= this.classes().then(async ({ PageManager, ready }) => {
      await ready;
      return new (liveManager(PageManager))(this.post);
    });
    return this.present;
  }

  // Messages of Python, one after another.
  receive(event, buffers) {
    this.received = this.received.then(async () => (await this.manager()).receive(event, buffers)).catch(reportError);
  }

  // Show a control in a place; the promise gives its view, whose `dispose` takes it away.
  async show(model_id, place) {
    await this.received;
    const { attach } = await this.classes();
    const manager = await this.manager();
    const model = await manager.get_model(model_id);
    return attach(model, await manager.create_view(model), place);
  }

  // Python has gone: what stands in the page stays as it is, and sends nothing more.
  disconnect() {
    this.present?.then((manager) => manager.close());
    this.present = undefined;
    this.received = Promise.resolve();
  }
}

function liveManager(PageManager) {
  return class extends PageManager {
    constructor(post) {
      super();
      this.post = post;
      this.comms = new Map();
    }

    close() {
      this.closed = true;
    }

    // One end of a comm whose other end is in Python.
    comm(comm_id, target_name) {
      const comm = {
        comm_id,
        target_name,
        open() {},
        close: () => this.comms.delete(comm_id),
        on_msg: (heard) => (comm.heard = heard),
        on_close: (heard) => (comm.gone = heard),
        send: (data, callbacks, _metadata, buffers = []) => {
          if (this.closed) return "";
          // A widget holds its next message back until it hears that Python has dealt with this one.
          const idle = () => callbacks?.iopub?.status?.({ content: { execution_state: "idle" } });
          const bytes = buffers.map((buffer) => new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength));
          this.post({ comm_id, data: JSON.stringify(data), buffers: bytes }).then(idle, () => {});
          return "sent";
        },
      };
      this.comms.set(comm_id, comm);
      return comm;
    }

    async receive({ msg_type, comm_id, target_name, data, metadata }, buffers) {
      const views = buffers.map(({ buffer, byteOffset, byteLength }) => new DataView(buffer, byteOffset, byteLength));
      const message = { content: { comm_id, target_name, data }, metadata, buffers: views };
      if (msg_type === "comm_open") await this.handle_comm_open(this.comm(comm_id, target_name), message);
      else if (msg_type === "comm_msg") await this.comms.get(comm_id)?.heard?.(message);
      else this.comms.get(comm_id)?.gone?.(message);
    }
  };
}
