"""Saving networks, so that what was learned survives the program.

A file (see `dlnotes.archives`) holds the arrays, and a text that says what they belong to, from
which the network is built again: class names and the arguments of their constructors. Nothing in
it is ever run. Chapter 6 uses it.
"""

from __future__ import annotations

import inspect
import json
import os
from typing import Any

import numpy as np

from dlnotes import activation_layers, convolution, layers, pooling, regularization
from dlnotes.archives import read_archive, write_archive
from dlnotes.layer import Layer, all_layers
from dlnotes.networks import MultiLayerNet, SimpleConvNet
from dlnotes.sequential import Sequential

BUILDABLE: dict[str, type[Layer]] = {
    cls.__name__: cls
    for cls in (
        *activation_layers.ACTIVATIONS.values(),
        layers.Affine,
        activation_layers.Softmax,
        layers.Flatten,
        convolution.Conv2D,
        pooling.MaxPool2D,
        pooling.AveragePool2D,
        regularization.Dropout,
        regularization.BatchNorm,
        Sequential,
        MultiLayerNet,
        SimpleConvNet,
    )
}


def save_network(network: Layer, path: str | os.PathLike = "network.npz") -> None:
    """Save a network: its architecture, parameters and running statistics.

    Parameters
    ----------
    network : Layer
        Made of the layers of dlnotes.
    path : path-like
        The file to write. An existing one is replaced when the new one is complete, not before.

    Raises
    ------
    TypeError
        If the network holds a layer that is not from dlnotes.
    ValueError
        If it was changed since it was made, so that another would be loaded.
    FileNotFoundError, IsADirectoryError
        If the folder does not exist, or `path` is one.

    Examples
    --------
    >>> import tempfile
    >>> network = MultiLayerNet(2, [3], 1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_network(network, f"{folder}/network.npz")
    ...     same = load_network(f"{folder}/network.npz")
    >>> x = np.ones((1, 2), dtype=np.float32)
    >>> bool(same(x) == network(x))
    True
    """
    if not isinstance(network, Layer):
        raise TypeError(
            f"save_network expects a network, then a path; got {type(network).__name__} first. "
            'Write save_network(network, "network.npz").'
        )
    architecture = describe(network)
    _check_is_as_described(network, architecture)
    write_archive(path, "network", {"architecture": architecture}, network.arrays())


def load_network(path: str | os.PathLike = "network.npz", into: Layer | None = None) -> Layer:
    """Load a network that `save_network` wrote.

    Parameters
    ----------
    path : path-like
        The file to read.
    into : Layer, optional
        A network of the same architecture that shall receive the weights. Default: build it.

    Returns
    -------
    Layer
        The network, in evaluation mode if it was built here; `into`, if given.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged, truncated, not a saved network, of a newer version, or belongs to
        another network than `into`.

    See Also
    --------
    save_network
    """
    header, arrays = read_archive(path, "network")
    architecture = header.get("architecture")
    if into is None:
        network = build(architecture, path).eval()
    elif describe(into) == architecture:
        network = into
    else:
        raise ValueError(
            f"load_network: the weights fit only the network they come from; {path} holds "
            f"{json.dumps(architecture)}, not {json.dumps(describe(into))}. "
            "Leave out `into`, and the right network is built."
        )
    fill(network.arrays(), arrays, path)
    return network


def describe(layer: Layer) -> dict[str, Any]:
    """Return the architecture as data that JSON can hold: class names and constructor arguments.

    Examples
    --------
    >>> describe(Sequential(activation_layers.LeakyReLU(0.1)))
    {'class': 'Sequential', 'layers': [{'class': 'LeakyReLU', 'slope': 0.1}]}
    """
    name = type(layer).__name__
    if BUILDABLE.get(name) is not type(layer):
        raise TypeError(
            f"save_network knows the layers of dlnotes ({', '.join(sorted(BUILDABLE))}); "
            f"got {name}. Save its arrays yourself: np.savez(path, **network.arrays())."
        )
    if isinstance(layer, Sequential) and name == "Sequential":
        return {"class": name, "layers": [describe(inner) for inner in layer.layers]}
    settings = {key: getattr(layer, key) for key in _arguments(type(layer))}
    settings = {k: v.name if isinstance(v, np.dtype) else v for k, v in settings.items()}
    return {"class": name, **settings}


def _check_is_as_described(network: Layer, architecture: dict[str, Any]) -> None:
    """Raise unless what will be loaded, built from its description, is what is saved."""
    twin = build(_without_weights(architecture), "network.npz")
    for layer, other in zip(all_layers(network), all_layers(twin), strict=True):
        now, then = _without_weights(describe(layer)), _without_weights(describe(other))
        shapes = [{k: a.shape for k, a in each.arrays().items()} for each in (layer, other)]
        if now != then or shapes[0] != shapes[1]:
            raise ValueError(
                f"save_network writes down how a network was made, and this one was changed since: "
                f"a {type(layer).__name__} is now {now}, was {then}. "
                "Save what it is now: save_network(Sequential(*network.layers), path)."
            )


def _without_weights(architecture: Any) -> Any:
    """Return a description with nothing drawn: the weights are about to be replaced."""
    if isinstance(architecture, list):
        return [_without_weights(each) for each in architecture]
    if isinstance(architecture, dict):
        changed = {k: _without_weights(v) for k, v in architecture.items()}
        return changed | ({"initializer": "zeros"} if "initializer" in changed else {})
    return architecture


def build(architecture: Any, path: str | os.PathLike) -> Layer:
    """Return a new network of the architecture that `describe` told.

    Examples
    --------
    >>> build({"class": "LeakyReLU", "slope": 0.1}, "network.npz").slope
    0.1
    """
    try:
        settings = dict(architecture)
        cls = BUILDABLE[settings.pop("class")]
        if cls is Sequential:
            return Sequential(*[build(inner, path) for inner in settings["layers"]])
        if set(settings) != set(_arguments(cls)):
            raise ValueError(f"{cls.__name__} takes {_arguments(cls)}, got {list(settings)}")
        if "rng" in inspect.signature(cls).parameters:
            settings["rng"] = 0  # the weights drawn are about to be replaced
        return cls(**settings)
    except Exception as error:  # whatever a file may say
        raise ValueError(
            f"load_network: {path} describes no network that this version of dlnotes can build "
            f"({error}). Save the network again with this version."
        ) from error


def _arguments(cls: type[Layer]) -> list[str]:
    """Return the names of a constructor's arguments, which are attributes too; `rng` is not one."""
    return [name for name in inspect.signature(cls).parameters if name != "rng"]


def fill(places: dict[str, np.ndarray], arrays: dict[str, np.ndarray], path) -> None:
    """Copy arrays into the places of the same names, after checking that all of them fit.

    Examples
    --------
    >>> place = np.zeros(2)
    >>> fill({"0.W": place}, {"0.W": np.ones(2)}, "network.npz")
    >>> place
    array([1., 1.])
    """
    wanted = {name: (place.shape, place.dtype.str) for name, place in places.items()}
    came = {name: (array.shape, array.dtype.str) for name, array in arrays.items()}
    if wanted != came:
        name = next(n for n in [*wanted, *came] if wanted.get(n) != came.get(n))
        raise ValueError(
            f"{path}: array {name} should be {wanted.get(name, 'absent')}, is "
            f"{came.get(name, 'absent')}. The file belongs to another network; use its own."
        )
    for name, place in places.items():
        place[...] = arrays[name]
