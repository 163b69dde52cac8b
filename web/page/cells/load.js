// Loads one of the site's own scripts, once; `came` tells whether it has run.
import { bring } from "../bring.js";

const here = new URL(".", document.currentScript.src);
const coming = {};

export const addressOf = (path) => new URL(path, here).href;

export function load(path, came) {
  coming[path] ??= bring(addressOf(path), came).catch(() => {
    delete coming[path]; // the next try asks again
    throw new Error(`A part of this page, ${path}, did not come. Check the connection, and try again.`);
  });
  return coming[path];
}
