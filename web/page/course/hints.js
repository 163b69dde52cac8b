// The hints of an exercise, as `check` gives them in a notebook: each miss opens the next, and after
// the last comes the solution. The build has written them into the page from dlnotes.exercises.
import { make } from "./elements.js";
import { marks } from "./marks.js";

export function offerHints(place) {
  const name = { kind: "exercise", id: place.dataset.hintsOf };
  const steps = Object.entries(JSON.parse(place.dataset.hints));
  const said = make("div", { role: "status" });
  const button = make("button", { type: "button" });
  button.addEventListener("click", () => {
    const [step, text] = steps[said.children.length];
    said.append(make("p", {}, make("strong", {}, `${step}. `), text));
    if (said.children.length === steps.length) said.append("A solution stands folded below.");
    offer();
  });
  place.append(said, button);
  const before = marks.find(name)?.tries ?? 0; // on an earlier visit

  function offer() {
    const mark = marks.find(name);
    const next = steps[said.children.length];
    const open = mark && !mark.solved && mark.tries - before > said.children.length;
    button.hidden = !next || !open;
    if (next) button.textContent = next[0];
  }
  offer();
  document.addEventListener("dlnotes-marks", offer);
}
