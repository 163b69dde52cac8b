// Makes what the static site adds to Jupyter Book: the widget bundle (script and style), the style
// and fonts of the formulas, and the theme's script without its messages to the console.
// Arguments: the output folder, the folder of the Python package pydata_sphinx_theme.
import { build } from "esbuild";

const [outdir, theme] = process.argv.slice(2);
if (!theme) {
  throw new Error(`build.js: needs the output folder and the theme's folder, got ${process.argv.slice(2)}.`);
}

await build({
  entryPoints: ["page_widgets.js", "formulas.css", "site.css"],
  outdir,
  bundle: true,
  minify: true,
  // One classic script: pages opened from file:// may not load ES modules.
  format: "iife",
  legalComments: "linked",
  loader: { ".svg": "dataurl", ".woff2": "file", ".woff": "empty", ".ttf": "empty" },
  assetNames: "fonts/[name]",
});

// Sphinx copies our files after the theme's, so this one takes the place of the original.
await build({
  entryPoints: [`${theme}/theme/pydata_sphinx_theme/static/scripts/pydata-sphinx-theme.js`],
  outdir: `${outdir}/scripts`,
  minify: true,
  drop: ["console"],
});
