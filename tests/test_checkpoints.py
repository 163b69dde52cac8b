"""Networks on disk: they come back the same, or not at all."""

import json
import os
import zipfile

import numpy as np
import pytest

from dlnotes import (
    Affine,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dropout,
    Flatten,
    Layer,
    LeakyReLU,
    MaxPool2D,
    MultiLayerNet,
    Sequential,
    SimpleConvNet,
    Softmax,
    load_network,
    save_network,
)

NETWORKS = {
    "plain": lambda: MultiLayerNet(4, [5, 3], 2, rng=7),
    "every option": lambda: MultiLayerNet(
        4, (5,), 2, "tanh", 0.5, batch_norm=True, dropout=0.25, rng=1, dtype=np.float64
    ),
    "free": lambda: Sequential(
        Affine(4, 3, rng=0, initializer="xavier"),
        Sequential(LeakyReLU(0.2), BatchNorm(3, momentum=0.5)),
        Dropout(0.5, rng=3),
        Affine(3, 2, rng=1),
        Softmax(),
    ),
}
IMAGE_NETWORKS = {
    "simple": lambda: SimpleConvNet((2, 8, 7), filters=3, filter_size=3, stride=1, padding=1),
    "free": lambda: Sequential(
        Conv2D(2, 3, 3, rng=0, stride=2),
        MaxPool2D(2, stride=1),
        AveragePool2D(2),
        Flatten(),
        Affine(3, 2, rng=0),
    ),
}


@pytest.mark.parametrize("make", IMAGE_NETWORKS.values(), ids=IMAGE_NETWORKS)
def test_a_convolutional_network_comes_back_too(make, tmp_path):
    network, x = make(), np.random.default_rng(0).random((3, 2, 8, 7), dtype=np.float32)
    save_network(network, tmp_path / "n.npz")
    np.testing.assert_array_equal(load_network(tmp_path / "n.npz")(x), network(x))


@pytest.mark.parametrize("make", NETWORKS.values(), ids=NETWORKS)
def test_a_saved_network_comes_back_without_its_constructing_code(make, tmp_path):
    network = make()
    dtype = network.parameters()[0].data.dtype
    x = np.random.default_rng(0).standard_normal((6, 4)).astype(dtype)
    network(x)  # in training: moves the running statistics
    save_network(network, tmp_path / "network.npz")
    again = load_network(tmp_path / "network.npz")
    assert type(again) is type(network)
    assert not again.training
    np.testing.assert_array_equal(again(x), network.eval()(x))
    assert again(x).dtype == dtype


def test_loading_into_a_network_of_the_same_architecture(tmp_path):
    save_network(MultiLayerNet(4, [5], 2, rng=1), tmp_path / "n.npz")
    network = MultiLayerNet(4, [5], 2, rng=2)
    assert load_network(tmp_path / "n.npz", into=network) is network
    x = np.ones((1, 4), np.float32)
    np.testing.assert_array_equal(network(x), MultiLayerNet(4, [5], 2, rng=1)(x))


@pytest.mark.parametrize(
    "other",
    [
        lambda: MultiLayerNet(4, [6], 2),
        lambda: MultiLayerNet(4, [5], 2, activation="tanh"),
        lambda: MultiLayerNet(4, [5], 2, dtype=np.float64),
        lambda: Sequential(Affine(4, 5, rng=0)),
    ],
)
def test_loading_into_another_network_is_refused_and_changes_nothing(other, tmp_path):
    save_network(MultiLayerNet(4, [5], 2), tmp_path / "n.npz")
    network = other()
    before = [parameter.data.copy() for parameter in network.parameters()]
    with pytest.raises(ValueError, match="the right network is built"):
        load_network(tmp_path / "n.npz", into=network)
    for old, parameter in zip(before, network.parameters(), strict=True):
        np.testing.assert_array_equal(old, parameter.data)


def test_the_default_name_is_network_npz_in_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    save_network(MultiLayerNet(2, [], 1))
    assert [path.name for path in tmp_path.iterdir()] == ["network.npz"]
    assert isinstance(load_network(), MultiLayerNet)


def test_the_file_is_an_ordinary_npz_without_pickle(tmp_path):
    network = MultiLayerNet(2, [], 1)
    save_network(network, tmp_path / "n.npz")
    with np.load(tmp_path / "n.npz", allow_pickle=False) as archive:
        np.testing.assert_array_equal(archive["0.W"], network.layers[0].W.data)
        assert json.loads(archive["header"].item())["version"] == 1
    assert zipfile.ZipFile(tmp_path / "n.npz").testzip() is None


