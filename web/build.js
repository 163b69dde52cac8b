// Makes what the static site adds to Jupyter Book, in _build/web: the widget bundle (script and
// style), the style and fonts of the formulas, and the theme's script without its console messages.
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { build } from "esbuild";

const outdir = "../_build/web";
const findTheme = "import pydata_sphinx_theme as theme; print(theme.__path__[0], end='')";
const theme = execFileSync("python", ["-c", findTheme], { encoding: "utf8" });

// anywidget gives a view two seconds to start, too little for a slow phone.
const patience = {
  name: "patience",
  setup(building) {
    building.onLoad({ filter: /anywidget\/dist\/index\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const patient = source.replace("AbortSignal.timeout(2e3)", "AbortSignal.timeout(6e4)");
      if (patient === source) throw new Error("build.js: anywidget changed; look for its timeout anew.");
      return { contents: patient };
    });
  },
};

await build({
  entryPoints: ["page_widgets.js", "formulas.css", "site.css", "site.js"],
  outdir,
  bundle: true,
  minify: true,
  // One classic script: pages opened from file:// may not load ES modules.
  format: "iife",
  legalComments: "linked",
  plugins: [patience],
  alias: { "sanitize-html": "./sanitize.js" },
  loader: { ".svg": "dataurl", ".woff2": "file", ".woff": "empty", ".ttf": "empty" },
  assetNames: "fonts/[name]",
});

// Sphinx copies our files after the theme's, so these take the place of the originals.
await build({
  entryPoints: [
    `${theme}/theme/pydata_sphinx_theme/static/scripts/pydata-sphinx-theme.js`,
    `${theme}/../sphinx_book_theme/theme/sphinx_book_theme/static/scripts/sphinx-book-theme.js`,
  ],
  outdir: `${outdir}/scripts`,
  entryNames: "[name]",
  minify: true,
  drop: ["console"],
});
