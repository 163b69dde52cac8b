"""What a test does with a page: the same words for each browser.

A browser adds five things of its own: `_call`, `_keys`, `_pointer`, `goto` and `resize`.
"""

import json
import time

PATIENCE = 30  # seconds; a busy machine is no failure
# The element that a test speaks of: the first that is seen, or else the first of all. Roles and
# names are those of the elements that the site has.
FIND = """(place) => {
    const of = (element) => {
        const named = element.getAttribute("aria-labelledby");
        const label = element.labels?.[0] ?? (named && document.getElementById(named));
        const text = element.getAttribute("aria-label") ?? label?.textContent
            ?? element.getAttribute("alt") ?? element.textContent ?? "";
        return (text.trim() || element.title || "").replaceAll(/\\s+/g, " ").trim();
    };
    const implied = {
        button: "button, summary, input[type=button]", link: "a[href]",
        heading: "h1, h2, h3, h4, h5, h6",
        textbox: "textarea, input:not([type]), input[type=text]", searchbox: "input[type=search]",
        checkbox: "input[type=checkbox]", radio: "input[type=radio]", combobox: "select",
        slider: "input[type=range]", spinbutton: "input[type=number]", img: "img", table: "table",
        status: "output", progressbar: "progress", dialog: "dialog", list: "ul, ol",
    };
    const { css, role, name, inside } = place;
    let found = [...document.querySelectorAll(css
        ?? `[role=${role}], :is(${implied[role] ?? "none"}):not([role])`)];
    if (inside) found = found.filter((element) => element.closest(inside));
    if (name != null) found = found.filter((element) => of(element) === name);
    return found.sort((a, b) => b.checkVisibility() - a.checkVisibility());
}"""
# Where a pointer meets an element: in the window, standing still, and in front of all others.
MEET = """async (place) => {
    const [element] = FIND(place);
    const frame = () => new Promise((next) => setTimeout(next, 30));
    const seen = (box) => box && JSON.stringify([box.x, box.y, box.width, box.height]);
    if (!element) return null;
    element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const before = seen(element.getBoundingClientRect());
    await frame();
    const box = element.getBoundingClientRect();
    if (before !== seen(box) || !box.width || !box.height) return null;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const met = document.elementFromPoint(x, y);
    return element.contains(met) || met?.contains(element) ? [Math.round(x), Math.round(y)] : null;
}"""


class Page:
    """One page in one browser."""

    def __init__(self):
        self.heard = []

    @property
    def problems(self):
        """What went wrong until now; whatever is on its way arrives first."""
        self.evaluate("0")
        return self.heard

    def evaluate(self, script, arg=None):
        """Compute an expression, or call a function with `arg`; promises are awaited."""
        done = self._call(
            f"""async (given) => {{
                const FIND = {FIND};
                const asked = ({script});
                const found = typeof asked === "function" ? asked(JSON.parse(given)) : asked;
                return JSON.stringify((await found) ?? null);
            }}""",
            json.dumps(arg),
        )
        return json.loads(done)

    def wait_for(self, script, arg=None, patience=PATIENCE):
        """Wait until this is true, across pages; return what it then is."""
        late = time.monotonic() + patience
        while True:
            try:
                found = self.evaluate(
                    f"""async (given) => {{
                        // A page that is left may be kept as it is, and its timers never end.
                        let left = false;
                        const leaving = new Promise((next) => addEventListener("pagehide",
                            () => next(left = true), {{ once: true }}));
                        for (let tries = 0; !left; tries += 1) {{
                            let found = ({script});
                            found = await (typeof found === "function" ? found(given) : found);
                            if (found || tries > 20) return found;
                            const next = new Promise((next) => setTimeout(next, 30));
                            await Promise.race([next, leaving]);
                        }}
                    }}""",
                    arg,
                )
            except RuntimeError:  # the page may have led on; a fault of the script stays one
                if time.monotonic() > late:
                    raise
                found = None
            if found:
                return found
            if time.monotonic() > late:
                raise AssertionError(
                    f"Waited {patience} s in vain for {script} of {str(arg)[:200]}."
                )

    def css(self, selector):
        """Return the place of the first element that is seen with this selector."""
        return Place(self, css=selector)

    def role(self, role, name=None, inside=None):
        """Return the place of an element with this role and name, in an ancestor `inside`."""
        return Place(self, role=role, name=name, inside=inside)

    def reload(self):
        """Load the page once more."""
        self.goto(self.evaluate("location.href.replace(/#.*/, '')"))

    def press(self, keys, times=1):
        """Press a key where the focus is: ``"ArrowRight"``, ``"a"``, ``"Shift+Tab"``."""
        for _ in range(times):
            self._keys(keys.split("+") if len(keys) > 1 else [keys])

    def type(self, text):
        """Type where the focus is."""
        for letter in text:
            self._keys(["Enter" if letter == "\n" else letter])


class Place:
    """An element that a test speaks of; it is looked for anew each time."""

    def __init__(self, page, **how):
        self.page, self.how = page, how

    def read(self, script, arg=None):
        """Wait for the element and return what a function says of it."""
        self.wait()
        return self.page.evaluate(
            f"([how, given]) => ({script})(FIND(how)[0], given)", [self.how, arg]
        )

    def wait(self, script="() => true", arg=None):
        """Wait until the element is there and this is true of it."""
        self.page.wait_for(
            f"""([how, given]) => {{
                const [found] = FIND(how);
                return found && ({script})(found, given);
            }}""",
            [self.how, arg],
        )
        return self

    def count(self):
        """Return how many there are, which may be none."""
        return self.page.evaluate("how => FIND(how).length", self.how)

    def text(self):
        """Return the text that is seen."""
        return self.read("element => element.innerText.trim()")

    def focus(self):
        """Put the keyboard's focus there."""
        self.read("element => element.focus()")
        return self

    def press(self, keys, times=1):
        """Press a key there."""
        self.focus()
        self.page.press(keys, times)
        return self

    def type(self, text):
        """Type there."""
        self.focus()
        self.page.type(text)
        return self

    def at(self):
        """Scroll there and return where a pointer meets the element."""
        return self.page.wait_for(MEET, self.how)

    def hover(self):
        """Move the mouse there."""
        self.page._pointer([("move", *self.at())])
        return self

    def click(self):
        """Click there with the mouse."""
        self.page._pointer([("move", *self.at()), ("down",), ("up",)])
        return self

    def drag(self, dx, dy=0, steps=6):
        """Take hold of the element with the mouse and move by some pixels."""
        x, y = self.at()
        way = [
            ("move", round(x + dx * step / steps), round(y + dy * step / steps))
            for step in range(1, steps + 1)
        ]
        self.page._pointer([("move", x, y), ("down",), *way, ("up",)])
        return self
