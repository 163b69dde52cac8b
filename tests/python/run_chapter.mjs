// Runs every code cell of a notebook in the page's Python, in order, in one namespace:
// `node run_chapter.mjs NOTEBOOK`. Prints a line of JSON for each cell: how it ended, what it gave.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { start } from "./page.mjs";

let events = [];
const { python, page, install } = await start({ send: (event) => events.push(event) });
const { PYTHONSTARTUP, DLNOTES_TRAININGS, JPY_SESSION_NAME } = process.env; // see trainings.py
if (DLNOTES_TRAININGS && existsSync(DLNOTES_TRAININGS)) {
  await install("numpy", "dlnotes");
  python.mountNodeFS("/trainings", DLNOTES_TRAININGS);
  python.runPython(`import os; os.environ |= {"DLNOTES_TRAININGS": "/trainings",
    "JPY_SESSION_NAME": "${JPY_SESSION_NAME}"}`);
  python.runPython(await readFile(PYTHONSTARTUP, "utf8"));
}
const { cells } = JSON.parse(await readFile(process.argv[2], "utf8"));
const sources = cells.filter((cell) => cell.cell_type === "code").map((cell) => cell.source);
for (const [index, source] of sources.map((lines) => [lines].flat().join("")).entries()) {
  events = [];
  const began = process.cpuUsage();
  let status;
  do {
    await install(...page.parts(python.toPy([source])).toJs());
    status = page.run(index, source);
    if (status.startsWith("part ")) await install(status.slice(5));
  } while (status.startsWith("part "));
  const seconds = process.cpuUsage(began).user / 1e6;
  const kept = events.filter(({ event }) => event !== "comm");
  console.log(JSON.stringify({ index, status, seconds, events: kept }));
}
