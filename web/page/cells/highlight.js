// Colours of the code being edited: the classes of Pygments, which the page's style knows in light
// and dark, so that a cell looks the same before and after.
import { syntaxTree } from "@codemirror/language";
import { Prec } from "@codemirror/state";
import { Decoration, MatchDecorator, ViewPlugin } from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";

export const pygments = tagHighlighter([
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], class: "k" },
  { tag: [tags.operatorKeyword], class: "ow" },
  { tag: [tags.bool, tags.null], class: "kc" },
  { tag: tags.self, class: "bp" },
  { tag: tags.function(tags.definition(tags.variableName)), class: "nf" },
  { tag: tags.definition(tags.className), class: "nc" },
  { tag: [tags.string, tags.special(tags.string), tags.escape], class: "s2" },
  { tag: tags.number, class: "mi" },
  { tag: tags.comment, class: "c1" },
  { tag: [tags.operator, tags.modifier, tags.derefOperator], class: "o" },
  { tag: [tags.variableName, tags.function(tags.variableName), tags.propertyName, tags.function(tags.propertyName)], class: "n" },
  { tag: [tags.punctuation, tags.separator, tags.bracket], class: "p" },
]);

// Names that Python brings along, as Pygments counts them; the grammar sees only a name.
const BUILTINS =
  "abs all any bool bytes callable chr classmethod dict dir divmod enumerate eval filter float format frozenset getattr globals " +
  "hasattr hash id input int isinstance issubclass iter len list locals map max min next object open ord pow print property range " +
  "repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip self cls";
const kinds = { nb: new RegExp(`^(${BUILTINS.replaceAll(" ", "|")}|__\\w+__)$`), ne: /^[A-Z]\w*(Error|Exception|Warning)$/ };
const marks = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, Decoration.mark({ class: kind })]));
const decorator = new MatchDecorator({
  regexp: /\b\w+\b/g,
  decorate(add, from, to, [word], view) {
    const kind = Object.keys(kinds).find((kind) => kinds[kind].test(word));
    if (kind && syntaxTree(view.state).resolveInner(from, 1).name === "VariableName") add(from, to, marks[kind]);
  },
});

const named = ViewPlugin.define(
  (view) => ({
    decorations: decorator.createDeco(view),
    update(update) {
      const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
      this.decorations = parsed ? decorator.createDeco(update.view) : decorator.updateDeco(update, this.decorations);
    },
  }),
  { decorations: (plugin) => plugin.decorations },
);
export const builtins = Prec.highest(named); // inside the grammar's own
