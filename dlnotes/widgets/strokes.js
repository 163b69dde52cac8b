// What a pen writes on the pad: strokes of one pen at a time, which can be undone.

// Listen to the pens on `pad` and keep their strokes, lists of points [x, y] in sides of the pad.
// `begin` is called before a stroke, `changed` after each change of the strokes, `lifted` when a pen
// is lifted. Returns {strokes(), clear(), undo(), canUndo(), forget()}.
export function listen(pad, { begin, changed, lifted }) {
  let strokes = [];
  let past = []; // the strokes before each of the changes
  let pen = null; // the one pen that writes at present: {id, type}

  const at = (event) => {
    const box = pad.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  const replace = (next) => {
    past.push(strokes);
    strokes = next;
    changed();
  };
  const undo = () => {
    if (past.length === 0) return;
    pen = null;
    strokes = past.pop();
    changed();
  };
  const lift = (event) => {
    if (event.pointerId !== pen?.id) return; // a palm, or a second finger
    pen = null;
    lifted();
  };
  pad.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (pen && pen.id !== event.pointerId) {
      const lost = pen.type === event.pointerType && event.isPrimary; // or it could not be the first
      const palm = pen.type === "touch" && event.pointerType === "pen"; // it came before its pen
      if (palm) undo();
      else if (!lost) return;
    }
    begin();
    pen = { id: event.pointerId, type: event.pointerType };
    pad.setPointerCapture(event.pointerId);
    replace([...strokes, [at(event)]]);
  });
  pad.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pen?.id) return;
    if (event.buttons === 0) return lift(event); // it was lifted where nobody told us
    const steps = event.getCoalescedEvents?.() ?? [];
    strokes.at(-1).push(...(steps.length > 0 ? steps : [event]).map(at));
    changed();
  });
  for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) pad.addEventListener(kind, lift);
  return {
    strokes: () => strokes,
    clear: () => (strokes.length > 0 ? replace([]) : changed()),
    undo,
    canUndo: () => past.length > 0,
    forget() {
      [strokes, past, pen] = [[], [], null];
    },
  };
}
