"""The pad reads other people's digits, drawn at any size, through the page's own JavaScript."""

import numpy as np
from conftest import ROOT
from test_digit_pad import READERS, as_numbers

from dlnotes import CosineAnnealing, Momentum, MultiLayerNet, SoftmaxCrossEntropy, load_mnist, train
from dlnotes.datasets import load_pen_strokes
from dlnotes.readers import load_reader
from dlnotes.widgets import DigitPad

WIDGETS = (ROOT / "dlnotes" / "widgets").as_uri() + "/"
PAD = 320  # pixels of the screen; a mouse tells whole ones


def network_of_chapter_6():
    (x, t), _ = load_mnist()
    network = MultiLayerNet(784, [128, 64], 10, rng=np.random.default_rng(6))
    optimizer = Momentum(network.parameters(), lr=0.1, weight_decay=1e-4)
    schedule = CosineAnnealing(lr=0.1, total_steps=4800, warmup_steps=200)
    train(network, SoftmaxCrossEntropy(), optimizer, x, t, epochs=8, rng=6, schedule=schedule)
    return network


def test_digits_of_any_height_are_read_alike(javascript):
    """The width of the pen on the pad does not matter: the image is inked with one width."""
    networks = {
        "chapter 6": network_of_chapter_6(),
        "dense": load_reader("dense"),
        "convolutional": load_reader("convolutional"),
    }
    _, (x, t) = load_mnist(normalize=False)
    view = DigitPad(networks, x[:1], t[:1])
    for height, of_mouse in ((0.15, True), (0.25, False), (0.5, True), (1, False)):
        right = shares_read(javascript, view, height, of_mouse)
        assert (right >= [0.94, 0.96, 0.97]).all(), (height, of_mouse, right)


def shares_read(javascript, view, height, of_mouse):
    drawings, t = load_pen_strokes()
    placed = [[0.98 * (1 - height) + height * stroke for stroke in each] for each in drawings]
    rounded = [[np.round(s * PAD) / PAD if of_mouse else s for s in each] for each in placed]
    read = javascript(
        "digit_pad.js",
        f"""await (async () => {{
            const {{ inked }} = await import(new URL("ink.js", data.folder));
            const readers = {READERS};
            return data.drawings.map((strokes) =>
                m.padState(readers, inked(strokes)).readings.map(({{ first }}) => first));
        }})()""",
        as_numbers(view)
        | {"drawings": [[s.tolist() for s in each] for each in rounded], "folder": WIDGETS},
    )
    return (np.array(read) == t[:, np.newaxis]).mean(axis=0)
