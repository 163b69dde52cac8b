"""On the digit pad one pen writes at a time, whatever else touches it, in three browsers."""

PAGE = "book/06_mnist.html"
PAD = ".dlnotes-control-of-DigitPad"
# Events of pens as browsers send them; places from 0 to 1. Capturing needs a pen that is real.
PENS = """([pad, events]) => new Promise((done) => {
    const canvas = document.querySelector(`${pad} .dlnotes-paper canvas`);
    canvas.setPointerCapture = () => {};
    const box = canvas.getBoundingClientRect();
    for (const [kind, [x, y], pen] of events) {
        canvas.dispatchEvent(new PointerEvent(`pointer${kind}`, {
            clientX: box.left + x * box.width, clientY: box.top + y * box.height,
            button: kind === "move" ? -1 : 0, buttons: kind === "up" ? 0 : 1,
            bubbles: true, cancelable: true, ...pen,
        }));
    }
    const frame = (then) => requestAnimationFrame(then);
    frame(() => frame(() => frame(done)));
})"""
PEN = {"pointerId": 11, "pointerType": "pen", "isPrimary": True}
PALM = {"pointerId": 12, "pointerType": "touch", "isPrimary": True}
FINGER = {"pointerId": 13, "pointerType": "touch", "isPrimary": False}
TOP, MIDDLE, BOTTOM, CORNER = (0.5, 0.2), (0.5, 0.5), (0.5, 0.8), (0.9, 0.9)
LINE = [("down", TOP, PEN), ("move", MIDDLE, PEN), ("move", BOTTOM, PEN), ("up", BOTTOM, PEN)]
SAME_LINE = {
    "a palm comes while the pen writes": [
        *LINE[:2],
        ("down", CORNER, PALM),
        ("move", (0.9, 0.8), PALM),
        LINE[2],
        ("up", CORNER, PALM),
        LINE[3],
    ],
    "a palm came before its pen": [
        ("down", CORNER, PALM),
        ("move", (0.8, 0.9), PALM),
        *LINE,
        ("move", (0.7, 0.9), PALM),
        ("up", CORNER, PALM),
    ],
    "a second finger comes": [
        ("down", TOP, PALM),
        ("move", MIDDLE, PALM),
        ("down", CORNER, FINGER),
        ("move", (0.1, 0.1), FINGER),
        ("up", (0.1, 0.1), FINGER),
        ("move", BOTTOM, PALM),
        ("up", BOTTOM, PALM),
    ],
    "the pen is taken away by the browser": [*LINE[:3], ("cancel", CORNER, PEN)],
    "the pen is lifted where nobody tells": [
        *LINE[:3],
        ("move", CORNER, PEN | {"buttons": 0}),
        ("move", (0.1, 0.9), PEN),
    ],
    "nobody tells, and another pen comes": [
        ("down", CORNER, PEN),
        ("down", TOP, PEN | {"pointerId": 14}),
        ("move", BOTTOM, PEN | {"pointerId": 14}),
    ],
}
INK_ON_PAD = """pad => {
    const canvas = document.querySelector(`${pad} .dlnotes-paper canvas`);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return [...Array(data.length / 4).keys()].filter((i) => data[4 * i + 3] > 127);
}"""


def test_one_pen_writes_at_a_time(engine):
    with engine(PAGE) as page:

        def ink_of(events):
            page.role("button", "Clear", inside=PAD).click()
            page.evaluate(PENS, [PAD, events])
            return page.evaluate(INK_ON_PAD, PAD)

        line = ink_of(LINE)
        assert len(line) > 1000
        for story, events in SAME_LINE.items():
            dot = "another pen" in story  # which the first one left, below the line
            seen = 224 * 190 if dot else 224 * 224
            assert [c for c in ink_of(events) if c < seen] == [c for c in line if c < seen], story
