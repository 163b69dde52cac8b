"""What a reader does with a code cell of a page; for the fixture `engine`."""

CHAPTER = "book/01_perceptron.html"
FIRST, SECOND, THIRD = "b8020e0d", "3b083616", "6a35a298"  # cells of that chapter
NOR = "82e68742"  # its first exercise
PATIENCE = 120  # seconds: Python starts, on a machine that may be busy


class Cell:
    """A code cell, by the id that it has in its notebook."""

    def __init__(self, page, name):
        self.page, self.inside = page, f'[data-cell="{name}"]'
        self.code = page.role("textbox", "Code", self.inside)
        self.output = page.role("region", "Output", self.inside)

    def css(self, selector):
        return self.page.css(f"{self.inside} {selector}")

    def button(self, name):
        return self.page.role("button", name, self.inside)

    def edit(self):
        """Make it an editor, as a reader with a keyboard does, where it is none."""
        self.page.wait_for("document.documentElement.dataset.cells === 'ready'")
        if not self.code.count():
            self.css(".cell_input pre").press("Enter")
        self.code.wait("code => document.activeElement === code || code.focus()")
        return self

    def write(self, text):
        """Put another text in the place of the cell's."""
        self.edit()
        self.page.press("Control+a")
        self.page.type(text)
        return self

    def text(self):
        return self.code.read("code => code.innerText.trim()")

    def gives(self, script, arg=None):
        """Wait until this is true of its output, however long Python takes."""
        self.page.wait_for(
            f"""([inside, given]) => {{
                const output = document.querySelector(inside + " [role=region]");
                return output && ({script})(output, given);
            }}""",
            [self.inside, arg],
            PATIENCE,
        )
        return self

    def run(self, *said):
        """Run it and wait until its output says all of this."""
        self.code.press("Control+Enter")
        for text in said:
            self.gives("(output, text) => output.innerText.includes(text)", text)
        return self.ends()

    def ends(self):
        """Wait until it is at rest."""
        self.page.wait_for(
            "inside => !document.querySelector(inside + '.working')", self.inside, PATIENCE
        )
        return self


def says(page, text, patience=PATIENCE):
    """Wait until the bar of the page says this."""
    page.wait_for(
        "text => document.querySelector('.cells-bar [role=status]')?.textContent.includes(text)",
        text,
        patience,
    )
