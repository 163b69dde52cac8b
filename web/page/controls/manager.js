// The official widget classes without a kernel, and what a control has in a page: its place, names
// for screen readers, a link to its state.
import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import { Widget } from "@lumino/widgets";
import "@jupyter-widgets/controls/css/widgets-base.css";
import "@jupyter-widgets/controls/css/labvariables.css";
import "./page_widgets.css";
import { labelSlider } from "./accessible_sliders.js";
import { linkState } from "./state_links.js";
import { waitForDrawing } from "./wait_for_drawing.js";

// anywidget ships as an AMD module; it is the only one, so `define` need not be a module loader.
let anywidget;
globalThis.define = (_dependencies, factory) => {
  anywidget = factory(base);
};

export const ready = import("anywidget");

// A manager of widgets that are made of these classes of @jupyter-widgets/controls.
export const managerOf = (controls) =>
  class PageManager extends ManagerBase {
    async loadClass(className, moduleName) {
      const modules = { "@jupyter-widgets/base": base, "@jupyter-widgets/controls": controls, anywidget };
      const found = modules[moduleName]?.[className];
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
  };

// Put a view into its place, with the button that copies a link to its state.
export async function attach(model, view, place) {
  Widget.attach(view.luminoWidget, place);
  await linkState(model, place);
  return view;
}

// The view when all its parts are drawn; or the error of one that cannot be, in whose place the
// manager puts a view that shows the error.
export async function whole(view) {
  if (view instanceof base.ErrorWidgetView) throw view.model.get("error");
  for (const part of await Promise.all(view.children_views?.views ?? [])) await whole(part);
  return view;
}
