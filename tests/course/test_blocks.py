"""Every question in the book has one right answer, a reason for each, and does not give it away."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from blocks import faults, read, read_notebook
from conftest import ROOT
from numbers_of_questions import NUMBERS, PROGRAMS

CHAPTERS = sorted(ROOT.glob("book/*.ipynb"))
BOOK = [block for path in CHAPTERS for _, block in read_notebook(path)]
SMALL = read((Path(__file__).parent / "book" / "01_first.md").read_text(encoding="utf-8"))
NUMERIC = [block for block in BOOK if block.form in ("number", "place")]

GOOD = """
::::{admonition} Quick question
:class: question again
:name: q-two-layers

What does a second layer see?

- What the first layer gives
- The inputs themselves

:::{dropdown} Answers
- ✓ And nothing else at all.
- ✗ Those went into the first layer.
:::
::::
"""
FOR_A_NUMBER = """
::::{admonition} Predict
:class: question
:name: q-loss

What is the loss of a guess?

From 0 to 5

:::{dropdown} Answers
- ✓ 2.303 ± 0.005: This is log 10.
- ✗ 0.1 ± 0.01: That is the probability.
- ✗ else: Take the logarithm of it.
:::
::::
"""
LINES = """
::::{admonition} Order the lines
:class: question
:name: q-order

Write these lines in order.

```python
return z
y = x + x
z = y * y
y = x * x
```

:::{dropdown} Answers
- ✓ First y, then z.
- ✗ `y = x * x`: A sum is wanted here.
- ✗ else: What is used has to be there.

```python
y = x + x
z = y * y
return z
```
:::
::::
"""


@pytest.mark.parametrize("block", BOOK, ids=lambda block: block.name)
def test_a_question_is_well_made(block):
    assert list(faults(block)) == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_box_of_questions_is_read(path):
    assert path.read_text(encoding="utf-8").count(":class: question") == len(read_notebook(path))


def test_questions_have_names_of_their_own():
    assert [name for name, count in Counter(b.name for b in BOOK).items() if count > 1] == []


def test_each_number_is_computed():
    missing = {block.name for block in NUMERIC} - set(NUMBERS)
    assert not missing, "numbers_of_questions.py says how to compute each"


@pytest.mark.parametrize("block", NUMERIC, ids=lambda block: block.name)
def test_the_right_number_is_what_dlnotes_computes(block):
    value, within = block.right_number
    assert NUMBERS[block.name]() == pytest.approx(value, abs=within)


@pytest.mark.parametrize(
    "block", [block for block in BOOK if block.form == "lines"], ids=lambda block: block.name
)
def test_lines_in_their_order_run_and_with_one_that_does_not_belong_they_do_not(block):
    takes, is_right = PROGRAMS[block.name]
    shown, right = block.code

    def make(lines):
        names = {"np": np}
        exec(f"def program({takes}):\n" + "".join(f"    {line}\n" for line in lines), names)
        return names["program"]

    assert is_right(make(right))
    for extra in set(shown) - set(right):
        name = extra.partition("=")[0]
        swapped = [extra if line.partition("=")[0] == name else line for line in right]
        assert swapped != right and not is_right(make(swapped))


# --- the reader itself ----------------------------------------------------------------------------


def test_each_form_is_read():
    forms = ["choice", "number", "number", "place", "lines"]
    assert [block.form for block in SMALL] == forms
    for block in SMALL:
        assert list(faults(block)) == []
    assert SMALL[1].right_number == (2.303, 0.005)


@pytest.mark.parametrize(
    ("text", "there", "instead", "said"),
    [
        (GOOD, "Quick question", "Riddle", "its title is none of"),
        (GOOD, "q-two-layers", "Two Layers", "its name is not like"),
        (GOOD, ":name: q-two-layers\n", "", "its name is not like"),
        (GOOD, "again", "later", "only `again` is known"),
        (GOOD, "What does a second layer see?", "", "nothing is asked"),
        (GOOD, "✗", "✓", "exactly one answer"),
        (GOOD, "✓", "✗", "exactly one answer"),
        (GOOD, "✗ Those", "Those", "exactly one answer"),
        (GOOD, "✓ And nothing else at all.", "✓", "no reason"),
        (GOOD, "- The inputs themselves\n", "", "two to four choices"),
        (GOOD, "The inputs themselves", "what the first layer gives", "two choices are the same"),
        (GOOD, "see?", "see, what the first layer gives or what?", "stands in the question"),
        (FOR_A_NUMBER, "✓ 2.303 ± 0.005: This", "✓ This", "the right answer reads"),
        (FOR_A_NUMBER, "± 0.005", "± 0.0", "tolerance is above 0"),
        (FOR_A_NUMBER, "else: ", "2.4 ± 0.2: ", "one answer reads `✗ else"),
        (FOR_A_NUMBER, "0.1 ± 0.01", "2.3 ± 0.01", "overlap"),
        (FOR_A_NUMBER, "0.1 ± 0.01: ", "", "no number stands in"),
        (FOR_A_NUMBER, "of a guess", "of a guess, 2.305 or not", "stands in the question"),
        (FOR_A_NUMBER, "From 0 to 5", "From 3 to 5", "is not on the line"),
        (FOR_A_NUMBER, "From 0 to 5", "From 0 to 4.606", "in the middle"),
        (FOR_A_NUMBER, ": This is log 10.", ": Log.", "no reason"),
        (
            LINES,
            "return z\ny = x + x\nz = y * y\ny",
            "y = x + x\nz = y * y\nreturn z\ny",
            "already",
        ),
        (LINES, "z\ny = x + x\nz", "z\nz", "is there once"),
        (LINES, "- ✗ `y = x * x`: A sum is wanted here.\n", "", "does not belong"),
        (LINES, "- ✗ else: What is used has to be there.\n", "", "one answer reads `✗ else"),
        (LINES, "z = y * y\nreturn z\n```\n:::", "```\n:::", "two listings"),
    ],
)
def test_what_is_wrong_with_a_question_is_found(text, there, instead, said):
    [good], [bad] = read(text), read(text.replace(there, instead, 1))
    assert list(faults(good)) == []
    assert any(said in fault for fault in faults(bad)), list(faults(bad))
