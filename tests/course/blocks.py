"""Reads the questions in the text of a chapter, and finds what is wrong with one."""

import re
from dataclasses import dataclass, field

import nbformat

BLOCK = re.compile(
    r"^(?P<fence>:{4,})\{admonition\} (?P<kind>.+)\n:class: (?P<classes>question\b.*)\n"
    r"(?::name: (?P<name>.+)\n)?(?P<text>[\s\S]*?)"
    r"^:{3,}\{dropdown\} Answers\n(?P<answers>[\s\S]*?)^:{3,}$\s*^(?P=fence)$",
    re.MULTILINE,
)
NUMBER = r"[-−]?\d+(?:\.\d+)?(?:e-?\d+)?"
ITEM = re.compile(r"^- (.+(?:\n  .+)*)", re.MULTILINE)
CODE = re.compile(r"^```python\n([\s\S]*?)^```$", re.MULTILINE)
LINE = re.compile(rf"^From ({NUMBER}) to ({NUMBER})\.?$", re.MULTILINE)
STATED = re.compile(rf"({NUMBER}) ± ({NUMBER})[^:]*: ")
KINDS = {"Predict", "Quick question", "Order the lines"}


@dataclass
class Block:
    """One question as its author wrote it."""

    kind: str
    classes: set
    name: str
    text: str
    choices: list
    answers: list
    code: list = field(default_factory=list)  # the lines to order, and their order
    line: tuple = ()  # the ends of the line on which the place is

    @property
    def form(self):
        if self.kind == "Order the lines":
            return "lines"
        return "choice" if self.choices else "place" if self.line else "number"

    @property
    def right(self):
        """The index of the right answer."""
        return next(i for i, answer in enumerate(self.answers) if answer.startswith("✓"))

    @property
    def right_number(self):
        """The value of the right answer, and how far another may be from it."""
        return tuple(map(number, STATED.match(self.answers[self.right][2:]).groups()))


def number(text):
    return float(text.replace("−", "-"))


def read(text):
    """Return the questions in a text."""
    found = []
    for match in BLOCK.finditer(text):
        body, answers = match["text"], match["answers"]
        line = LINE.search(body)
        found.append(
            Block(
                kind=match["kind"].strip(),
                classes=set(match["classes"].split()) - {"question"},
                name=match["name"] or "",
                text=LINE.sub("", CODE.sub("", ITEM.sub("", body))).strip(),
                choices=ITEM.findall(CODE.sub("", body)),
                answers=ITEM.findall(CODE.sub("", answers)),
                code=[
                    [line for line in code.splitlines() if line.strip()]
                    for code in CODE.findall(body) + CODE.findall(answers)
                ],
                line=tuple(number(end) for end in line.groups()) if line else (),
            )
        )
    return found


def read_notebook(path):
    """Return the questions of a chapter, with the index of the cell in which each stands."""
    cells = nbformat.read(path, as_version=4).cells
    return [
        (i, block)
        for i, cell in enumerate(cells)
        if cell.cell_type == "markdown"
        for block in read(cell.source)
    ]


def words(text):
    """Return the words of a text, without marks of Markdown."""
    return " ".join(re.findall(r"[\w.]+", text.lower()))


def faults(block):
    """Yield what is wrong with a question."""
    if block.kind not in KINDS:
        yield f"its title is none of {sorted(KINDS)}"
    if not re.fullmatch(r"q(-[a-z0-9]+)+", block.name):
        yield "its name is not like q-two-or-three-words"
    if not block.classes <= {"again"}:
        yield f"its class is {block.classes}; only `again` is known"
    if len(words(block.text).split()) < 3:
        yield "nothing is asked"
    signs = [answer[:1] for answer in block.answers]
    if signs.count("✓") != 1 or signs.count("✗") != len(signs) - 1:
        yield "exactly one answer is marked ✓, and each other ✗"
        return
    for answer in block.answers:
        reason = re.sub(r"^(else|`[^`]*`): ", "", STATED.sub("", answer[2:]))
        if len(words(reason).split()) < 3:
            yield f"no reason stands in {answer!r}"
    yield from {"choice": in_choices, "lines": in_lines}.get(block.form, in_numbers)(block)


def in_choices(block):
    if not 2 <= len(block.choices) <= 4 or len(block.choices) != len(block.answers):
        yield "it has two to four choices, and an answer for each"
        return
    if len({choice.lower() for choice in block.choices}) != len(block.choices):
        yield "two choices are the same"
    right = words(block.choices[block.right])
    if len(right.split()) > 3 and f" {right} " in f" {words(block.text)} ":
        yield "its answer stands in the question"


def in_numbers(block):
    if not STATED.match(block.answers[block.right][2:]):
        yield "the right answer reads `✓ 2.3 ± 0.1: reason`"
        return
    value, within = block.right_number
    if not within > 0:
        yield "its tolerance is above 0"
    if sum(answer.startswith("✗ else: ") for answer in block.answers) != 1:
        yield "one answer reads `✗ else: reason`"
    for answer in block.answers:
        stated = STATED.match(answer[2:])
        if answer.startswith("✗") and stated:
            if abs(number(stated[1]) - value) <= within + number(stated[2]):
                yield f"what is right and what is wrong overlap in {answer!r}"
        elif answer.startswith("✗") and not answer.startswith("✗ else: "):
            yield f"no number stands in {answer!r}"
    if any(abs(number(n) - value) <= within for n in re.findall(NUMBER, block.text)):
        yield "its answer stands in the question"
    if block.line:
        low, high = block.line
        if not low <= value - within < value + within <= high:
            yield "the right place is not on the line"
        if abs((low + high) / 2 - value) <= within:
            yield "the slider starts at the right place, in the middle"


def in_lines(block):
    if len(block.code) != 2 or not 3 <= len(block.code[1]) <= 9:
        yield "it has two listings: the lines to order, and three to nine in their order"
        return
    shown, right = block.code
    if not set(right) <= set(shown) or len(set(shown)) != len(shown):
        yield "each line of the solution is there once to be ordered"
    if [line for line in shown if line in right] == right:
        yield "the lines stand in their order already"
    if sum(answer.startswith("✗ else: ") for answer in block.answers) != 1:
        yield "one answer reads `✗ else: reason`"
    for extra in set(shown) - set(right):
        if not any(answer.startswith(f"✗ `{extra}`: ") for answer in block.answers):
            yield f"no answer says why {extra!r} does not belong"
