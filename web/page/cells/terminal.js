// Text as a terminal shows it: `\r` writes over the line, so progress bars move. What is very long is
// cut until the reader asks for all of it.
import { element } from "./html.js";

const [LINES, CHARACTERS] = [40, 20_000]; // more is cut
const SHOWN = LINES / 2; // lines at either end of what is cut
const CONTROL = /[\n\r\b]|\x1b\[[0-9;?]*[A-Za-z]/;
const UNFINISHED = /\x1b(\[[0-9;?]*)?$/;

export class Terminal {
  constructor() {
    this.lines = [""];
    this.row = this.column = 0;
    this.rest = "";
    this.head = element("pre");
    this.tail = element("pre");
    this.more = element("button", { type: "button", className: "show-all", hidden: true });
    this.more.onclick = () => this.showAll();
    this.place = element("div", {}, this.head, this.more, this.tail);
  }

  write(text) {
    text = this.rest + text;
    this.rest = text.match(UNFINISHED)?.[0] ?? "";
    text = text.slice(0, text.length - this.rest.length);
    let from = 0;
    for (const { 0: control, index } of text.matchAll(new RegExp(CONTROL, "g"))) {
      this.put(text.slice(from, index));
      this.move(control);
      from = index + control.length;
    }
    this.put(text.slice(from));
    this.frame ??= requestAnimationFrame(() => this.show());
  }

  // Write over what stands in the line.
  put(text) {
    if (!text) return;
    const line = this.lines[this.row].padEnd(this.column);
    this.lines[this.row] = line.slice(0, this.column) + text + line.slice(this.column + text.length);
    this.column += text.length;
  }

  move(control) {
    if (control === "\n") {
      this.row += 1;
      this.column = 0;
      if (this.row === this.lines.length) this.lines.push("");
    } else if (control === "\r") this.column = 0;
    else if (control === "\b") this.column = Math.max(0, this.column - 1);
    else if (control.endsWith("A")) this.row = Math.max(0, this.row - (parseInt(control.slice(2)) || 1));
    else if (control.endsWith("K")) this.lines[this.row] = this.lines[this.row].slice(0, this.column);
  }

  show() {
    cancelAnimationFrame(this.frame);
    this.frame = undefined;
    const { lines } = this;
    const count = lines.at(-1) === "" ? lines.length - 1 : lines.length;
    const long = count > LINES || lines.join("\n").length > CHARACTERS;
    const cut = long && !this.all;
    this.more.hidden = !cut;
    this.place.classList.toggle("show-all-of-it", Boolean(long && this.all));
    if (!cut) {
      this.head.textContent = lines.slice(0, count).join("\n");
      this.tail.textContent = "";
      return;
    }
    const half = CHARACTERS / 2;
    this.head.textContent = lines.slice(0, SHOWN).join("\n").slice(0, half);
    this.tail.textContent = count > SHOWN ? lines.slice(Math.max(SHOWN, count - SHOWN), count).join("\n").slice(-half) : "";
    this.more.textContent = count > LINES ? `Show all ${count.toLocaleString("en")} lines` : "Show all";
  }

  showAll() {
    this.all = true;
    this.show();
    this.head.tabIndex = 0; // it scrolls
    this.head.focus();
  }
}
