"""No control's style reaches another."""

import re
from pathlib import Path

import numpy as np
import pytest
from test_every_control import PLACES, every_control, link, random_state, settle

import dlnotes.widgets
from dlnotes.widgets.view import IMPORT

WIDGETS = Path(dlnotes.widgets.__file__).parent


def selectors_of(sheet):
    """Return the selectors of all rules of a style sheet."""
    text = re.sub(r"/\*.*?\*/|@import [^;]*;", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    selectors = [selector.strip() for selector in re.findall(r"([^{}]+)\{", text)]
    return [selector for selector in selectors if not selector.startswith("@media")]


@every_control
def test_no_rule_of_another_control_styles_this_one(visit, view):
    page_of, name, limits = PLACES[view]
    mine = getattr(dlnotes.widgets, view)._css
    foreign = [
        selector
        for sheet in WIDGETS.glob("*.css")
        if IMPORT.sub("", sheet.read_text("utf-8")) not in str(mine)
        for selector in selectors_of(sheet)
    ]
    assert len(foreign) > 50
    state = random_state(limits, np.random.default_rng(3))
    with visit(page_of + link(name, state)) as page:
        settle(page)
        styled = page.locator(f".dlnotes-control-of-{view}").evaluate(
            """(control, selectors) => selectors.filter((selector) =>
                [control, ...control.querySelectorAll("*")].some((part) => part.matches(selector))
            )""",
            foreign,
        )
        assert styled == []


@pytest.mark.parametrize("page_of", sorted({page for page, _, _ in PLACES.values()}))
def test_controls_look_the_same_whichever_of_them_came_last(visit, page_of):
    """Each control brings a copy of the shared style, which must not undo another's own."""
    with visit(page_of) as page:
        settle(page)
        count, changed = page.evaluate(
            """() => {
                const parts = [...document.querySelectorAll(".dlnotes-control *")];
                const names = [...getComputedStyle(document.body)];
                const looks = () => parts.map((part) => {
                    const style = getComputedStyle(part);
                    return names.map((name) => style.getPropertyValue(name));
                });
                const sheets = [...document.querySelectorAll("style")]
                    .filter((sheet) => sheet.textContent.includes(".dlnotes-view"));
                const changed = [], before = looks();
                for (const sheet of sheets) {
                    const [parent, next] = [sheet.parentNode, sheet.nextSibling];
                    document.body.append(sheet);
                    looks().forEach((look, i) => {
                        const other = names.filter((_, j) => look[j] !== before[i][j]);
                        if (other.length) changed.push([parts[i].outerHTML, other]);
                    });
                    parent.insertBefore(sheet, next);
                }
                return [sheets.length, changed];
            }"""
        )
        assert count and changed == []
