"""What cells give in the page's Python: values, text, figures, errors. Here without a browser."""

import base64
import io
import json
import subprocess
import sys
from textwrap import dedent

import pytest
from conftest import ROOT
from PIL import Image


def run(*cells, order=None):
    """Run cells in a Python of their own; return plan, end and events of each that was asked."""
    cells = [cell if isinstance(cell, dict) else {"source": cell} for cell in cells]
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "python" / "session.py")],
        input=json.dumps([cells, order or list(range(len(cells)))]),
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": f"{ROOT / 'web' / 'python'}:{ROOT}", "MPLBACKEND": "agg"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def events(source, name):
    return [e for e in run(source)[-1]["events"] if e["event"] == name]


def text(source, stream="stdout"):
    return "".join(e["text"] for e in events(source, "stream") if e["name"] == stream)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("1 + 1", ["2"]),
        ("1 + 1;", []),
        ("1 + 1;  # silent", []),
        ("'a;'", ["'a;'"]),
        ("x = 1", []),
        ("None", []),
        ("import numpy as np\nnp.arange(3) / 2", ["array([0. , 0.5, 1. ])"]),
        ("display(1)\n2", ["1", "2"]),
        ("{'a': 1, 'b': [2]}", ["{'a': 1, 'b': [2]}"]),
        ("from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\nP(3)", ["P(x=3)"]),
        ("import tempfile\ntempfile.TemporaryFile('w').write('hi')", ["2"]),
    ],
)
def test_the_value_of_the_last_expression_is_shown(source, shown):
    assert [e["data"]["text/plain"] for e in events(source, "display")] == shown


def test_text_comes_in_order_and_is_cut_where_nobody_would_read_it():
    assert text("print('a'); print('b', end='')") == "a\nb"
    assert text("import sys; sys.stderr.write('no')", "stderr") == "no"
    much = run("while_ = [print('x' * 999) for _ in range(1000)]")[0]["events"]
    sent = "".join(e["text"] for e in much if e["name"] == "stdout")
    assert len(sent) == 400_000
    assert "600,000 more characters" in much[-1]["text"]
    assert len(much) < 200  # a message is not sent for each line


def test_html_is_shown_beside_the_plain_text():
    [shown] = events("class A:\n    def _repr_html_(self): return '<b>x</b>'\nA()", "display")
    assert shown["data"]["text/html"] == "<b>x</b>"
    assert shown["data"]["text/plain"].startswith("<__main__.A object")


FIGURE = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(4, 3), dpi=110)\n"


@pytest.mark.parametrize("end", ["", "fig", "plt.show()", "plt.show()\nplt.show()", "display(fig)"])
def test_a_figure_is_shown_once_with_its_size_and_in_words(end):
    source = FIGURE + "ax.plot([1, 2]); ax.set(xlabel='step', title='Loss')\n" + end
    [shown] = [e for e in events(source, "display") if "image/png" in e["data"]]
    with Image.open(io.BytesIO(base64.b64decode(shown["data"]["image/png"]))) as picture:
        about = shown["metadata"]["image/png"]
        assert (about["width"], about["height"]) == picture.size
        assert 300 < about["width"] < 500
    assert "Loss, across: step, 1 line" in about["alt"]


each_figure = pytest.mark.parametrize(
    "drawn",
    [
        "plt.subplots()",
        "plt.subplots(2, 2, figsize=(9, 6), layout='constrained')",
        "plt.figure(facecolor='#ffeedd').add_subplot(projection='polar').plot([1, 2])",
        "plt.figtext(0.5, 1.1, 'above the figure', size=20)",
        "plt.subplots()[0].suptitle('Above')",
        "plt.subplots(1, 2, sharey=True, layout='constrained')[1][0].semilogy([1, 1e6])",
        "plt.subplots(layout='constrained')[1].twinx().plot([1, 2000])",
        "plt.subplots()[1].add_image(plt.imshow(np.eye(3))).figure.colorbar(plt.gci())",
        "plt.figure(layout='constrained').add_subplot(projection='3d').plot([1, 2], [3, 4])",
        "plt.figtext(0.1, 0.5, 'many words that fill more than one line', size=20, wrap=True)",
        "matplotlib.figure.Figure()",
    ],
)


@each_figure
def test_a_figure_looks_as_savefig_would_have_it(drawn):
    source = f"""
        import io, matplotlib, numpy as np, matplotlib.pyplot as plt
        from PIL import Image
        from dlnotes_page.figures import png_of
        made = {drawn}
        figure = made if isinstance(made, matplotlib.figure.Figure) else plt.gcf()
        png_of(figure)  # a second time it must be the same
        fast, slow = io.BytesIO(png_of(figure)), io.BytesIO()
        figure.savefig(slow, format="png", bbox_inches="tight")
        ours, theirs = (np.asarray(Image.open(each).convert("RGB"), float) for each in (fast, slow))
        print(np.abs(np.subtract(ours.shape, theirs.shape)).max())
        rows, columns = np.minimum(ours.shape, theirs.shape)[:2]
        ours, theirs = ours[:rows, :columns], theirs[:rows, :columns]
        moves = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
        print(min(np.abs(np.roll(ours, move, (0, 1)) - theirs).mean() for move in moves))
        plt.close("all")
    """
    sizes, colours = "".join(e["text"] for e in events(dedent(source), "stream")).split()
    assert int(sizes) <= 1 and float(colours) < 6  # of 255; all may stand a pixel beside


