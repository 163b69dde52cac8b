"""What the build makes of a question, and what it says of one that it cannot make."""

import json
import sys

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, SITE

sys.path.append(str(ROOT / "web" / "build"))
from ordering import lines_before
from plain_formulas import in_plain_text
from questions import make_questions

BOX = """<article><h1>One</h1><div class="question admonition" id="q-one">
<p class="admonition-title">Quick question</p><p>How many?</p><ul><li><p>one</p></li>
<li><p>two</p></li></ul><details><summary>Answers</summary><ul><li><p>✓ for a reason</p></li>
<li><p>✗ for another</p></li></ul></details></div></article>"""


@pytest.mark.parametrize(
    ("there", "instead", "said"),
    [
        ("Quick question", "Riddle", "question q-one: its title is 'Riddle'"),
        ("✗", "✓", "exactly one answer is marked"),
        ("✗ for", "for", "an answer begins with ✓ or ✗, not with 'for another'"),
        ("<li><p>two</p></li>", "", "1 choices and 2 answers"),
        ("<ul><li><p>one</p></li>\n<li><p>two</p></li></ul>", "", "a number reads"),
        ("Quick question", "Predict", "nothing below it shows what happens"),
    ],
)
def test_a_question_that_cannot_be_made_is_named_with_what_is_wrong(there, instead, said):
    page = BeautifulSoup(BOX, "html.parser")
    make_questions(page)
    assert page.select_one("#q-one input[value=B]")
    with pytest.raises(ValueError, match=f"(?s){said}.*CONTRIBUTING"):
        make_questions(BeautifulSoup(BOX.replace(there, instead), "html.parser"))


@pytest.mark.parametrize(
    ("lines", "before"),
    [
        (["self.W.grad += self.x.T @ dout", "self.b.grad += dout.sum(axis=0)"], [[], []]),
        (["self.W.grad += dout", "dx = dout @ self.W.data.T", "return dx"], [[], [], [0, 1]]),
        (["dx = dout * 2", "dx[self.mask] = 0", "dy = dx + 1"], [[], [0], [0, 1]]),
        (["a = 1", "b = 2", "c = f(a)[b].d"], [[], [], [0, 1]]),
        (["a = b", "b = 1"], [[], [0]]),
        (
            ["total = 0", "for x in xs:", "    total += x", "return total"],
            [[], [0], [0, 1], [0, 1, 2]],
        ),
        (["x.sort()", "y = 1"], [[], [0]]),
    ],
)
def test_lines_keep_their_order_only_where_one_needs_the_other(lines, before):
    assert list(lines_before(lines).values()) == before


def number(text):
    return f"<mn>{text}</mn>"


def letter(text):
    return f"<mi>{text}</mi>"


def sign(text):
    return f"<mo>{text}</mo>"


@pytest.mark.parametrize(
    ("mathml", "text"),
    [
        (letter("θ") + sign("=") + sign("−") + number("7"), "θ = −7"),
        (letter("y") + sign("−") + letter("t"), "y − t"),
        (f"<msub>{letter('w')}<mrow>{letter('i')}{letter('j')}</mrow></msub>", "wᵢⱼ"),
        (f"<msup>{number('10')}<mrow>{sign('−')}{number('13')}</mrow></msup>", "10⁻¹³"),
        (f"<msup>{letter('e')}{letter('q')}</msup>", "e^q"),
        (
            f"<mfrac>{number('1')}<mrow>{letter('n')}{sign('+')}{number('1')}</mrow></mfrac>",
            "1/(n + 1)",
        ),
        (f"<msqrt>{number('2')}{letter('n')}</msqrt>", "√(2n)"),
        (letter("log") + sign("\u2061") + number("10"), "log 10"),
        (
            f"{letter('f')}{sign('(')}{letter('x')}{sign(',')}{sign('−')}{letter('y')}{sign(')')}",
            "f(x, −y)",
        ),
    ],
)
def test_a_formula_becomes_plain_text(mathml, text):
    made = f"<span class='katex'><math><semantics><mrow>{mathml}</mrow></semantics></math></span>"
    assert in_plain_text(BeautifulSoup(made, "html.parser").span) == text


def test_your_course_shows_no_formula_as_it_was_typed():
    script = (SITE / "_static" / "course_list.js").read_text(encoding="utf-8")
    course = json.loads(script.partition("=")[2].rstrip(";\n"))
    asked = [question for chapter in course for question in chapter["questions"]]
    words = [text for each in asked for text in (each["text"], *each["choices"].values())]
    assert len(words) > 100 and any("θ" in text for text in words)
    assert not any(typed in text for text in words for typed in ("\\", "$", "_{", "^{"))
