import gzip
import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlnotes import datasets
from dlnotes.datasets import load_mnist, read_idx
from dlnotes.datasets.mnist import DIGESTS, _read_idx

FOLDER = Path(datasets.__file__).parent
LABELS = "t10k-labels-idx1-ubyte"


@pytest.fixture(scope="module")
def raw():
    """Pixels and labels as stored."""
    return load_mnist(normalize=False)


@pytest.fixture
def labels_folder(tmp_path):
    shutil.copy(FOLDER / f"{LABELS}.gz", tmp_path)
    return tmp_path


def test_pixels_and_labels_are_stored_as_bytes_and_integers(raw):
    (x_train, t_train), (x_test, t_test) = raw
    assert x_train.shape == (60000, 784)
    assert x_test.shape == (10000, 784)
    assert x_train.dtype == x_test.dtype == np.uint8
    assert t_train.shape == (60000,)
    assert t_test.shape == (10000,)
    assert t_train.dtype == t_test.dtype == np.int64
    assert x_train.max() == 255


def test_the_digits_are_the_published_ones(raw):
    (x_train, t_train), (x_test, t_test) = raw
    counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    np.testing.assert_array_equal(np.bincount(t_train), counts)
    assert t_train[:5].tolist() == [5, 0, 4, 1, 9]
    assert t_test[:5].tolist() == [7, 2, 1, 0, 4]
    assert round(x_train.mean() / 255, 4) == 0.1307
    assert x_test.any(axis=1).all()  # no empty image


def test_normalized_pixels_are_float32_from_0_to_1(raw):
    (x_train, _), (x_test, _) = load_mnist()
    assert x_train.dtype == x_test.dtype == np.float32
    assert x_train.min() == 0
    assert x_train.max() == 1
    np.testing.assert_array_equal(x_test, raw[1][0] / np.float32(255))


def test_images_keep_rows_and_columns_when_not_flattened(raw):
    (x_train, _), (x_test, _) = load_mnist(normalize=False, flatten=False)
    assert x_train.shape == (60000, 1, 28, 28)
    assert x_test.shape == (10000, 1, 28, 28)
    np.testing.assert_array_equal(x_test.reshape(10000, 784), raw[1][0])
    assert x_test[0, 0, :7].max() == 0  # the 7 that opens the test set leaves its top rows empty


def test_one_hot_rows_have_a_one_in_the_place_of_the_label(raw):
    (_, t_train), (_, t_test) = load_mnist(normalize=False, one_hot_label=True)
    assert t_train.shape == (60000, 10)
    assert t_train.dtype == t_test.dtype == np.float32
    np.testing.assert_array_equal(t_test.argmax(axis=1), raw[1][1])
    np.testing.assert_array_equal(t_test.sum(axis=1), 1)
    assert set(np.unique(t_test)) == {0, 1}


@pytest.mark.parametrize("normalize", [True, False])
def test_what_a_caller_changes_does_not_come_back_at_the_next_load(normalize):
    (x_train, t_train), (x_test, t_test) = load_mnist(normalize)
    expected = x_test.copy(), t_test.copy()
    for array in (x_train, t_train, x_test, t_test):
        array[:] = 7
    _, again = load_mnist(normalize)
    np.testing.assert_array_equal(again[0], expected[0])
    np.testing.assert_array_equal(again[1], expected[1])


def test_the_readme_names_every_file_with_its_digest():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name, digest in DIGESTS.items():
        assert f"`{name}`" in readme
        assert digest in readme
    for author in ("Yann LeCun", "Corinna Cortes", "Christopher J. C. Burges"):
        assert author in readme


def test_a_folder_can_be_given_as_text_and_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"train-images-idx3-ubyte\.gz, which is missing"):
        load_mnist(folder=str(tmp_path))


@pytest.mark.parametrize("name", DIGESTS)
def test_each_of_the_four_files_is_checked_on_load(tmp_path, name):
    for other in DIGESTS:
        (tmp_path / f"{other}.gz").symlink_to(FOLDER / f"{other}.gz")
    (tmp_path / f"{name}.gz").unlink()
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(b"something else"))
    found = hashlib.sha256(b"something else").hexdigest()
    with pytest.raises(ValueError, match=rf"{name}\.gz .*{DIGESTS[name]}, found {found}"):
        load_mnist(folder=tmp_path)


def test_two_files_that_were_swapped_are_refused(tmp_path):
    shutil.copy(FOLDER / "train-labels-idx1-ubyte.gz", tmp_path / f"{LABELS}.gz")
    with pytest.raises(ValueError, match=DIGESTS["train-labels-idx1-ubyte"]):
        _read_idx(tmp_path, LABELS)


def test_a_file_cut_short_is_refused_with_the_reason(labels_folder):
    path = labels_folder / f"{LABELS}.gz"
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(ValueError, match="found a file that does not decompress"):
        _read_idx(labels_folder, LABELS)


