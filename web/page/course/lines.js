// Lines of code to put in order: by their buttons, with the arrow keys on those, or by dragging.

/** Let the reader move the lines of a list. */
export function order(list) {
  const move = (line, down) => {
    const other = down ? line.nextElementSibling : line.previousElementSibling;
    if (other) list.insertBefore(line, down ? other.nextElementSibling : other);
  };
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    move(button.closest("li"), button.className === "down");
    button.focus(); // a moved element loses it
  });
  list.addEventListener("keydown", (event) => {
    if (!["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    move(event.target.closest("li"), event.key === "ArrowDown");
    event.target.focus();
  });
  list.addEventListener("pointerdown", (event) => {
    if (!event.target.matches(".grip")) return;
    event.preventDefault();
    const line = event.target.closest("li");
    list.setPointerCapture(event.pointerId); // the line itself would lose it when it moves
    list.onpointermove = ({ clientY }) => {
      const middle = (li) => (li.getBoundingClientRect().top + li.getBoundingClientRect().bottom) / 2;
      const below = [...list.children].find((li) => li !== line && clientY < middle(li)) ?? null;
      if (below !== line.nextElementSibling) list.insertBefore(line, below);
    };
    list.onlostpointercapture = () => (list.onpointermove = null);
  });
}

/** What the book says to the order in which the lines stand. */
export function readLines(form, answers) {
  const all = [...form.querySelectorAll(".lines > li")];
  const rest = form.querySelector(".rest");
  const kept = all.slice(0, rest ? all.indexOf(rest) : all.length);
  return { answer: kept.map((li) => li.querySelector("code").textContent).join("\n"), said: judge(all, kept, answers) };
}

function judge(all, kept, answers) {
  const code = (li) => li.querySelector("code")?.textContent;
  const extra = kept.find((li) => "extra" in li.dataset);
  const reason = extra && answers.find((li) => li.dataset.line === code(extra));
  if (reason) return reason;
  const number = (li) => li.dataset.number;
  const early = kept.some((li, i) => {
    const above = new Set(kept.slice(0, i).map(number));
    return li.dataset.after?.split(" ").some((n) => n && !above.has(n));
  });
  const missing = all.some((li) => "after" in li.dataset && !kept.includes(li));
  return answers.find((li) => (extra || early || missing ? "else" in li.dataset : li.matches(".right")));
}
