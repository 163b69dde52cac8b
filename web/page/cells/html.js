// Makes an element with properties and children in one breath.
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// A button of a cell or of the page; `task` names what workbench.js does.
export const button = (text, task) => {
  const made = element("button", { type: "button", textContent: text });
  if (task) made.dataset.task = task;
  return made;
};