def test_equal_networks_make_equal_files(tmp_path):
    for name in ("a", "b"):
        save_network(MultiLayerNet(2, [3], 1), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("broken", ["os.fsync", "pathlib.Path.replace", "numpy.savez"])
def test_an_interrupted_save_leaves_the_old_file_whole(broken, tmp_path, monkeypatch):
    save_network(MultiLayerNet(2, [3], 1, rng=0), tmp_path / "n.npz")
    before = (tmp_path / "n.npz").read_bytes()

    def interrupt(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(broken, interrupt)
        with pytest.raises(KeyboardInterrupt):
            save_network(MultiLayerNet(2, [3], 1, rng=1), tmp_path / "n.npz")
    assert (tmp_path / "n.npz").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["n.npz"]


def test_a_saved_file_has_ordinary_permissions(tmp_path):
    (tmp_path / "plain").touch()
    save_network(MultiLayerNet(2, [], 1), tmp_path / "n.npz")
    assert (tmp_path / "n.npz").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_missing_folder_or_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no_such.*Make it first"):
        save_network(MultiLayerNet(2, [], 1), tmp_path / "no_such" / "n.npz")
    with pytest.raises(FileNotFoundError, match=r"none\.npz"):
        load_network(tmp_path / "none.npz")
    with pytest.raises(IsADirectoryError, match=r"is a folder\. Name a file in it"):
        save_network(MultiLayerNet(2, [], 1), tmp_path)


def test_sizes_that_are_numpy_numbers_are_saved_too(tmp_path):
    labels = np.array([0, 2, 1])
    save_network(MultiLayerNet(np.int64(4), [np.int32(8)], labels.max() + 1), tmp_path / "n.npz")
    assert load_network(tmp_path / "n.npz").output_size == 3


def test_a_layer_of_ones_own_is_not_saved():
    class Affine(Layer):  # by its name alone it would look known
        pass

    with pytest.raises(TypeError, match="save_network knows the layers of dlnotes"):
        save_network(Sequential(Affine()))


def test_a_link_stays_a_link_and_its_target_gets_the_network(tmp_path):
    target, link = tmp_path / "far" / "target.npz", tmp_path / "link.npz"
    target.parent.mkdir()
    link.symlink_to(target)
    for size in (4, 2):  # first a target that is not there yet
        save_network(MultiLayerNet(size, [5], 3), link)
        assert link.is_symlink()
        assert load_network(target).input_size == load_network(link).input_size == size
    assert [file.name for file in target.parent.iterdir()] == ["target.npz"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664])
def test_who_may_read_a_file_stays_as_it_was(tmp_path, mode):
    path = tmp_path / "network.npz"
    save_network(MultiLayerNet(2, [], 2), path)
    path.chmod(mode)
    save_network(MultiLayerNet(3, [], 2), path)
    assert path.stat().st_mode & 0o777 == mode


def test_a_name_may_be_as_long_as_the_file_system_allows(tmp_path):
    path = tmp_path / ("n" * 251 + ".npz")
    save_network(MultiLayerNet(2, [], 2), path)
    assert load_network(path).input_size == 2


def test_a_tilde_is_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    save_network(MultiLayerNet(2, [], 2), "~/network.npz")
    assert (tmp_path / "network.npz").exists()
    assert load_network("~/network.npz").input_size == 2


def test_a_pipe_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="a device or a pipe"):
        save_network(MultiLayerNet(2, [], 2), tmp_path / "pipe")


@pytest.mark.parametrize(
    "change",
    [
        lambda network: setattr(network, "activation", "tanh"),
        lambda network: setattr(network, "hidden_size_list", [6]),
        lambda network: setattr(network, "dropout", 0.0),
        lambda network: setattr(network.layers[2], "ratio", 0.9),
        lambda network: setattr(network, "output_size", 9),
        lambda network: setattr(network.layers[0], "output_size", 9),
    ],
)
def test_a_network_that_was_changed_since_it_was_made_is_saved_as_it_is_or_refused(
    change, tmp_path
):
    network, path = MultiLayerNet(4, [5], 3, dropout=0.5), tmp_path / "network.npz"
    change(network)
    with pytest.raises(ValueError, match="changed since"):
        save_network(network, path)
    assert not path.exists()


def test_layers_changed_inside_a_plain_list_are_saved_as_they_are(tmp_path):
    network = Sequential(Affine(2, 2, rng=0), Dropout(0.5, rng=0))
    network.layers[1].ratio = 0.25
    save_network(network, tmp_path / "network.npz")
    assert load_network(tmp_path / "network.npz").layers[1].ratio == 0.25


def test_a_layer_of_ones_own_is_refused_with_the_way_to_save_its_arrays(tmp_path):
    class Own(Sequential):
        pass

    for network in (Own(Affine(2, 2, rng=0)), Sequential(Own(Affine(2, 2, rng=0)))):
        with pytest.raises(TypeError, match=r"np\.savez\(path, \*\*network\.arrays\(\)\)"):
            save_network(network, tmp_path / "network.npz")
