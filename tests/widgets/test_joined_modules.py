"""A view's modules become one text when it is loaded: no two of them may use a name at its top."""

import pytest

import dlnotes.widgets

VIEWS = [name for name in dlnotes.widgets.__all__ if name[0].isupper()]


@pytest.mark.parametrize("view", VIEWS)
def test_the_joined_modules_of_a_view_are_one_module_without_imports(javascript, view):
    esm = str(getattr(dlnotes.widgets, view)._esm)
    found = javascript(
        "plot.js",
        """await import(`data:text/javascript,${encodeURIComponent(data)}`)
            .then((module) => typeof module.default.render)""",
        esm,
    )
    assert found == "function"
