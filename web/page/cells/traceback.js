// An error in few lines: what went wrong, and the reader's own lines that led there.
import { button, element } from "./html.js";

function place({ cell, file, line, name, text }, index, goTo) {
  const item = element("li");
  if (line) {
    const said = cell === index ? `line ${line}` : cell === null ? `${file}, line ${line}` : `line ${line} of code cell ${cell + 1}`;
    const where = cell === null ? said : button(said);
    where.onclick = () => goTo(cell, line);
    item.append(where, name ? `, in ${name}: ` : ": ");
  }
  item.append(element("code", { textContent: text }));
  return item;
}

export function traceback({ name, message, traceback: lines = [] }, index, goTo) {
  const what = element("p", {}, element("strong", { textContent: name }), message ? `: ${message}` : "");
  const where = element("ul", {}, ...lines.map((line) => place(line, index, goTo)));
  return element("div", { className: "output cell-error" }, what, where);
}
