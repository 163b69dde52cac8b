"""Digit pad: the sentence that says what its networks read."""

import numpy as np


def said(javascript, scores, label=None, doubts=(1.0,), names=("dense", "convolutional")):
    """Return the sentence for networks whose scores for an image are these."""
    readers = [
        {"name": name, "doubt": doubt, "scores": list(each)}
        for name, doubt, each in zip(names, doubts, scores, strict=False)
    ]
    return javascript(
        "digit_pad.js",
        """(() => {
            // One affine layer without weights: its biases are the scores.
            const readers = data.readers.map(({ scores, ...reader }) => ({
                ...reader,
                layers: [{ kind: "affine", inputs: 784, outputs: 10, b: scores,
                    W: new Float32Array(7840) }],
            }));
            const image = new Uint8Array(784).fill(1);
            return m.padState(readers, image, data.label ?? undefined).summary;
        })()""",
        {"readers": readers, "label": label},
    )


def test_a_sure_network_names_its_answer_and_the_next(javascript):
    scores = np.log([0.7, 0.2, *[0.0125] * 8]) + 10
    assert said(javascript, [scores]) == (
        "The network reads 0, with 70.0\u00a0%. Next is 1, with 20.0\u00a0%."
    )
    assert said(javascript, [scores], label=0).endswith("It is a 0: right.")
    assert said(javascript, [scores], label=1).endswith("It is a 1: wrong.")


def test_a_network_in_doubt_says_so_and_why(javascript):
    scores = np.log([0.7, 0.2, *[0.0125] * 8]) + 2
    words = said(javascript, [scores], doubts=[1.9])
    assert words.startswith(
        "The network says: I am not sure. My largest score is 1.6, and 19 of 20"
    )
    assert "more than 1.9. If it is a digit, I read 0, with 70.0\u00a0%" in words
    assert "not sure" not in said(javascript, [scores], doubts=[None])


def test_several_networks_are_compared(javascript):
    one, other = np.eye(10)[3] * 20, np.eye(10)[5] * 20
    words = said(javascript, [one, other], label=5, doubts=(1, 1))
    assert "The dense network reads 3" in words and "The convolutional network reads 5" in words
    assert words.endswith("They differ. It is a 5: only convolutional is right.")
    assert "They read the same." in said(javascript, [one, one], doubts=(1, 1))
    assert said(javascript, [one, one], label=5, doubts=(1, 1)).endswith("It is a 5: wrong.")


def test_an_empty_pad_says_so_and_has_no_probabilities(javascript):
    state = javascript("digit_pad.js", "m.padState([], new Uint8Array(784))", None)
    assert state["readings"] == []
    assert "empty" in state["summary"]


def test_the_most_telling_pixels_are_named_by_row_and_column(javascript):
    slope = np.zeros(784)
    slope[[28 * 3 + 5, 28 * 20 + 27]] = 2, -1
    assert javascript("inside.js", "m.telling(data)", slope.tolist()) == {
        "up": [4, 6],
        "down": [21, 28],
    }
