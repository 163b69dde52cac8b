"""One sentence says why and what to do, and the page is as it was; in three browsers."""

import threading

import pytest
from engines import NO_STORAGE
from reader import CHAPTER, FIRST, PATIENCE, Cell, says


def press_run(page):
    page.wait_for("document.documentElement.dataset.cells === 'ready'")
    cell = Cell(page, FIRST)
    cell.css(".cell_input pre").press("Control+Enter")
    return cell


def said_of(cell, text):
    cell.page.wait_for(
        """([inside, text]) =>
            document.querySelector(inside + " .cell-status")?.innerText.includes(text)""",
        [cell.inside, text],
        PATIENCE,
    )


def test_where_storage_is_denied_everything_works_and_one_sentence_says_what_is_lost(engine):
    with engine(CHAPTER, before=NO_STORAGE) as page:
        Cell(page, FIRST).write("6 * 7").run("42")
        Cell(page, FIRST).write("6 * 8")
        says(page, "keeps nothing")


def test_a_browser_that_is_too_old(engine):
    with engine(CHAPTER, before="delete globalThis.WebAssembly") as page:
        said_of(press_run(page), "too old")
        assert page.role("region", "Output").count() == 0


def test_a_host_that_forbids_it(engine):
    policy = {"Content-Security-Policy": "script-src 'self' blob: 'unsafe-inline'"}
    with engine(CHAPTER, headers=policy) as page:
        said_of(press_run(page), "forbids WebAssembly")
        page.goto(f"{page.base}/{CHAPTER}")  # until then the browser may tell its own
        page.problems.clear()


@pytest.mark.parametrize("instead", [None, b"<!doctype html>"])
def test_a_part_that_does_not_come_is_asked_for_again_by_the_next_run(engine, instead):
    there = set()
    changes = {
        name: lambda content, name=name: content if name in there else instead
        for name in ("kernel.js", "runtime.1.js")
    }
    with engine(CHAPTER, changes=changes) as page:
        cell = press_run(page)
        for missing in changes:  # when the first has come, the second has not
            page.wait_for(
                """([inside, missing]) => new RegExp(`${missing}, did not come`)
                    .test(document.querySelector(inside).innerText)""",
                [cell.inside, missing],
                PATIENCE,
            )
            there.add(missing)
            page.problems.clear()
            cell.write("6 * 7").code.press("Control+Enter")
        cell.gives("output => output.innerText.includes('42')").ends()


def test_a_reader_can_give_up_while_python_comes(engine):
    come = threading.Event()

    def late(content):
        come.wait(60)
        return content

    with engine(CHAPTER, changes={"runtime.2.js": late}) as page:
        cell = press_run(page)
        page.role("progressbar", inside=cell.inside).wait(
            "bar => bar.max > 4e6 && bar.value < bar.max"
        )
        cell.button("Give up").click()
        said_of(cell, "not started")
        come.set()
        cell.write("6 * 7").run("42")
