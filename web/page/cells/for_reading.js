// In the copy for reading this stands in the workbench's place, and says where code runs.
import { element } from "./html.js";

const href = document.querySelector("link[rel=canonical]")?.href;
const online = href ? element("a", { href, textContent: "this page on the web" }) : "the website";
const said = element("p", { className: "cell-status", role: "alert" });
said.append("This copy is for reading and has no Python. Code runs in the larger copy, dlnotes-with-python.zip, on ");
said.append(online, ", and in Jupyter: download the notebook at the top of this page.");

const say = (box) => box.querySelector(".cell_input").append(said);
// Nobody asked when an exercise only came into view.
const edit = (box, how) => how?.focus !== false && say(box);
globalThis.dlnotesWorkbench = { edit, run: say, runAndGoOn: say };
