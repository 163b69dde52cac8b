// A code cell of the page: its text, its editor, and what the reader sees of its state.
import { edits } from "./edits.js";
import { button, element } from "./html.js";
import { load } from "./load.js";
import { Output } from "./output.js";

const PAUSE = 300; // milliseconds after the last key until a change is kept

export class Cell {
  constructor(box, index) {
    const { cell, digest, exercise, seconds, reference } = box.dataset;
    Object.assign(this, { box, index, id: cell, digest, exercise });
    this.time = seconds && { seconds: Number(seconds), reference: Number(reference) };
    this.input = box.querySelector(".cell_input");
    this.code = this.input.querySelector("pre");
    this.tools = this.input.querySelector(".cell-tools");
    this.original = this.code.textContent.replace(/\n$/, "");
    this.text = this.original;
    this.status = element("div", { className: "cell-status", hidden: true });
    this.input.after(this.status);
    this.plain = element("div", { hidden: true });
    this.input.append(this.plain);
    this.mark = element("span", { className: "cell-mark", textContent: "Edited", hidden: true });
    this.tools.before(this.mark);
    this.output = new Output(this);
    this.seen = edits.look(this.id);
    addEventListener("pagehide", () => this.save());
    addEventListener("storage", ({ key }) => (key === null || key.endsWith(`/${this.id}`)) && this.hearOtherTab());
  }

  get edited() {
    return this.text !== this.original;
  }

  // Open the editor: with the reader's hand in it, where a click was, or only to be there.
  async edit({ at, focus = true } = {}) {
    try {
      await load("editor.js", () => globalThis.dlnotesEditor);
    } catch ({ message }) {
      return this.say(message);
    }
    this.open();
    if (focus) this.editor.focus(at);
  }

  open() {
    if (this.editor) return;
    this.book = [...this.code.childNodes];
    const held = this.code.contains(document.activeElement); // which may be on a link in it
    const hear = { change: (text) => this.change(text), run: (goOn) => this.onrun(goOn) };
    this.editor = globalThis.dlnotesEditor.open(this.code, this.text, hear);
    this.code.role = this.code.ariaLabel = null;
    this.code.tabIndex = -1;
    if (held) this.code.focus();
    this.show();
    // The copy button would not see the ends of the editor's lines: it copies a plain text.
    this.plain.id = `${this.code.id}-text`;
    this.input.querySelector(".copybtn")?.setAttribute("data-clipboard-target", `#${this.plain.id}`);
  }

  close() {
    if (!this.editor) return;
    const inside = this.input.contains(document.activeElement);
    this.editor.close();
    this.editor = undefined;
    this.code.replaceChildren(...this.book);
    Object.assign(this.code, { role: "group", ariaLabel: `Code cell ${this.index + 1}`, tabIndex: 0 });
    if (inside) this.code.focus();
  }

  focus() {
    this.editor ? this.editor.focus() : this.code.focus();
  }

  // The reader typed.
  change(text) {
    this.text = text;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.save(), PAUSE);
    this.show();
    this.tell();
  }

  // Another text takes the place of the present one; a cell that is as in the book needs no editor.
  async put(text) {
    if (text !== this.original || this.editor) await this.edit({ focus: false });
    this.editor?.write(text);
    this.text = text;
    this.save();
    this.show();
  }

  reset() {
    if (this.exercise) this.editor?.write(this.original);
    else this.close();
    this.text = this.original;
    this.output.takeAway();
    this.say();
    this.notice?.remove();
    this.save();
    this.show();
  }

  save() {
    clearTimeout(this.waiting);
    const text = this.edited ? JSON.stringify({ source: this.text, digest: this.since ?? this.digest }) : null;
    const there = edits.write(this.id, text, this.seen);
    if (there !== text) return this.disagree(there);
    this.seen = text;
    if (!edits.kept && this.edited) this.tell(edits.sentence);
  }

  // What was kept at an earlier visit; the book's cell may have changed since.
  restore() {
    const kept = edits.read(this.seen);
    if (!kept || kept.source === this.original) return;
    this.since = kept.digest;
    this.put(kept.source);
    if (kept.digest === this.digest) return;
    this.ask("The book’s cell has changed since you changed yours. This is the book’s now:", this.original, {
      "Keep mine": () => this.save(),
      "Take the book’s": () => this.reset(),
    });
  }

  // Another tab has kept another text. Where this tab has nothing of its own, it follows.
  hearOtherTab() {
    const there = edits.look(this.id);
    if (there === this.seen) return;
    if (this.text !== (edits.read(this.seen)?.source ?? this.original)) return this.disagree(there);
    this.seen = there;
    this.put(edits.read(there)?.source ?? this.original);
  }

  disagree(there) {
    const theirs = edits.read(there)?.source ?? this.original;
    this.ask("This cell was changed in another tab too. Nothing is overwritten; there it is:", theirs, {
      "Keep mine": () => {
        this.seen = there;
        this.save();
      },
      "Take the other": () => {
        this.seen = there;
        this.put(theirs);
      },
    });
  }

  // Two texts: the reader chooses.
  ask(sentence, other, answers) {
    this.notice?.remove();
    const buttons = Object.entries(answers).map(([text, act]) => {
      const made = button(text);
      made.onclick = () => {
        this.notice.remove();
        this.since = undefined;
        act();
        this.focus();
      };
      return made;
    });
    const code = element("pre", { textContent: other, tabIndex: 0 });
    this.notice = element("div", { className: "cell-notice", role: "group", ariaLabel: "Two versions" },
      element("p", { textContent: sentence, role: "status" }), code, element("p", {}, ...buttons));
    this.status.before(this.notice);
  }

  // A sentence below the code, or an element; nothing takes it away.
  say(...what) {
    this.status.replaceChildren(...what);
    this.status.hidden = what.length === 0;
  }

  // The buttons and the mark that belong to the present state.
  show() {
    const wanted = [
      (this.edited || this.output.shown) && ["Reset", "reset"],
      this.index > 0 && (this.editor || this.output.shown) && ["Run all above", "runAbove"],
      !this.editor && ["Edit", "edit"],
      this.busy ? ["Stop", "stop"] : ["Run", "run"],
    ].filter(Boolean);
    this.mark.hidden = !this.edited;
    this.plain.textContent = this.text;
    this.box.classList.toggle("working", Boolean(this.busy));
    if (wanted.join() === this.offered) return;
    this.offered = wanted.join();
    const focused = this.tools.contains(document.activeElement) && document.activeElement.dataset.task;
    this.tools.replaceChildren(...wanted.map(([text, task]) => button(text, task)));
    if (focused) (this.tools.querySelector(`[data-task=${focused}]`) ?? this.tools.lastChild).focus();
  }
}
