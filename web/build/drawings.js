// Makes the drawings of a built site small, each in its place: `node drawings.js DRAWING...`.
// Matplotlib writes six decimals; a hundredth of a point is less than anybody sees.
import { readFile, writeFile } from "node:fs/promises";
import { optimize } from "svgo";

for (const path of process.argv.slice(2)) {
  const { data } = optimize(await readFile(path, "utf8"), { path, floatPrecision: 2 });
  await writeFile(path, data);
}