fuzz = settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@fuzz
@given(data=st.data())
def test_changed_bytes_end_in_a_clear_error(labels_folder, data):
    good = (FOLDER / f"{LABELS}.gz").read_bytes()
    bad = bytearray(good)
    # More weight on the first bytes, where the gzip header is.
    place = data.draw(st.integers(0, 20) | st.integers(0, len(good) - 1))
    bad[place] ^= data.draw(st.integers(1, 255))
    (labels_folder / f"{LABELS}.gz").write_bytes(bad)
    check_refused_or_unharmed(labels_folder)


@fuzz
@given(length=st.integers(0, (FOLDER / f"{LABELS}.gz").stat().st_size - 1))
def test_missing_bytes_end_in_a_clear_error(labels_folder, length):
    (labels_folder / f"{LABELS}.gz").write_bytes((FOLDER / f"{LABELS}.gz").read_bytes()[:length])
    with pytest.raises(ValueError, match=DIGESTS[LABELS]):
        _read_idx(labels_folder, LABELS)


@fuzz
@given(junk=st.binary(max_size=300), keep=st.integers(0, 300))
def test_junk_ends_in_a_clear_error(labels_folder, junk, keep):
    good = (FOLDER / f"{LABELS}.gz").read_bytes()
    (labels_folder / f"{LABELS}.gz").write_bytes(good[:keep] + junk)
    with pytest.raises(ValueError, match=DIGESTS[LABELS]):
        _read_idx(labels_folder, LABELS)


@fuzz
@given(place=st.integers(0, 10007), change=st.integers(1, 255))
def test_changed_contents_in_sound_compression_are_refused(labels_folder, place, change):
    contents = bytearray(gzip.decompress((FOLDER / f"{LABELS}.gz").read_bytes()))
    contents[place] ^= change
    (labels_folder / f"{LABELS}.gz").write_bytes(gzip.compress(contents, compresslevel=1))
    found = hashlib.sha256(contents).hexdigest()
    with pytest.raises(ValueError, match=f"{DIGESTS[LABELS]}, found {found}"):
        _read_idx(labels_folder, LABELS)


def check_refused_or_unharmed(folder):
    """A few bytes of a gzip header, such as the time stamp, do not touch the contents."""
    try:
        t = _read_idx(folder, LABELS)
    except ValueError as error:
        assert LABELS in str(error)
        assert DIGESTS[LABELS] in str(error)
    else:
        np.testing.assert_array_equal(t, _read_idx(FOLDER, LABELS))


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("dot", [True, False])
def test_the_files_may_lie_unzipped_or_under_their_other_names(tmp_path, zipped, dot, raw):
    for name in DIGESTS:
        content = (FOLDER / f"{name}.gz").read_bytes()
        other = name.replace("-idx", ".idx") if dot else name
        if zipped:
            (tmp_path / f"{other}.gz").write_bytes(content)
        else:
            (tmp_path / other).write_bytes(gzip.decompress(content))
    for one, other in zip(load_mnist(False, folder=tmp_path), raw, strict=True):
        np.testing.assert_array_equal(one[0], other[0])
        np.testing.assert_array_equal(one[1], other[1])


@pytest.mark.parametrize("kind", ["u1", "i1", ">i2", ">i4", ">f4", ">f8"])
@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 3, 4), (0, 28, 28)])
@pytest.mark.parametrize("zipped", [True, False])
def test_any_file_of_the_format_can_be_read(tmp_path, kind, shape, zipped):
    numbers = np.arange(np.prod(shape)).reshape(shape).astype(kind)
    code = {"u1": 8, "i1": 9, ">i2": 11, ">i4": 12, ">f4": 13, ">f8": 14}[kind]
    header = bytes([0, 0, code, len(shape)]) + np.array(shape, ">u4").tobytes()
    content, path = header + numbers.tobytes(), tmp_path / "some"
    path.write_bytes(gzip.compress(content) if zipped else content)
    read = read_idx(path)
    np.testing.assert_array_equal(read, numbers)
    assert (read.dtype, read.flags.writeable) == (numbers.dtype.newbyteorder("="), True)


@fuzz
@given(content=st.binary(max_size=40))
def test_what_is_no_file_of_the_format_is_refused(tmp_path, content):
    path = tmp_path / "some"
    for each in (content, b"\0\0\x08\x01" + content, b"\x1f\x8b" + content):
        path.write_bytes(each)
        try:
            array = read_idx(path)
        except ValueError as error:
            assert str(path) in str(error)
        else:
            assert len(each) == 4 + 4 * array.ndim + array.nbytes


def test_another_set_under_the_same_names_is_told_how_to_be_read(tmp_path):
    for name in DIGESTS:
        (tmp_path / name).write_bytes(b"\0\0\x08\x01\0\0\0\x01\x07")
    with pytest.raises(ValueError, match=r"Fashion-MNIST, is read by dlnotes\.datasets\.read_idx"):
        load_mnist(folder=tmp_path)
    assert read_idx(tmp_path / LABELS).tolist() == [7]
