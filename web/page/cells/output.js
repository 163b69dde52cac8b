// What a cell gives, in the place of what it gave when the book was built.
import DOMPurify from "dompurify";
import { element } from "./html.js";
import { Terminal } from "./terminal.js";
import { traceback } from "./traceback.js";

const WIDE = 500; // pixels; what is wider scrolls on a phone, as the book's own figures do (pages.py)

// The richest form of a value that the page can show.
const shown = {
  "application/vnd.jupyter.widget-view+json": ({ model_id }, _, kernel) => {
    const place = element("div", { className: "jupyter-widgets-view" });
    kernel.show(model_id, place).catch(({ message }) => (place.textContent = `This control could not start: ${message}.`));
    return place;
  },
  "image/png": (data, { width, height, alt = "" }) => {
    const image = element("img", { src: `data:image/png;base64,${data.trim()}`, alt, ...(width && { width, height }) });
    const frame = element("div", { className: "pst-scrollable-table-container wide-figure", style: `--natural: ${width}px` });
    if (width > WIDE) frame.append(image);
    return element("div", { className: "output image_png" }, width > WIDE ? frame : image);
  },
  // The policy of the page runs no script of it; what is cut away here would only be refused there.
  "text/html": (data) => element("div", { className: "output text_html", innerHTML: DOMPurify.sanitize(data, { FORBID_TAGS: ["style"] }) }),
  "text/plain": (data) => block("text_plain", element("pre", { textContent: data })),
};

const block = (kind, ...content) =>
  element("div", { className: `output ${kind} highlight-myst-ansi` }, element("div", { className: "highlight" }, ...content));

export class Output {
  constructor(cell) {
    this.cell = cell;
    this.built = cell.box.querySelector(".cell_output");
    this.region = element("div", { className: "cell_output docutils container", role: "region", ariaLabel: "Output" });
    this.displays = new Map(); // by the name that Python gave, to change them later
  }

  // What the book says of its figure.
  get alt() {
    return this.built?.querySelector("img")?.alt;
  }

  get shown() {
    return this.region.isConnected;
  }

  // A run begins. The room of what was there stays until it ends, so that nothing jumps.
  begin() {
    const before = this.shown ? this.region : this.built;
    this.region.style.minHeight = `${before?.offsetHeight ?? 0}px`;
    if (!this.shown) this.built ? this.built.replaceWith(this.region) : this.cell.status.after(this.region);
    this.empty();
  }

  end() {
    this.terminal?.show();
    this.region.style.minHeight = "";
  }

  // Back to what the book shows.
  takeAway() {
    if (!this.shown) return;
    this.empty();
    this.built ? this.region.replaceWith(this.built) : this.region.remove();
  }

  empty() {
    this.region.replaceChildren();
    this.displays.clear();
    this.terminal = undefined;
    this.clearing = false;
  }

  clear(wait) {
    if (wait) this.clearing = true;
    else this.empty();
  }

  add(what) {
    if (this.clearing) this.empty();
    this.terminal = undefined;
    this.region.append(what);
  }

  write(text) {
    if (this.clearing) this.empty();
    if (!this.terminal) {
      const terminal = new Terminal();
      this.add(block("stream", terminal.place));
      this.terminal = terminal;
    }
    this.terminal.write(text);
  }

  display({ data, metadata = {}, id, update }, kernel) {
    const type = Object.keys(shown).find((type) => type in data);
    if (!type) return;
    const made = shown[type](data[type], metadata[type] ?? {}, kernel);
    const before = update && this.displays.get(id);
    if (before) before.replaceWith(made);
    else if (!update) this.add(made);
    if (id) this.displays.set(id, made);
    made.dispatchEvent(new Event("dlnotes-output", { bubbles: true })); // its figures can be enlarged
  }

  fail(report, goTo) {
    this.add(traceback(report, this.cell.index, goTo));
  }
}
