"""Code is written, run and stopped in the page: in three browsers, from a host and a file."""

import pytest
from reader import CHAPTER, FIRST, NOR, PATIENCE, SECOND, THIRD, Cell, says

# Keep what a slider shows from now on.
WATCH = """(slider) => {
    slider.seen = [];
    new MutationObserver(() => slider.seen.push(slider.ariaValueText))
        .observe(slider, { attributeFilter: ["aria-valuetext"] });
}"""


@pytest.mark.parametrize("over", ["http", "file"])
def test_a_reader_writes_runs_and_stops_cells_moves_a_control_and_solves_an_exercise(engine, over):
    with engine(CHAPTER, over) as page:
        cell = Cell(page, FIRST)
        cell.write('print("1 of 2\\r2"); 6 * 7').run("2 of 2", "42")

        cell.write('type("H", (), {"_repr_html_": lambda self: "<b>bold</b>"})()').run("bold")
        assert cell.css("[role=region] b").text() == "bold"

        plot = "import matplotlib.pyplot as plt; plt.figure(figsize=(9, 3)); plt.plot([1, 2]);"
        cell.write(plot).run()
        cell.gives("output => output.querySelector('img[alt]:not([alt=\"\"])')?.naturalWidth")
        assert cell.css("[role=region] img").read(
            "i => i.getBoundingClientRect().right <= innerWidth"
        )
        cell.button("Enlarge the figure").click()
        page.css("dialog.enlarged[open] img").wait("image => image.naturalWidth > 0")
        page.press("Escape")

        cell.write("x = 0\n1 / x").run("ZeroDivisionError")
        assert cell.css(".cell-wrong-line").text() == "1 / x"

        cell.write("for i in range(10_000): print(i)").run("9999")
        assert "5000" not in cell.output.text()
        cell.button("Show all 10,000 lines").click()
        assert "5000" in cell.output.text()

        cell.write("while True: pass").code.press("Control+Enter")
        cell.css(".cell-status").wait("status => /Runs: [1-9]/.test(status.innerText)")
        cell.button("Stop").click()
        says(page, "names")
        cell.write("1 + 1").run("2")

        # A control sets Python, does not jump back while Python is busy, and Python sets it.
        second = Cell(page, SECOND)
        cell.write('import ipywidgets as w, time; s = w.IntSlider(description="n"); s').run("n")
        slider = page.role("slider", "n", cell.inside)
        slider.read(WATCH)
        second.write("time.sleep(1); print('awake')").code.press("Control+Enter")
        slider.press("ArrowRight", times=3)
        second.gives("output => output.innerText.includes('awake')").ends()
        second.write("s.value + 100").run("103")
        assert slider.read("s => s.seen.join()") == "1,2,3"
        second.write("s.value = 7").run()
        slider.wait("slider => slider.ariaValueText === '7'")

        # Pages settle after a change of width, so no mouse is used from here on.
        cell.write(plot).run()
        page.resize(360)  # there it scrolls by itself, also by keys, and its letters can be read
        cell.css("[role=region] .wide-figure[tabindex='0'] img").wait("i => i.offsetWidth > 500")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.resize(1280)

        # An exercise is wrong, then right and marked, and still there after a reload.
        exercise = Cell(page, NOR)
        assert exercise.output.count() == 0
        exercise.edit().run("not yet")
        right = 'w1, w2, theta = -1, -1, -0.5\ncheck("nor-weights", (w1, w2, theta));'
        exercise.write(right).run("right")
        mark = page.css(".exercise-mark[data-mark-of=nor-weights]")
        mark.wait("mark => mark.textContent.includes('solved')")
        page.reload()
        mark.wait("mark => mark.textContent.includes('solved')")
        exercise.code.wait("(code, text) => code.innerText.trim() === text", right)


def test_what_a_cell_needs_runs_first_and_the_page_says_so(visit):
    with visit(CHAPTER) as page:
        page.set_default_timeout(PATIENCE * 1000)
        page.evaluate(
            """() => {
                globalThis.heard = new Set();
                const bar = () => document.querySelector(".cells-bar [role=status]")?.textContent;
                new MutationObserver(() => heard.add(bar())).observe(document.body,
                    { subtree: true, childList: true, characterData: true });
            }"""
        )
        cell = page.locator(f'[data-cell="{THIRD}"]')
        cell.locator(".cell_input pre").focus()
        page.keyboard.press("Shift+Enter")  # run, and go on to the next
        cell.get_by_role("region", name="Output").get_by_text("1 1").wait_for()
        assert "Runs 2 cells above first." in page.evaluate("[...heard]")
        assert page.evaluate("document.activeElement.closest('[data-cell]').previousElementSibling")
        assert not page.evaluate(
            "(name) => document.activeElement.closest(`[data-cell='${name}']`)", THIRD
        )
        cell.hover()
        cell.get_by_role("button", name="Run all above").click()
        imports = page.locator("[data-cell]").first  # folded, so no role can be seen in it
        imports.locator("[role=region]").wait_for(state="attached")

        above = page.locator(f'[data-cell="{SECOND}"]')
        above.locator(".cell_input pre").focus()
        page.keyboard.press("Enter")
        above.get_by_role("textbox", name="Code").and_(page.locator(":focus")).wait_for()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text("INPUTS = 1 / 0")
        cell.hover()
        cell.get_by_role("button", name="Run", exact=True).click()
        cell.get_by_text("Code cell 3 above, which this one needs, stopped").wait_for()
        assert above.locator(".cell-wrong-line").inner_text() == "INPUTS = 1 / 0"


def test_a_network_of_the_reader_s_own_is_trained_in_the_page_and_reads_a_drawn_digit(engine):
    with engine("book/06_mnist.html", "file") as page:
        train, pad = Cell(page, "8eb7b8d9"), Cell(page, "e2f09de3")
        train.write(
            "better = MultiLayerNet(784, [24], 10, rng=0)\n"
            "optimizer = Momentum(better.parameters(), lr=0.1)\n"
            "history = train(better, loss_func, optimizer, x_train, t_train, steps=300)\n"
            "print(better.hidden_size_list)"
        ).run("[24]")
        # A cell between the two asserts 98 %. This network reads less, and may be tried.
        pad.write("digit_pad(better)").run("The network reads 7")
        assert "asserts does not hold now" in pad.css(".cell-status").text()
        pad.button("Clear").click()
        pad.gives("output => output.innerText.includes('The pad is empty')")
        paper = pad.css("[role=region] canvas")
        paper.drag(0, 90)  # a stroke straight down
        pad.gives("output => /reads 1\\b/.test(output.innerText)")


def test_the_learning_rate_explorer_trains_in_the_page(visit):
    with visit("book/06_mnist.html") as page:
        page.set_default_timeout(PATIENCE * 1000)
        cell = page.locator('[data-cell="ddd8dce6"]')
        cell.locator(".cell_input pre").focus()
        page.keyboard.press("Control+Enter")
        output = cell.get_by_role("region", name="Output")
        output.get_by_role("button", name="Train with this η").click()
        output.locator(".progress-bar").evaluate(
            """bar => {
                globalThis.seen = [];
                new MutationObserver(() => seen.push(parseFloat(bar.style.width)))
                    .observe(bar, { attributes: true });
            }"""
        )
        output.locator(".dlnotes-own").first.wait_for(state="attached")
        seen = page.evaluate("seen")
        assert seen == sorted(seen) and 0 < seen[0] < 100 == seen[-1]
        assert "Your latest run" in output.locator(".dlnotes-summary").inner_text()
