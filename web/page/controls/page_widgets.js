// Brings the saved widgets of a page to life without a kernel: the official widget classes, and
// a manager that reads the state Jupyter Book stored in the page.
import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import * as controls from "@jupyter-widgets/controls";
import { Widget } from "@lumino/widgets";
import "@jupyter-widgets/controls/css/widgets-base.css";
import "@jupyter-widgets/controls/css/labvariables.css";
import "./page_widgets.css";
import { labelSlider } from "./accessible_sliders.js";
import { sayWhy } from "./not_alive.js";
import { linkState } from "./state_links.js";
import { waitForDrawing } from "./wait_for_drawing.js";

// anywidget ships as an AMD module; it is the only one, so `define` need not be a module loader.
let anywidget;
globalThis.define = (_dependencies, factory) => {
  anywidget = factory(base);
};

const modules = () => ({
  "@jupyter-widgets/base": base,
  "@jupyter-widgets/controls": controls,
  anywidget,
});

class PageManager extends ManagerBase {
  async loadClass(className, moduleName) {
    const found = modules()[moduleName]?.[className];
    if (!found) throw new Error(`this page does not include ${className} of ${moduleName}`);
    if (className === "AnyView") return waitForDrawing(found);
    return className.endsWith("SliderView") ? labelSlider(found) : found;
  }

  // No kernel: nothing to ask, and what a control sends goes nowhere.
  async _get_comm_info() {
    return {};
  }

  async _create_comm() {
    return { on_close() {}, on_msg() {}, close() {}, send() {} };
  }
}

function scripts(kind) {
  return document.querySelectorAll(`script[type="application/vnd.jupyter.widget-${kind}+json"]`);
}

// Put a view into its place, with the button that copies a link to its state.
async function attach(model, view, place) {
  Widget.attach(view.luminoWidget, place);
  await linkState(model, place);
  return view;
}

// The view when all its parts are drawn; or the error of one that cannot be, in whose place the
// manager puts a view that shows the error.
async function whole(view) {
  if (view instanceof base.ErrorWidgetView) throw view.model.get("error");
  for (const part of await Promise.all(view.children_views?.views ?? [])) await whole(part);
  return view;
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

// The page's own Python, once it runs, shows its controls with the same classes.
const ready = import("anywidget");
globalThis.dlnotesWidgets = { PageManager, attach, ready };

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

start();
