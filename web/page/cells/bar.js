// The bar of a page: what is going on, in words, and what concerns the page as a whole. It comes with
// the first change or run.
import { edits } from "./edits.js";
import { button, element } from "./html.js";
import { download, read } from "./notebook.js";

const WORKS = "Python works for a control.";

export class Bar {
  constructor(cells) {
    this.cells = cells;
    this.said = element("p", { role: "status" });
    this.halt = Object.assign(button("Stop"), { hidden: true, onclick: () => this.onstop() });
    this.again = element("button", { type: "button", textContent: "Undo", hidden: true });
    this.file = element("input", { type: "file", accept: ".ipynb", hidden: true, ariaLabel: "A notebook of this chapter" });
    this.file.onchange = () => this.load(this.file.files[0]);
    const does = {
      "Restart Python": () => this.onrestart(),
      "Reset page": () => this.reset(),
      "Download notebook": () => this.attempt(() => download(this.cells)),
      "Load notebook": () => this.file.click(),
    };
    const buttons = Object.entries(does).map(([name, act]) => Object.assign(button(name), { onclick: act }));
    this.menu = element("details", {}, element("summary", { textContent: "This page" }), element("div", {}, ...buttons));
    this.menu.addEventListener("click", ({ target }) => {
      if (target.matches("button")) this.menu.open = false;
    });
    this.place = element("section", { className: "cells-bar", ariaLabel: "Python in this page" }, this.said, this.halt, this.again, this.menu, this.file);
  }

  // Say a sentence; without one the last stays.
  show(sentence) {
    if (!this.place.isConnected) (document.querySelector(".bd-article") ?? document.body).append(this.place);
    if (sentence === undefined) return;
    this.said.textContent = sentence;
    this.again.hidden = true;
  }

  // A control has Python at work, or no longer.
  work(busy) {
    if (this.halt.hidden !== busy) return;
    this.halt.hidden = !busy;
    if (busy) this.show(WORKS);
    else if (this.said.textContent === WORKS) this.show("Done.");
  }

  async attempt(act) {
    try {
      await act();
    } catch ({ message }) {
      this.show(message);
    }
  }

  // Do something to the text of some cells that can be taken back.
  async undoable(sentence, cells, act) {
    const before = cells.map(({ text }) => text);
    await act();
    this.show(sentence);
    this.again.hidden = cells.every(({ text }, i) => text === before[i]);
    this.again.onclick = () => {
      cells.forEach((cell, i) => cell.text !== before[i] && cell.put(before[i]));
      this.show("Taken back.");
      this.menu.firstChild.focus();
    };
  }

  reset() {
    return this.undoable("All cells are as in the book again.", this.cells, () => this.cells.forEach((cell) => cell.reset()));
  }

  load(file) {
    this.file.value = "";
    return this.attempt(async () => {
      const { sources, others } = read(await file.text(), file.name, this.cells);
      const left = others ? ` ${others} of its cells are not of this page and stay out.` : "";
      await this.undoable(`The notebook’s code stands in the cells.${left} ${edits.kept ? "" : edits.sentence}`, this.cells, () =>
        Promise.all(this.cells.map((cell) => sources.has(cell.id) && cell.put(sources.get(cell.id)))),
      );
    });
  }
}
