"""Deep learning from scratch in NumPy: what the course builds, in the order of its lessons.

====================  =======  =================================================================
module                chapter  what it is for
====================  =======  =================================================================
`gates`               1        logic gates from weights chosen by hand
`perceptron`          1        the unit behind them; the learning rule
`activations`         2        step, sigmoid, tanh, ReLU, softmax and their slopes
`fitting`             2        a sum of ReLUs that follows any curve (imported on its own)
`targets`             3        what a network should have said: classes, one-hot rows
`losses`              3        squared error, cross-entropy: how badly a network fits
`gradients`           4        slopes by numerical differences; the checker of every layer
`operations`          4        the nodes of a computational graph
`graph`               4        computational graphs of single numbers
`tensor`              4        arrays that send gradients back; parameters
`layer`               4        what all layers share
`layers`              4        affine layers, forward and backward
`activation_layers`   4        the functions of chapter 2, forward and backward
`sequential`          4        a list of layers
`optimizers`          5        SGD, Momentum, Nesterov: from slopes to steps
`adaptive`            5        AdaGrad, RMSProp, Adam: each parameter a stride of its own
`schedules`           5        learning rates that fall
`networks`            6        lists of layers made from a few sizes
`evaluation`          6        how good is it: predictions and accuracy
`training`            6        the training loop, complete, resumable
`options`             6        what hangs on the loop when it is asked for
`runs`, `history`     6        the state of a run, and what happened in it
`checkpoints`         6        networks on disk
`initializers`        7        where the weights start
`regularization`      7        dropout, batch normalization
`augmentation`        7        digits as others might have written them
`convolution`         8        layers for images
`pooling`             8        one number of each window
`datasets`            all      MNIST, digits from other pens, and toy data
`readers`             7, 8     networks that were trained for long (imported on their own)
`checks`, `guards`    -        errors that say what to do; what is looked after around every layer
`memory`              -        where parameters lie: side by side
`turns`               -        one caller at a time, on one core
`archives`            -        files that can be trusted when they come back
`plotting`            all      figures (needs Matplotlib; imported on its own)
`widgets`             all      interactive controls (needs ipywidgets; imported on its own)
====================  =======  =================================================================

What the chapters use of the modules down to `datasets` can be imported from `dlnotes` itself.
Importing it needs NumPy alone.
"""

from dlnotes.activation_layers import Identity, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from dlnotes.activations import (
    identity,
    identity_derivative,
    leaky_relu,
    leaky_relu_derivative,
    relu,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    softmax,
    step,
    step_derivative,
    tanh,
    tanh_derivative,
)
from dlnotes.adaptive import AdaGrad, Adam, AdamW, RMSProp
from dlnotes.augmentation import augment
from dlnotes.checkpoints import load_network, save_network
from dlnotes.convolution import Conv2D
from dlnotes.datasets import (
    CURVES,
    TOY_SETS,
    load_mnist,
    load_pen_digits,
    make_circles,
    make_curve,
    make_doodles,
    make_moons,
    make_spiral,
    make_xor,
)
from dlnotes.evaluation import accuracy, predict
from dlnotes.gates import AND, NAND, NOR, OR, XOR
from dlnotes.gradients import GradientError, check_gradients, numerical_gradient
from dlnotes.graph import Graph, Node
from dlnotes.history import DivergedError, History
from dlnotes.initializers import he, normal, xavier, zeros
from dlnotes.layer import Layer
from dlnotes.layers import Affine, Flatten
from dlnotes.losses import (
    MSE,
    CrossEntropy,
    Loss,
    SoftmaxCrossEntropy,
    cross_entropy,
    softmax_cross_entropy,
    squared_error,
)
from dlnotes.networks import MultiLayerNet, SimpleConvNet
from dlnotes.optimizers import SGD, Momentum, Nesterov, Optimizer, clip_gradients
from dlnotes.perceptron import Perceptron, separable_functions
from dlnotes.pooling import AveragePool2D, MaxPool2D
from dlnotes.regularization import BatchNorm, Dropout, l2_penalty
from dlnotes.schedules import Constant, CosineAnnealing, StepDecay
from dlnotes.sequential import Sequential
from dlnotes.targets import one_hot
from dlnotes.tensor import Parameter, Tensor
from dlnotes.training import train

__all__ = [
    "AND",
    "CURVES",
    "MSE",
    "NAND",
    "NOR",
    "OR",
    "SGD",
    "TOY_SETS",
    "XOR",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Affine",
    "AveragePool2D",
    "BatchNorm",
    "Constant",
    "Conv2D",
    "CosineAnnealing",
    "CrossEntropy",
    "DivergedError",
    "Dropout",
    "Flatten",
    "GradientError",
    "Graph",
    "History",
    "Identity",
    "Layer",
    "LeakyReLU",
    "Loss",
    "MaxPool2D",
    "Momentum",
    "MultiLayerNet",
    "Nesterov",
    "Node",
    "Optimizer",
    "Parameter",
    "Perceptron",
    "RMSProp",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "SimpleConvNet",
    "Softmax",
    "SoftmaxCrossEntropy",
    "StepDecay",
    "Tanh",
    "Tensor",
    "accuracy",
    "augment",
    "check_gradients",
    "clip_gradients",
    "cross_entropy",
    "he",
    "identity",
    "identity_derivative",
    "l2_penalty",
    "leaky_relu",
    "leaky_relu_derivative",
    "load_mnist",
    "load_network",
    "load_pen_digits",
    "make_circles",
    "make_curve",
    "make_doodles",
    "make_moons",
    "make_spiral",
    "make_xor",
    "normal",
    "numerical_gradient",
    "one_hot",
    "predict",
    "relu",
    "relu_derivative",
    "save_network",
    "separable_functions",
    "sigmoid",
    "sigmoid_derivative",
    "softmax",
    "softmax_cross_entropy",
    "squared_error",
    "step",
    "step_derivative",
    "tanh",
    "tanh_derivative",
    "train",
    "xavier",
    "zeros",
]

__version__ = "0.1.0"
