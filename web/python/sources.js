// The text of our Python side, which travels inside the worker's own script.
export { default as __init__ } from "./dlnotes_page/__init__.py";
export { default as cells } from "./dlnotes_page/cells.py";
export { default as comms } from "./dlnotes_page/comms.py";
export { default as errors } from "./dlnotes_page/errors.py";
export { default as modules } from "./dlnotes_page/modules.py";
export { default as course } from "./dlnotes_page/course.py";
export { default as names } from "./dlnotes_page/names.py";
export { default as needs } from "./dlnotes_page/needs.py";
export { default as speed } from "./dlnotes_page/speed.py";
export { default as figures } from "./dlnotes_page/figures.py";
export { default as output } from "./dlnotes_page/output.py";
