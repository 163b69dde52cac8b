"""The site for readers without JavaScript, on paper and on the road; and its search."""

import json
import re
import zipfile
from pathlib import Path

import budgets
import pytest
from conftest import ROOT, SITE, WITH_CONTROLS, parsed
from PIL import Image

CONTROLS = json.loads((ROOT / "web" / "controls.json").read_text(encoding="utf-8"))
PICTURES = ROOT / "web" / "static" / "controls"
INTRODUCTION = "book/intro.html"  # a page with a control, and shorter than a chapter
ZIPS = {"dlnotes.zip": budgets.ZIP, "dlnotes-with-python.zip": budgets.ZIP_WITH_PYTHON}
BOOKS = ("dlnotes.pdf", "dlnotes.epub")  # come into the site later, if somebody makes them

COLOURS = """[...document.querySelectorAll("body, body *")].map((each) => {
    const { color, backgroundColor } = getComputedStyle(each);
    return `${each.className} ${color} ${backgroundColor}`;
})"""

each_chapter = pytest.mark.parametrize("path", WITH_CONTROLS)


def shape(sentence):
    """A sentence without its digits, which may differ in the last place between processors."""
    return re.sub(r"\d+", "0", sentence)


# --- without JavaScript -----------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 360])
@each_chapter
def test_without_javascript_each_control_is_a_picture_with_a_sentence(visit, path, width):
    with visit(path, width=width, java_script_enabled=False) as page:
        places = page.locator(".control-place").all()
        assert places
        for place in places:
            picture = place.locator("img")
            picture.scroll_into_view_if_needed()
            assert picture.evaluate("async img => (await img.decode(), img.naturalWidth)") > 300
            box = picture.bounding_box()
            assert box["width"] > 200 and box["x"] + box["width"] <= width
            assert any(said["says"] in place.inner_text() for said in CONTROLS.values())
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@each_chapter
def test_without_javascript_text_formulas_and_folded_code_can_be_read(visit, path):
    with visit(path, java_script_enabled=False) as page:
        article = page.locator("article")
        assert len(article.inner_text()) > (3000 if path == INTRODUCTION else 5000)
        for formula in (
            [] if path == INTRODUCTION else [article.locator(".katex-html:visible").first]
        ):
            box = formula.bounding_box()
            assert box["width"] > 5 and box["height"] > 5
        folded = article.locator("details").last
        assert not folded.locator("pre").first.is_visible()
        folded.locator("summary").click()
        assert folded.locator("pre").first.is_visible()
        for scripted in page.locator(".pst-js-only").all():
            assert not scripted.is_visible()
        seen = []
        for scheme in ("light", "dark"):  # the theme needs its script to be dark
            page.emulate_media(color_scheme=scheme)
            seen.append(page.evaluate(COLOURS))
        assert seen[0] == seen[1] != []


@each_chapter
def test_the_picture_of_a_control_shows_what_the_control_starts_with(visit, path):
    heights = {}
    for width in (360, 1280):
        with visit(path, width=width) as page:
            for place in page.locator(".control-place").all():
                control = place.locator("[class*=dlnotes-control-of-]")
                [name] = re.findall(r"control-of-(\w+)", control.get_attribute("class"))
                name = f"{Path(path).stem}-{name}"
                said = control.locator(".dlnotes-summary").first.inner_text()
                assert shape(said) == shape(CONTROLS[name]["says"]), "run `make pictures`"
                height = place.locator(".jupyter-widgets-view").bounding_box()["height"]
                heights.setdefault(name, []).append(height)
                box = control.bounding_box()
    for name, measured in heights.items():  # fonts differ a little between machines
        assert CONTROLS[name]["heights"] == pytest.approx(measured, rel=0.1), "run `make pictures`"
    with Image.open(PICTURES / f"{name}.webp") as picture:
        shot = picture.width / picture.height
    assert shot == pytest.approx(box["width"] / box["height"], rel=0.1), "run `make pictures`"


def test_every_control_has_a_picture_and_no_picture_is_left_over():
    assert {path.stem for path in PICTURES.iterdir()} == set(CONTROLS)
    assert all(path.stat().st_size <= budgets.PICTURE for path in PICTURES.iterdir())
    pages = [(SITE / path).read_text(encoding="utf-8") for path in WITH_CONTROLS]
    used = {name for page in pages for name in re.findall(r"controls/(.+?)\.webp", page)}
    assert used == set(CONTROLS)


@pytest.mark.parametrize("width", [1280, 360])
@each_chapter
def test_nothing_jumps_when_the_controls_come(visit, path, width):
    # A link to the section of the last control: what comes late comes above it.
    parts = parsed(path).select("section[id], .control-place")
    last = max(i for i, part in enumerate(parts) if part.name != "section")
    section = [part["id"] for part in parts[:last] if part.name == "section"][-1]
    with visit(f"{path}#{section}", width=width) as page:
        shift = page.evaluate(
            """() => new Promise((resolve) => {
                let sum = 0;
                new PerformanceObserver((list) => {
                    for (const entry of list.getEntries()) sum += entry.value;
                }).observe({ type: "layout-shift", buffered: true });
                requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
            })"""
        )
        assert shift <= budgets.SHIFT


# --- on paper -------------------------------------------------------------------------------


