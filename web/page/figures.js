// A figure can be enlarged: with a tap or a click on it, or with the button that shows itself when
// a hand or the focus comes near. It then fills the window, or has its own size and scrolls.
const SIGN = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M9 2h5v5M7 14H2V9M14 2 9 7M2 14l5-5"/></svg>';
const FIGURES = ".bd-article .cell_output img:not(.control-place *, .jupyter-widgets-view *)";

let dialog;

function enlarge(figure) {
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.className = "enlarged";
    dialog.ariaLabel = "The figure, enlarged";
    dialog.addEventListener("click", () => dialog.close());
    document.body.append(dialog);
  }
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
  const { alt, width, height, src } = figure;
  const image = Object.assign(new Image(), { alt, src });
  const natural = figure.getAttribute("width") ?? width;
  image.style = `--natural: ${natural}px; --shape: ${width / height}`;
  const frame = document.createElement("div"); // which scrolls, also by keys
  frame.tabIndex = 0;
  frame.append(image);
  dialog.replaceChildren(close, frame);
  dialog.showModal();
}

addEventListener("click", ({ target }) => target.matches?.(FIGURES) && enlarge(target));

function offer(place) {
  for (const figure of place.querySelectorAll(FIGURES)) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "enlarge", ariaLabel: "Enlarge the figure", innerHTML: SIGN });
    button.addEventListener("click", () => enlarge(figure));
    const whole = figure.closest(".wide-figure") ?? figure; // beside what scrolls, not in it
    whole.after(button);
    whole.parentElement.classList.add("has-enlarge");
  }
}

offer(document);
addEventListener("dlnotes-output", ({ target }) => offer(target)); // a cell has given something
