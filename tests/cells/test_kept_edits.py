"""Nothing typed is lost: over a reload, a change of the book, two tabs, and in a notebook."""

import json

import nbformat
from conftest import ROOT
from test_editing import FIRST, PAGE, bar, cell_of, edit, ready, write


def kept(page):
    return page.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.startsWith('dlnotes-cell/'))"
    )


def wait_until_kept(page, text):
    page.wait_for_function(
        "(text) => Object.entries(localStorage).some(([key, value]) => "
        "key.startsWith('dlnotes-cell/') && value.includes(text))",
        text,
    )


def choose(page, name):
    bar(page).get_by_text("This page").click()
    bar(page).get_by_role("button", name=name).click()


def test_what_was_typed_is_there_after_a_reload_until_it_is_reset(visit):
    with visit(PAGE) as page:
        cell = cell_of(page)
        write(cell, "x = '😀'")
        page.reload()  # at once: it is kept when the page goes
        code = cell_of(page).get_by_role("textbox", name="Code")
        code.wait_for()
        assert code.inner_text().strip() == "x = '😀'"
        cell.hover()
        cell.get_by_role("button", name="Reset").click()
        assert "def perceptron" in cell.locator(".cell_input pre").inner_text()
        assert not kept(page)
        bar(page).get_by_role("button", name="Undo").click()
        code.wait_for()
        assert code.inner_text().strip() == "x = '😀'"
        choose(page, "Reset page")
        assert not kept(page)


def test_when_the_book_has_changed_since_both_are_shown_and_the_reader_chooses(visit):
    with visit(PAGE) as page:
        cell = cell_of(page)
        for name, left in (("Keep mine", "x = 1"), ("Take the book\u2019s", "def perceptron")):
            write(cell, "x = 1")
            wait_until_kept(page, "x = 1")
            page.evaluate(
                """() => { for (const [key, value] of Object.entries(localStorage))
                    if (key.startsWith("dlnotes-cell/"))
                        localStorage[key] =
                            JSON.stringify({ ...JSON.parse(value), digest: "older" }) }"""
            )
            page.goto(page.url)
            both = cell_of(page).get_by_role("group", name="Two versions")
            both.wait_for()
            assert "def perceptron" in both.inner_text()
            assert cell.get_by_role("textbox", name="Code").inner_text().strip() == "x = 1"
            both.get_by_role("button", name=name).click()
            assert left in cell.locator(".cell_input pre").inner_text()
            assert not both.count()
            page.goto(page.url)
            ready(page)
            assert not both.count()


def test_two_tabs_follow_each_other_and_none_writes_over_what_it_has_not_seen(visit):
    with visit(PAGE) as one:
        two = one.context.new_page()
        two.set_default_timeout(10_000)
        two.goto(one.url)
        edit(cell_of(two))
        write(cell_of(one), "x = 1")
        wait_until_kept(one, "x = 1")
        cell_of(two).get_by_role("textbox", name="Code").get_by_text("x = 1").wait_for()
        # What a tab writes it does not hear itself: so this is what another did while it slept.
        one.evaluate(
            """() => { for (const key of Object.keys(localStorage))
                if (key.startsWith("dlnotes-cell/"))
                    localStorage[key] = localStorage[key].replace("x = 1", "y = 2") }"""
        )
        write(cell_of(one), "z = 3")
        both = cell_of(one).get_by_role("group", name="Two versions")
        both.wait_for()
        assert "y = 2" in both.inner_text()
        assert "y = 2" in kept(one)[0][1]
        both.get_by_role("button", name="Keep mine").click()
        wait_until_kept(one, "z = 3")


def test_the_notebook_takes_the_changes_along_and_brings_them_back(visit, tmp_path):
    with visit(PAGE) as page:
        write(cell_of(page), "x = 'mine'")
        bar(page).get_by_text("This page").click()
        with page.expect_download() as coming:
            bar(page).get_by_role("button", name="Download notebook").click()
        path = tmp_path / coming.value.suggested_filename
        coming.value.save_as(path)
        choose(page, "Reset page")
        assert path.name == "01_perceptron.ipynb"
        notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
        nbformat.validate(notebook)
        book = nbformat.read(ROOT / "book" / path.name, as_version=nbformat.NO_CONVERT)
        assert [c.id for c in notebook.cells] == [c.id for c in book.cells]
        changed = [
            c.id for c, b in zip(notebook.cells, book.cells, strict=True) if c.source != b.source
        ]
        assert changed == [FIRST]

        for content, says in [
            (b"not a notebook", "not a notebook"),
            (b'{"cells": 3}', "not a notebook"),
            (json.dumps({"nbformat": 4, "cells": []}).encode(), "not of this chapter"),
            ((ROOT / "book" / "02_activations.ipynb").read_bytes(), "not of this chapter"),
            (path.read_bytes(), "stands in the cells"),
        ]:
            assert not kept(page)
            page.locator(".cells-bar input[type=file]").set_input_files(
                {"name": "some.ipynb", "mimeType": "", "buffer": content}
            )
            bar(page).get_by_text(says).wait_for()
        assert (
            cell_of(page).get_by_role("textbox", name="Code").inner_text().strip() == "x = 'mine'"
        )
