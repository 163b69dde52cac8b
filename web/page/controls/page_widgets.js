// Brings the saved widgets of a page to life without a kernel: the official widget classes, and
// a manager that reads the state Jupyter Book stored in the page.
import { bring } from "../bring.js";
import * as controls from "./course_controls.js";
import { attach, managerOf, ready, whole } from "./manager.js";
import { sayWhy } from "./not_alive.js";

const PageManager = managerOf(controls);

function scripts(kind) {
  return document.querySelectorAll(`script[type="application/vnd.jupyter.widget-${kind}+json"]`);
}

const idOf = (view) => JSON.parse(view.textContent).model_id;

// The state of the controls with many numbers, which comes after the text and the other controls.
async function lateState(address) {
  let state;
  globalThis.dlnotesState = (given) => (state = given);
  await bring(address, () => state).catch(() => {
    throw new Error("its numbers did not come");
  });
  return state;
}

// The control takes the place of its picture, which stays where the control cannot start.
async function showView(manager, script) {
  const place = script.closest(".control-place");
  const picture = [...place.childNodes];
  try {
    const model = await manager.get_model(idOf(script));
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

async function showAll(manager, views) {
  for (const script of views) {
    await showView(manager, script);
    await new Promise((next) => setTimeout(next)); // between two controls the page may answer
  }
}

async function attempt(task) {
  try {
    await task();
  } catch (error) {
    reportError(error); // each control then says that it has no state
  }
}

async function start() {
  await ready;
  const manager = new PageManager();
  const views = [...scripts("view")];
  const [saved] = scripts("state");
  let late = [];
  await attempt(() => {
    const state = JSON.parse(saved.textContent);
    if (saved.dataset.late) late = views.filter((view) => !(idOf(view) in state.state));
    return manager.set_state(state);
  });
  await showAll(manager, views.filter((view) => !late.includes(view)));
  try {
    if (late.length) {
      const state = await lateState(saved.dataset.late);
      await attempt(() => manager.set_state(state));
    }
    await showAll(manager, late);
  } catch (error) {
    for (const view of late) sayWhy(view.closest(".control-place"), error.message);
  }
  document.documentElement.dataset.widgets = "ready";
}

globalThis.dlnotesWidgets = true; // the script came, and this browser can read it
start();
