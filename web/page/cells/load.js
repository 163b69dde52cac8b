// Loads one of the site's own scripts, once. Classic scripts, since file:// refuses modules. Some hosts
// answer with a page of their own where a file is missing: `came` tells whether the script has run.
const here = new URL(".", document.currentScript.src);
const coming = {};

export const addressOf = (path) => new URL(path, here).href;

export function load(path, came) {
  coming[path] ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = addressOf(path);
    script.onload = script.onerror = () => {
      if (came()) return resolve();
      delete coming[path]; // the next try asks again
      script.remove();
      reject(new Error(`A part of this page, ${path}, did not come. Check the connection, and try again.`));
    };
    document.head.append(script);
  });
  return coming[path];
}
