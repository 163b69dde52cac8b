// Colours of the code being edited: the classes of Pygments, which the page's style knows in light
// and dark, so that a cell looks the same before and after.
import { syntaxTree } from "@codemirror/language";
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
  { tag: [tags.arithmeticOperator, tags.compareOperator, tags.logicOperator, tags.bitwiseOperator, tags.updateOperator, tags.definitionOperator, tags.derefOperator], class: "o" },
  { tag: tags.variableName, class: "n" },
]);

// Names that Python brings along, as Pygments counts them; the grammar sees only a name.
const BUILTINS =
  "abs all any ascii bin bool breakpoint bytearray bytes callable chr classmethod complex delattr dict dir divmod enumerate eval " +
  "filter float format frozenset getattr globals hasattr hash hex id input int isinstance issubclass iter len list locals map max " +
  "memoryview min next object oct open ord pow print property range repr reversed round set setattr slice sorted staticmethod str " +
  "sum super tuple type vars zip";
const decorator = new MatchDecorator({
  regexp: new RegExp(`\\b(?:${BUILTINS.replaceAll(" ", "|")})\\b`, "g"),
  decorate(add, from, to, _, view) {
    if (syntaxTree(view.state).resolveInner(from, 1).name === "VariableName") add(from, to, builtin);
  },
});
const builtin = Decoration.mark({ class: "nb" });

export const builtins = ViewPlugin.define(
  (view) => ({
    decorations: decorator.createDeco(view),
    update(update) {
      const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
      this.decorations = parsed ? decorator.createDeco(update.view) : decorator.updateDeco(update, this.decorations);
    },
  }),
  { decorations: (plugin) => plugin.decorations },
);
