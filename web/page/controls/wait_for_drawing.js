// anywidget calls a view done before its drawing has come, and where that cannot come (the host forbids
// scripts from a blob, the browser is too old for it), the error goes to the window alone. Views are
// made one after the other, so an error while this one is waited for is its own.
export function waitForDrawing(AnyView) {
  return class extends AnyView {
    async render() {
      await super.render();
      const stop = new AbortController();
      await new Promise((resolve, reject) => {
        if (this.el.childElementCount) return resolve();
        new MutationObserver(resolve).observe(this.el, { childList: true });
        const { signal } = stop;
        addEventListener("error", ({ error, message }) => reject(error ?? new Error(message)), { signal });
        addEventListener("unhandledrejection", ({ reason }) => reject(reason), { signal });
      }).finally(() => stop.abort());
    }
  };
}
