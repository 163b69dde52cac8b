// Keeps what a reader typed in this browser, cell by cell, with a digest of the book's cell at that
// time. Two tabs: a cell is written only over what this tab has seen of it.
import { KEY } from "./page.js";

export const edits = {
  kept: true,
  sentence: "This browser keeps nothing for this page: your changes are gone when you leave it. Download them as a notebook.",

  // What is kept of a cell, as text; null if nothing is. To ask may throw where storage is denied.
  look(id) {
    try {
      return localStorage.getItem(KEY + id);
    } catch {
      this.kept = false;
      return null;
    }
  },

  // { source, digest } in such a text, or null where it says nothing that we wrote.
  read(text) {
    try {
      const { source, digest } = JSON.parse(text);
      return typeof source === "string" ? { source, digest } : null;
    } catch {
      return null;
    }
  },

  // Keep a text, or nothing (null), where `seen` is there still. Returns what is there then.
  write(id, text, seen) {
    const there = this.look(id);
    if (there !== seen || there === text) return there;
    try {
      if (text === null) localStorage.removeItem(KEY + id);
      else localStorage.setItem(KEY + id, text);
    } catch {
      this.kept = false; // denied or full
    }
    return text;
  },
};
