"""Each page in each of the three browsers."""

import pytest
from conftest import SITE

CHAPTERS = sorted(
    path.relative_to(SITE).as_posix()
    for path in SITE.glob("book/*.html")
    if "control-place" in path.read_text(encoding="utf-8")
)
SAYS = "slider => slider.ariaValueText"


@pytest.mark.parametrize("over", ["http", "file"])
@pytest.mark.parametrize("path", CHAPTERS)
def test_a_chapter_is_quiet_moves_by_key_and_mouse_and_fits_every_width(engine, path, over):
    with engine(path, over) as page:
        slider = page.role("slider")
        for move in (lambda: slider.press("ArrowRight"), lambda: slider.drag(40)):
            before = slider.read(SAYS)
            move()
            slider.wait("(slider, before) => slider.ariaValueText !== before", before)
        for width in (360, 1280):
            page.resize(width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
