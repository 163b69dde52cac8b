// What the theme writes into onclick attributes, which the page's Content-Security-Policy refuses.
const clicks = {
  "window.print()": () => print(),
  "toggleFullScreen()": () => window.toggleFullScreen(),
};

addEventListener("click", ({ target }) => clicks[target.closest("[data-click]")?.dataset.click]?.());
