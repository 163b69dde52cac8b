// For the page's own Python, once it shows a control: the same manager, with every widget there is.
import * as controls from "@jupyter-widgets/controls";
import DOMPurify from "dompurify";
import { attach, managerOf, ready } from "./manager.js";
import { purifyWith } from "./sanitize.js";

purifyWith(DOMPurify.sanitize);
globalThis.dlnotesLiveWidgets = { PageManager: managerOf(controls), attach, ready };
