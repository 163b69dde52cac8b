"""Each chapter asks before what surprises, closes ideas with a question, is asked from later."""

from collections import Counter

import pytest
from blocks import read_notebook
from bs4 import BeautifulSoup
from conftest import ROOT, SITE

CHAPTERS = sorted(ROOT.glob("book/0[1-9]*.ipynb"))
QUESTIONS = {path.stem: [block for _, block in read_notebook(path)] for path in CHAPTERS}

each_chapter = pytest.mark.parametrize("chapter", QUESTIONS)


@each_chapter
def test_three_results_are_guessed_and_three_to_six_ideas_are_asked(chapter):
    kinds = Counter(block.kind for block in QUESTIONS[chapter])
    assert kinds["Predict"] >= 3 and 3 <= kinds["Quick question"] <= 6, kinds


@each_chapter
def test_enough_is_worth_asking_again(chapter):
    again = sum("again" in block.classes for block in QUESTIONS[chapter])
    assert again >= (3 if chapter == CHAPTERS[0].stem else 1)


def test_the_right_answer_stands_now_here_now_there():
    places = [b.right for blocks in QUESTIONS.values() for b in blocks if len(b.choices) == 3]
    assert all(0.2 < places.count(place) / len(places) < 0.5 for place in range(3))


@each_chapter
def test_each_control_has_a_guess_beside_it(chapter):
    page = BeautifulSoup((SITE / "book" / f"{chapter}.html").read_text("utf-8"), "html.parser")
    for place in page.select(".control-place"):
        assert "guess" in place.find_parent("div", class_="cell").find_next_sibling()["class"]
    before = page.select(".before .question")
    assert len(before) == (0 if chapter == CHAPTERS[0].stem else 3)
