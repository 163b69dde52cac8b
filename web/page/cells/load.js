// Loads one of the site's own scripts, once. Classic scripts, since file:// refuses modules.
const here = new URL(".", document.currentScript.src);
const coming = {};

export const addressOf = (path) => new URL(path, here).href;

export function load(path) {
  coming[path] ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = addressOf(path);
    script.onload = resolve;
    script.onerror = () => {
      delete coming[path]; // the next try asks again
      script.remove();
      reject(new Error(`A part of this page, ${path}, did not come. Check the connection, and try again.`));
    };
    document.head.append(script);
  });
  return coming[path];
}
