"""Say whether dlnotes works in an environment with NumPy alone; `.ci/package` runs it there."""

import doctest
import importlib
import pkgutil
import sys
from importlib.metadata import distributions, metadata, requires
from pathlib import Path

import numpy as np

import dlnotes

folder = Path(dlnotes.__file__).parent
assert folder.is_relative_to(sys.prefix), folder
names = {each.name for each in distributions()} - {"pip", "setuptools"}
assert names == {"dlnotes", "numpy"}, names
assert metadata("dlnotes")["License-Expression"] == "MIT AND CC-BY-SA-3.0"
assert any('extra == "course"' in line for line in requires("dlnotes"))
assert (folder / "py.typed").exists()
assert (folder / "widgets" / "gate_explorer.js").exists()

(x_train, t_train), (x_test, t_test) = dlnotes.load_mnist()
network = dlnotes.MultiLayerNet(784, [50], 10)
optimizer = dlnotes.SGD(network.parameters(), lr=0.1)
dlnotes.train(network, dlnotes.SoftmaxCrossEntropy(), optimizer, x_train, t_train, steps=600)
assert dlnotes.accuracy(dlnotes.predict(network, x_test), t_test) > 0.85
dlnotes.save_network(network, "network.npz")
assert np.array_equal(dlnotes.load_network("network.npz")(x_test), network(x_test))
modules = [f"dlnotes.{each.name}" for each in pkgutil.iter_modules(dlnotes.__path__)]
for name in set(modules) - {"dlnotes.plotting", "dlnotes.widgets"}:  # these need more than NumPy
    assert doctest.testmod(importlib.import_module(name)).failed == 0, name
try:
    import dlnotes.widgets
except ImportError as error:
    assert 'pip install "dlnotes[course]"' in str(error)
else:
    raise AssertionError("controls need ipywidgets")
print(f"dlnotes {dlnotes.__version__} works with NumPy {np.__version__} alone.")
