// The editor of a cell: CodeMirror, inside the cell's own <pre>, so that font, colours and place stay
// as they were. A classic script, loaded at the first edit: globalThis.dlnotesEditor.open.
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { python } from "@codemirror/lang-python";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, keymap } from "@codemirror/view";
import { builtins, pygments } from "./highlight.js";

// The line that an error came from, until the text changes.
const mark = StateEffect.define();
const marked = StateField.define({
  create: () => Decoration.none,
  update(lines, { docChanged, effects, state }) {
    if (docChanged) return Decoration.none;
    for (const effect of effects) {
      if (!effect.is(mark)) continue;
      const { value: number } = effect;
      if (!number || number > state.doc.lines) return Decoration.none;
      const { from } = state.doc.line(number);
      return Decoration.set([Decoration.line({ class: "cell-wrong-line" }).range(from)]);
    }
    return lines;
  },
  provide: (field) => EditorView.decorations.from(field),
});

// As the page's own blocks of code; what follows the theme stands in cells.css.
const plain = EditorView.theme({
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "inherit", lineHeight: "inherit" },
  ".cm-content": { padding: 0, caretColor: "currentcolor" },
  ".cm-line": { padding: 0 },
  ".cm-matchingBracket.cm-matchingBracket": { background: "none", outline: "1px solid" },
  ".cm-nonmatchingBracket.cm-nonmatchingBracket": { background: "none" },
});

const HINT = "code-keys"; // the id of the sentence on the keys

function hint() {
  if (document.getElementById(HINT)) return;
  const text = "Control+Enter runs the cell, Shift+Enter runs it and goes on. Tab indents; to leave, press Escape, then Tab.";
  document.body.append(Object.assign(document.createElement("p"), { id: HINT, textContent: text, hidden: true }));
}

/**
 * Put an editor with `text` into `place`. `hear.change(text)` hears each change by the reader,
 * `hear.run(goOn)` the keys that run.
 */
function open(place, text, hear) {
  hint();
  let writing = false; // it is us who change the text
  const run = (goOn) => () => {
    hear.run(goOn);
    return true;
  };
  const keys = [
    { key: "Mod-Enter", run: run(false) },
    { key: "Shift-Enter", run: run(true) },
    { key: "Tab", run: indent, shift: indentLess },
    { key: "Escape", run: leave },
    ...defaultKeymap,
    ...historyKeymap,
  ];
  const view = new EditorView({
    state: EditorState.create({
      doc: text,
      extensions: [
        history(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        EditorState.allowMultipleSelections.of(false),
        python(),
        syntaxHighlighting(pygments),
        builtins,
        bracketMatching(),
        indentOnInput(),
        marked,
        plain,
        keymap.of(keys),
        EditorView.contentAttributes.of({ "aria-label": "Code", "aria-describedby": HINT }),
        EditorView.updateListener.of(({ docChanged, state }) => docChanged && !writing && hear.change(state.doc.toString())),
      ],
    }),
  });
  // The page's own keys, such as / for the search, are letters here.
  view.dom.addEventListener("keydown", (event) => event.stopPropagation());
  place.replaceChildren(view.dom);
  const goTo = (position) => {
    view.dispatch({ selection: { anchor: position }, scrollIntoView: true });
    view.focus();
  };
  return {
    focus(at) {
      const position = at && view.posAtCoords(at, false);
      at === undefined ? view.focus() : goTo(position);
    },
    goTo: (line) => goTo(view.state.doc.line(Math.min(line, view.state.doc.lines)).from),
    mark: (line) => view.dispatch({ effects: mark.of(line) }),
    // A text that the reader did not type; Undo brings back the one before.
    write(text) {
      if (text === view.state.doc.toString()) return;
      writing = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      writing = false;
    },
    close: () => view.destroy(),
  };
}

// Tab indents the lines that are marked, and otherwise goes on to the next fourth column.
function indent(view) {
  const { main } = view.state.selection;
  if (!main.empty) return indentMore(view);
  const column = main.head - view.state.doc.lineAt(main.head).from;
  view.dispatch(view.state.replaceSelection(" ".repeat(4 - (column % 4))), { userEvent: "input" });
  return true;
}

// The next Tab goes on in the page; any other key takes that back.
function leave(view) {
  view.setTabFocusMode(600_000);
  return true;
}

globalThis.dlnotesEditor = { open };
