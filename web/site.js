// What the theme writes into onclick attributes, which the page's Content-Security-Policy refuses.
const clicks = {
  "window.print()": () => print(),
  "toggleFullScreen()": () => window.toggleFullScreen(),
};

addEventListener("click", ({ target }) => clicks[target.closest("[data-click]")?.dataset.click]?.());

// What is wider than its place scrolls, so the keyboard has to reach it.
const observer = new ResizeObserver((boxes) => {
  const scrolls = boxes.map(({ target }) => target.scrollWidth > target.clientWidth);
  boxes.forEach(({ target }, i) => (target.tabIndex = scrolls[i] ? 0 : -1));
});
for (const box of document.querySelectorAll("pre, .cell_output > .output, .pst-scrollable-table-container")) observer.observe(box);