@each_figure
def test_ticks_and_texts_that_are_measured_once_are_those_that_matplotlib_draws(drawn):
    source = f"""
        import contextlib, matplotlib, numpy as np, matplotlib.pyplot as plt
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from dlnotes_page.figures import measured_once
        for context in (measured_once, contextlib.nullcontext):
            made = {drawn}
            figure = made if isinstance(made, matplotlib.figure.Figure) else plt.gcf()
            FigureCanvasAgg(figure)
            with context():
                for size in (figure.get_size_inches(), (2, 3)):  # neither the same ticks nor lines
                    figure.set_size_inches(size)
                    figure.canvas.draw()
                    figure.get_tightbbox()
                    print(hash(bytes(figure.canvas.buffer_rgba())))
            plt.close(figure)
    """
    once = "".join(e["text"] for e in events(dedent(source), "stream")).split()
    assert len(once) == 4 and once[:2] == once[2:]
    assert once[0] != once[1]


def test_a_figure_of_the_book_keeps_the_words_of_the_book():
    [answer] = run({"source": FIGURE, "alt": "An empty frame."})
    assert answer["events"][0]["metadata"]["image/png"]["alt"] == "An empty frame."


NULL = "SyntaxError" if sys.version_info >= (3, 11, 4) else "ValueError"  # as Python names it


@pytest.mark.parametrize(
    ("source", "name", "says", "line"),
    [
        ("x = 1\nx / 0", "ZeroDivisionError", "division by zero", 2),
        ("x = 1\nx +", "SyntaxError", "invalid syntax", 2),
        ("%timeit 1", "SyntaxError", "commands of Jupyter", 1),
        ("x\0 = 1", NULL, "null bytes", None),
        ("\n\nnot_there", "NameError", "If a cell above makes this name", 3),
        ("import torch", "ModuleNotFoundError", "torch is not in this page.\nHere are numpy", 1),
        ("import numpy.nonsense", "ModuleNotFoundError", "numpy.nonsense", 1),
        ("input('name?')", "RuntimeError", "Write the value into the code", 1),
        ("def f(): return f()\nf()", "RecursionError", "a case that stops", 1),
        (FIGURE + "ax.set_title('$\\\\frac{$')", "ValueError", "", None),
    ],
)
def test_an_error_says_what_and_where(source, name, says, line):
    [answer] = run(source)
    assert answer["how"] == "error"
    [error] = [e for e in answer["events"] if e["event"] == "error"]
    assert error["name"] == name
    assert says in error["message"]
    assert error["line"] == line
    assert len(error["traceback"]) <= 7


def test_an_error_in_the_course_s_own_code_shows_the_line_there_and_the_reader_s():
    [answer] = run("import dlnotes\ndlnotes.SGD([], lr=-1)")
    [error] = answer["events"]
    first, *_, last = error["traceback"]
    assert (first["cell"], first["file"]) == (0, "<cell 0>")
    assert last["file"].endswith("dlnotes/optimizers.py")


def test_sys_exit_ends_the_cell_and_not_python():
    one, two = run("import sys\nsys.exit(3)\nprint('no')", "1")
    assert "sys.exit() ended the cell" in one["events"][0]["text"]
    assert two["how"] == "ok"


def test_what_a_cell_needs_runs_first_and_only_once():
    answers = run("a = 1", "b = a + 1", "c = 9", "b", order=[3, 3, 2])
    assert [answer["plan"] for answer in answers] == [[0, 1, 3], [3], [2]]


def test_a_cell_that_runs_anew_makes_those_after_it_stale():
    answers = run("a = [1]", "a.append(2)", "a", order=[2, 0, 2])
    assert [answer["plan"] for answer in answers] == [[0, 1, 2], [0], [1, 2]]
    assert answers[-1]["events"][0]["data"]["text/plain"] == "[1, 2]"


def test_a_cell_that_failed_does_not_count_as_run():
    answers = run("a = 1\n1 / 0", "a", order=[1, 1])
    assert [answer["plan"] for answer in answers] == [[0, 1], [0, 1]]


def test_what_a_cell_asserts_ends_it_and_not_those_that_need_its_names():
    wrong = ["a = 1\nassert a == 2", "def f():\n    assert False\nb = 1\nf()", "a", "b"]
    answers = run(*wrong, order=[0, 2, 1, 3])
    assert [answer["how"] for answer in answers] == ["claim", "ok", "error", "ok"]
    assert [answer["plan"] for answer in answers] == [[0], [2], [1], [1, 3]]


def test_an_exercise_tells_how_it_went():
    source = "from dlnotes.exercises import check\ncheck('nor-weights', (1, 1, 0.5));"
    [no] = events(source, "exercise")
    [yes] = events(source.replace("(1, 1, 0.5)", "(-1, -1, -0.5)"), "exercise")
    assert (no["name"], no["right"], yes["right"]) == ("nor-weights", False, True)
