// Brings the saved widgets of a page to life without a kernel: the official widget classes, and
// a manager that reads the state Jupyter Book stored in the page.
import * as controls from "./course_controls.js";
import { attach, managerOf, ready, whole } from "./manager.js";
import { sayWhy } from "./not_alive.js";

const PageManager = managerOf(controls);

function scripts(kind) {
  return document.querySelectorAll(`script[type="application/vnd.jupyter.widget-${kind}+json"]`);
}

// The control takes the place of its picture, which stays where the control cannot start.
async function showView(manager, script) {
  const place = script.closest(".control-place");
  const picture = [...place.childNodes];
  try {
    const model = await manager.get_model(JSON.parse(script.textContent).model_id);
    const view = await whole(await manager.create_view(model));
    const home = document.createElement("div");
    home.className = "jupyter-widgets-view";
    place.replaceChildren(home);
    await attach(model, view, home);
  } catch (error) {
    place.replaceChildren(...picture);
    sayWhy(place, error.message);
    reportError(error); // and go on with the others
  }
}

async function start() {
  await ready;
  const manager = new PageManager();
  try {
    for (const script of scripts("state")) await manager.set_state(JSON.parse(script.textContent));
  } catch (error) {
    reportError(error); // each control then says that it has no state
  }
  for (const script of scripts("view")) {
    await showView(manager, script);
    await new Promise((next) => setTimeout(next)); // between two controls the page may answer
  }
  document.documentElement.dataset.widgets = "ready";
}

globalThis.dlnotesWidgets = true; // the script came, and this browser can read it
start();