@pytest.mark.parametrize("scripted", [True, False])
@each_chapter
def test_on_paper_controls_and_solutions_stand_whole(visit, path, scripted):
    paper = 718  # CSS pixels of an A4 sheet between its margins
    with visit(path, width=paper, java_script_enabled=scripted) as page:
        page.emulate_media(media="print")
        for hidden in (".bd-sidebar-primary", ".copy-state-link", "#pst-back-to-top"):
            for element in page.locator(hidden).all():
                assert not element.is_visible(), hidden
        inside = ".control-place :is(canvas, svg:not(svg svg), table, .widget-hslider, img)"
        for element in page.locator(inside).all():
            box = element.bounding_box()
            assert box is None or box["x"] + box["width"] <= paper + 1, element.inner_html()
        for solution in page.locator("article details pre").all():
            assert solution.bounding_box()["height"] > 10
        assert page.locator("article details pre").count() > (0 if path == INTRODUCTION else 3)


# --- on the road ------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=ZIPS)
def unpacked(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("zip")
    with zipfile.ZipFile(SITE / request.param) as archive:
        assert archive.testzip() is None
        # Nothing in it tells when it was packed: the same site gives the same bytes.
        assert archive.namelist() == sorted(archive.namelist())
        assert {file.date_time for file in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        archive.extractall(folder)
    return folder / "dlnotes"


@pytest.mark.parametrize("name", ZIPS)
def test_the_introduction_offers_the_site_as_a_zip_and_says_how_large_it_is(visit, name):
    with visit("book/intro.html") as page:
        link = page.locator(f'a[href$="/{name}"]')
        assert f"({(SITE / name).stat().st_size / 1e6:.0f} MB)" in link.inner_text()
        with page.expect_download() as download:
            link.click()
        assert download.value.path().read_bytes() == (SITE / name).read_bytes()


def test_the_introduction_says_how_much_comes_before_the_first_line_runs():
    sizes = json.loads((ROOT / "_build" / "web" / "parts.json").read_text(encoding="utf-8"))
    whole = sum(sizes[part]["bytes"] for part in ("runtime", "numpy", "plot")) / 1e6
    page = (SITE / "book" / "intro.html").read_text(encoding="utf-8")
    [said] = re.findall(r"a download of about (\d+) MB", page.replace("\u00a0", " "))
    assert int(said) == pytest.approx(whole, abs=1)


def test_the_zip_holds_the_whole_site_and_not_itself(unpacked, request):
    names = {path.relative_to(unpacked) for path in unpacked.rglob("*") if path.is_file()}
    site = {path.relative_to(SITE) for path in SITE.rglob("*") if path.is_file()}
    for_python = ("python/*", "notebooks/*", "editor.*", "live_widgets.*")
    found = [[*SITE.glob(f"_static/{each}")] for each in for_python]
    assert all(found) and len(found[0]) > 20
    name = request.node.callspec.params["unpacked"]
    left_out = found if name == "dlnotes.zip" else []
    without = {path.relative_to(SITE) for group in left_out for path in group}
    own = (*ZIPS, *BOOKS, ".built")
    assert names == {path for path in site if path.name not in own} - without
    assert (SITE / name).stat().st_size <= ZIPS[name]
    introduction = (unpacked / "book" / "intro.html").read_text(encoding="utf-8")
    assert ".zip" not in introduction
    assert ("Read it here." in introduction) == (name == "dlnotes.zip")
    assert ("Read and run it here." in introduction) == (name != "dlnotes.zip")


@pytest.mark.parametrize("path", ["index.html", *WITH_CONTROLS])
def test_the_unpacked_copy_is_alive_and_quiet(visit, unpacked, path):
    with visit(path, over=unpacked.as_uri()) as page:
        assert page.title()
        assert page.locator("[role=slider]").count() or path == "index.html"


@pytest.mark.parametrize("asked", ["Run", "Edit", "Enter"])
@pytest.mark.parametrize("unpacked", ["dlnotes.zip"], indirect=True)
def test_the_copy_for_reading_says_where_code_runs(visit, unpacked, asked):
    with visit("book/01_perceptron.html", over=unpacked.as_uri()) as page:
        page.wait_for_selector("[data-cells=ready]")
        for exercise in page.locator("[data-exercise]").all():
            exercise.scroll_into_view_if_needed()  # on the site it becomes an editor
            page.wait_for_timeout(50)
        said = page.get_by_text("This copy is for reading and has no Python.")
        assert said.count() == 0
        for cell in page.locator("[data-cell]:has(pre[role=group]:visible)").all()[:2]:
            code = cell.locator("pre[role=group]")
            code.focus()
            if asked == "Enter":
                code.press(asked)
            else:
                cell.get_by_role("button", name=asked, exact=True).click()
            cell.get_by_role("alert").filter(has_text="dlnotes-with-python.zip").wait_for()
            assert said.count() == 1


# --- search -----------------------------------------------------------------------------------


@pytest.mark.parametrize("over", ["http", "file"])
@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("perceptron", "perceptron · 感知机"),
        ("learning rate", "learning rate · 学习率"),
        ("cross-entropy", "cross-entropy · 交叉熵"),
        ("感知机", "perceptron · 感知机"),
        ("激活函数", "activation function · 激活函数"),
        ("反向", "backpropagation · 反向传播"),  # a part of the word is enough
        ("学习率", "learning rate · 学习率"),
    ],
)
def test_search_finds_a_term_of_the_glossary(visit, over, typed, term):
    with visit("search.html", over) as page:
        page.locator(".bd-search-container input[name=q]").fill(typed)
        page.keyboard.press("Enter")
        # Results come one by one and move those below them.
        page.locator(".search-summary", has_text="found").wait_for()
        page.locator("#search-results").get_by_role("link", name=term, exact=True).click()
        heading = page.locator("dt:target, :target dt, dt:has(:target)")
        assert term in heading.first.inner_text()
        assert heading.first.bounding_box()["y"] < 800


def test_search_says_so_when_there_is_nothing(visit):
    with visit("search.html?q=hippopotamus") as page:
        page.get_by_text("did not match any documents").wait_for()
        assert page.locator("#search-results li").count() == 0
