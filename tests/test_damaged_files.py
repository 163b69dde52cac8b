"""Files that are damaged, cut, made up or somebody else's: refused, in plain words."""

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlnotes import MultiLayerNet, load_network, save_network
from dlnotes.archives import DIGEST_LENGTH, _digest, read_archive, write_archive


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    path = tmp_path_factory.mktemp("good") / "n.npz"
    save_network(MultiLayerNet(3, [2], 1, batch_norm=True), path)
    return path.read_bytes()


def refused(content: bytes, path: Path, words: str = "damaged, truncated, or not written") -> None:
    path.write_bytes(content)
    with pytest.raises(ValueError, match=words):
        load_network(path)


@settings(max_examples=300)
@given(data=st.data())
def test_any_change_of_any_byte_is_noticed(good, tmp_path_factory, data):
    content = bytearray(good)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] ^= data.draw(st.integers(1, 255))
    if bytes(content) != good:
        refused(bytes(content), tmp_path_factory.getbasetemp() / "fuzzed.npz")


@given(data=st.data())
def test_a_file_cut_or_lengthened_anywhere_is_refused(good, tmp_path_factory, data):
    cut = good[: data.draw(st.integers(0, len(good) - 1))]
    path = tmp_path_factory.getbasetemp() / "cut.npz"
    refused(cut, path)
    refused(good + data.draw(st.binary(min_size=1, max_size=200)), path)


@given(noise=st.binary(max_size=300))
def test_noise_is_refused_even_with_a_right_digest(noise, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "noise.npz"
    refused(noise, path)
    refused(noise + _digest(noise), path, "no archive that dlnotes wrote")


@settings(max_examples=200)
@given(data=st.data())
def test_changed_bytes_with_a_right_digest_end_in_a_clear_error_or_a_network(
    good, tmp_path_factory, data
):
    body = bytearray(good[:-DIGEST_LENGTH])
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.getbasetemp() / "sealed.npz"
    path.write_bytes(bytes(body) + _digest(bytes(body)))
    try:
        network = load_network(path)  # bytes that mean nothing, such as a date, may change
    except ValueError as error:
        assert str(path) in str(error)
    else:
        assert sum(p.data.size for p in network.parameters()) == 3 * 2 + 2 + 2 + 2 + 2 + 1


def test_someone_elses_npz_and_pickled_objects_are_refused(tmp_path):
    for payload in ({"W": np.ones(3)}, {"header": np.array({"format": "dlnotes"}, dtype=object)}):
        stream = io.BytesIO()
        np.savez(stream, **payload)
        content = stream.getvalue()
        refused(content, tmp_path / "other.npz")
        refused(content + _digest(content), tmp_path / "other.npz", "no archive that dlnotes wrote")


def header(**changes):
    architecture = {"class": "Affine", "input_size": 1, "output_size": 1, "initializer": "he"}
    return {"architecture": architecture | {"dtype": "float32"} | changes}


ARRAYS = {"W": np.ones((1, 1), np.float32), "b": np.ones(1, np.float32)}


@pytest.mark.parametrize(
    ("kind", "head", "arrays", "words"),
    [
        ("checkpoint", header(), ARRAYS, "expected a network file"),
        ("network", header() | {"version": 99}, ARRAYS, "99"),
        ("network", {}, ARRAYS, "describes no network"),
        ("network", {"architecture": [1, 2]}, ARRAYS, "describes no network"),
        ("network", header(**{"class": "Popen"}), ARRAYS, "describes no network"),
        ("network", header(input_size=-1), ARRAYS, "describes no network"),
        ("network", header(input_size="many"), ARRAYS, "describes no network"),
        ("network", header(dtype="object"), ARRAYS, "describes no network"),
        ("network", header(surprise=1), ARRAYS, "describes no network"),
        ("network", header(input_size=10**30), ARRAYS, "describes no network"),
        ("network", header(input_size=10**15), ARRAYS, "describes no network"),
        ("network", header(), {"W": ARRAYS["W"]}, "array b should be"),
        ("network", header(), ARRAYS | {"c": np.ones(1)}, "array c should be absent"),
        ("network", header(), ARRAYS | {"W": np.ones((1, 1))}, "array W should be"),
        ("network", header(), ARRAYS | {"W": np.ones((2, 1), np.float32)}, "array W should be"),
    ],
)
def test_a_whole_file_that_tells_nonsense_is_refused(kind, head, arrays, words, tmp_path):
    write_archive(tmp_path / "n.npz", kind, head, arrays)
    with pytest.raises(ValueError, match=words):
        load_network(tmp_path / "n.npz")


def test_the_nonsense_test_starts_from_a_file_that_loads(tmp_path):
    write_archive(tmp_path / "n.npz", "network", header(), ARRAYS)
    assert load_network(tmp_path / "n.npz").W.data.item() == 1
    assert read_archive(tmp_path / "n.npz", "network")[0]["format"] == "dlnotes"
