// Makes what the static site adds to Jupyter Book, in _build/web: the widget bundle (script and
// style), the style and fonts of the formulas, and the theme's script without its console messages.
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { build } from "esbuild";

const outdir = "../_build/web";
const findTheme = "import pydata_sphinx_theme as theme; print(theme.__path__[0], end='')";
const theme = execFileSync("python", ["-c", findTheme], { encoding: "utf8" });

// Changes a line of a script that has no setting for it; says so when a new release has another line.
const change = (filter, from, to) => ({
  name: "change",
  setup(building) {
    building.onLoad({ filter }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      if (!source.includes(from)) throw new Error(`build.js: ${path} changed; look anew for ${from}`);
      return { contents: source.replace(from, to) };
    });
  },
});
// anywidget gives a view two seconds to start, too little for a slow phone.
const patience = change(/anywidget\/dist\/index\.js$/, "AbortSignal.timeout(2e3)", "AbortSignal.timeout(6e4)");
// To let the keyboard scroll them, the theme measures all boxes of code at the start and after each
// change of the page, one at a time: half a second on a phone. site.js does so all at once.
const calm = change(
  /pydata-sphinx-theme\.js$/,
  '["pre",".nboutput > .output_area",".cell_output > .output",".jp-RenderedHTMLCommon",".pst-scrollable-table-container"]',
  '[".none"]',
);
// The text of a script of its own, for a worker made from a blob: `import text from "worker:./file.js"`.
const workers = {
  name: "worker",
  setup(building) {
    building.onResolve({ filter: /^worker:/ }, ({ path, resolveDir }) => ({ path: `${resolveDir}/${path.slice(7)}`, namespace: "worker" }));
    building.onLoad({ filter: /./, namespace: "worker" }, async ({ path }) => {
      const options = { bundle: true, minify: true, format: "iife", write: false, loader: { ".py": "text" } };
      const made = await build({ entryPoints: [path], ...options });
      return { contents: made.outputFiles[0].text, loader: "text" };
    });
  },
};

// Of these a bundle takes what it uses. The packages do not say that this is safe, and the built Lumino
// widgets are one file, so they are taken from their source.
const shaken = {
  name: "shaken",
  setup(building) {
    building.onResolve({ filter: /^@(jupyter-widgets|lumino)\/[\w-]+$/ }, async ({ path, ...from }) => {
      if (from.pluginData === "shaken") return;
      const source = path === "@lumino/widgets" ? `${path}/src/index.ts` : path;
      const found = await building.resolve(source, { ...from, pluginData: "shaken" });
      return { ...found, sideEffects: false };
    });
  },
};

await build({
  entryPoints: [
    "cells/cells.js",
    "cells/editor.js",
    "cells/for_reading.js",
    "cells/workbench.js",
    "controls/live_widgets.js",
    "controls/page_widgets.js",
    "course/class.js",
    "course/course.js",
    "course/your_course.js",
    "formulas.css",
    "site.css",
    "site.js",
  ].map((file) => `page/${file}`),
  outdir,
  entryNames: "[name]",
  bundle: true,
  minify: true,
  // One classic script: pages opened from file:// may not load ES modules.
  format: "iife",
  legalComments: "linked",
  // Lets the browser compile all functions while the page loads, and not one by one as they are called.
  banner: { js: "//# allFunctionsCalledOnLoad" },
  plugins: [patience, shaken],
  // As Lumino itself is built: a field that is only declared keeps what the parent class has set.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  alias: { jquery: "./page/controls/jquery.js", "sanitize-html": "./page/controls/sanitize.js" },
  loader: { ".svg": "dataurl", ".woff2": "file", ".woff": "empty", ".ttf": "empty" },
  assetNames: "fonts/[name]",
});

// The page's Python, loaded when a reader first runs a cell.
await build({
  entryPoints: ["python/kernel.js"],
  outdir: `${outdir}/python`,
  bundle: true,
  minify: true,
  format: "iife",
  plugins: [workers],
});

// Sphinx copies our files after the theme's, so these take the place of the originals.
await build({
  entryPoints: [
    `${theme}/theme/pydata_sphinx_theme/static/scripts/pydata-sphinx-theme.js`,
    `${theme}/../sphinx_book_theme/theme/sphinx_book_theme/static/scripts/sphinx-book-theme.js`,
  ],
  outdir: `${outdir}/scripts`,
  entryNames: "[name]",
  plugins: [calm],
  minify: true,
  drop: ["console"],
});
