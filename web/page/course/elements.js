// Makes elements of the page, and reads what stands in them.

/** An element with attributes and what is inside: `make("a", { href }, "text")`. */
export function make(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

/** Copies of what stands in an element. */
export const inside = (element) => [...element.cloneNode(true).childNodes];

/** Put a sign that is seen, and a word that is heard; nothing while it is not known. */
export function putSign(place, right, word) {
  place.classList.toggle("wrong", right === false);
  if (right === undefined) return place.replaceChildren();
  const seen = make("span", { class: "sign", "aria-hidden": "true" }, right ? "✓" : "✗");
  place.replaceChildren(seen, make("span", { class: "visually-hidden" }, ` ${word} `));
}
