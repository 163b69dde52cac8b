"""Tensors send gradients back; parameters lie side by side and never lose their place."""

import copy
import pickle

import numpy as np
import pytest

from dlnotes import (
    SGD,
    Affine,
    MultiLayerNet,
    Parameter,
    Sequential,
    SoftmaxCrossEntropy,
    Tensor,
    predict,
)
from dlnotes.memory import pack


def test_a_number_starts_backward_with_one():
    received = []
    Tensor(np.float32(3), received.append).backward()
    assert received[0] == 1
    assert received[0].dtype == np.float32
    assert type(received[0]) is np.ndarray


def test_an_array_needs_a_gradient_of_its_own_shape():
    received = []
    tensor = Tensor(np.ones((2, 3)), received.append)
    with pytest.raises(ValueError, match=r"shape \(2, 3\), got none"):
        tensor.backward()
    with pytest.raises(ValueError, match=r"shape \(2, 3\), got shape \(3, 2\)"):
        tensor.backward(np.ones((3, 2)))
    tensor.backward(np.full((2, 3), 7.0))
    assert (received[0] == 7).all()


@pytest.mark.parametrize("derive", [lambda a: a * 2, lambda a: a.T, lambda a: a[0], np.sum])
def test_what_numpy_computes_from_a_tensor_remembers_nothing(derive):
    derived = derive(Tensor(np.ones((2, 2)), print))
    if isinstance(derived, Tensor):
        with pytest.raises(RuntimeError, match="Call backward on the loss itself"):
            derived.backward()
    else:
        assert type(derived) in (np.ndarray, np.float64)


def test_a_tensor_behaves_as_a_number_and_as_an_array():
    loss = Tensor(np.float32(0.25), print)
    assert isinstance(loss.item(), float)
    assert f"{loss:.3f}" == "0.250"
    assert loss < 0.5
    assert Tensor(np.eye(3), print).argmax(axis=1).tolist() == [0, 1, 2]


def test_a_gradient_of_another_precision_is_refused():
    network = MultiLayerNet(3, [], 2)
    y = network(np.ones((4, 3), np.float32))
    with pytest.raises(TypeError, match=r"float32, got float64. Convert it: dout.astype"):
        y.backward(np.ones((4, 2)))
    with pytest.raises(TypeError, match=r"Affine.backward expects dout in float32, got float64"):
        network.layers[0].backward(np.ones((4, 2)))
    with pytest.raises(ValueError, match=r"shape \(4, 2\), got \(2,\)"):
        network.layers[0].backward(np.ones(2, np.float32))


def test_a_plain_number_or_list_starts_backward_in_the_precision_of_the_output():
    received = []
    Tensor(np.float32(3), received.append).backward(0.5)
    Tensor(np.ones(2, np.float32), received.append).backward([1, 2])
    assert [array.dtype for array in received] == [np.float32] * 2
    assert [array.tolist() for array in received] == [0.5, [1, 2]]


def test_an_output_cannot_be_changed_behind_the_back_of_its_gradient():
    y = MultiLayerNet(3, [], 2)(np.ones((4, 3), np.float32))
    before = y.copy()
    for change in (lambda: y.__imul__(10), lambda: y.fill(0), lambda: np.add(y, 1, out=y)):
        with pytest.raises(ValueError, match="read-only"):
            change()
    np.testing.assert_array_equal(y, before)


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_copied_network_has_its_own_numbers_and_learns(duplicate):
    original = MultiLayerNet(3, [4], 2, batch_norm=True)
    for parameter in original.parameters():
        parameter.grad += 1
    cleared = duplicate(original.layers[0].b)
    cleared.zero_grad()
    assert (duplicate(cleared).grad == 0).all()
    twin = duplicate(original)
    optimizer = SGD(twin.parameters(), lr=0.5)
    optimizer.step()
    for old, new in zip(original.parameters(), twin.parameters(), strict=True):
        np.testing.assert_allclose(new.data, old.data - 0.5, rtol=1e-6)
        np.testing.assert_array_equal(new.grad, 1)
    assert len(optimizer.stretches) == 1


def test_a_tensor_chains_from_one_network_to_the_one_before():
    first = MultiLayerNet(3, [4], 2, rng=0, dtype=np.float64)
    second = MultiLayerNet(2, [4], 1, rng=1, dtype=np.float64)
    both = Sequential(
        MultiLayerNet(3, [4], 2, rng=0, dtype=np.float64),
        MultiLayerNet(2, [4], 1, rng=1, dtype=np.float64),
    )
    x, dout = np.random.default_rng(2).standard_normal((5, 3)), np.ones((5, 1))
    second(first(x)).backward(dout)
    both(x).backward(dout)
    chained = [p.grad for p in first.parameters() + second.parameters()]
    for gradient, parameter in zip(chained, both.parameters(), strict=True):
        np.testing.assert_array_equal(gradient, parameter.grad)
        assert gradient.any()


@pytest.mark.parametrize("meanwhile", [lambda net, x: net(x), predict])
def test_going_back_through_a_call_that_is_no_longer_the_latest_is_refused(meanwhile):
    network, x = MultiLayerNet(3, [4], 2), np.ones((5, 3), np.float32)
    y = network(x)
    y.backward(np.ones((5, 2), np.float32))
    meanwhile(network, 2 * x)
    with pytest.raises(RuntimeError, match="Call backward before the next batch"):
        y.backward(np.ones((5, 2), np.float32))


def test_a_parameter_refuses_other_dtypes_and_shapes():
    with pytest.raises(TypeError, match=r"got int64\. Convert it: data\.astype"):
        Parameter(np.array([1, 2]))
    with pytest.raises(ValueError, match=r"shape \(2,\), got \(3,\)"):
        Parameter(np.zeros(2)).data = np.zeros(3)


def test_assigning_to_a_parameter_keeps_its_place():
    W, b = Parameter(np.zeros((2, 2))), Parameter(np.zeros(2))
    [stretch] = pack([W, b])
    W.data = np.eye(2)
    b.grad = [3.0, 4.0]
    W.data -= 0.5
    assert stretch.data.tolist() == [0.5, -0.5, -0.5, 0.5, 0, 0]
    assert stretch.grad.tolist() == [0, 0, 0, 0, 3, 4]


def test_a_parameter_moves_once():
    layer = Affine(3, 2, rng=0)
    [first] = pack(layer.parameters())
    network = Sequential(layer, Affine(2, 1, rng=1))
    stretches = pack(network.parameters())
    assert np.shares_memory(first.data, layer.W.data)
    assert sum(each.data.size for each in stretches) == 3 * 2 + 2 + 2 + 1


def test_a_whole_network_is_one_stretch_and_a_choice_of_its_parameters_several():
    network = MultiLayerNet(4, [3], 2)
    first_W, first_b, second_W, _ = network.parameters()
    assert len(pack(network.parameters())) == 1
    assert [each.data.size for each in pack([first_W, second_W])] == [12, 6]
    assert [each.data.size for each in pack([first_b, second_W])] == [3 + 6]


def test_precisions_are_packed_apart():
    stretches = pack([Parameter(np.zeros(2, np.float32)), Parameter(np.zeros(3))])
    assert [(each.data.dtype.name, each.data.size) for each in stretches] == [
        ("float32", 2),
        ("float64", 3),
    ]


@pytest.mark.parametrize(
    "derive",
    [
        lambda loss: loss / 4,
        lambda loss: loss + 0.1,
        lambda loss: 0.1 + loss,
        lambda loss: loss * np.float32(2),
        lambda loss: -loss,
        lambda loss: abs(loss),
        lambda loss: loss**2,
        lambda loss: np.sqrt(loss),
        lambda loss: loss + loss,
        lambda loss: sum([loss, loss]),
        lambda loss: np.add(loss, 1),
        np.mean,
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_arithmetic_on_a_loss_gives_the_number_and_its_backward_says_where_to_start(derive, dtype):
    network = MultiLayerNet(3, [], 2, dtype=dtype)
    loss = SoftmaxCrossEntropy()(network(np.ones((4, 3), dtype)), np.array([0, 1, 1, 0]))
    derived = derive(loss)
    assert float(derived) == pytest.approx(derive(loss.item()), rel=1e-6)
    assert derived.dtype == dtype
    with pytest.raises(RuntimeError, match=r"on the loss itself\. For a penalty .* weight_decay"):
        derived.backward()
    assert not network.layers[0].W.grad.any()


def test_a_loss_rounds_formats_and_compares_as_a_number_does():
    loss = Tensor(np.float32(1.23456), print)
    assert round(loss, 3) == 1.235
    assert round(loss) == 1
    assert isinstance(round(loss, 3), float)
    assert f"{loss / 2:.2f}" == "0.62"
    assert bool(loss > 1)
    assert type(loss > 1) is np.bool_


def test_an_output_computed_further_is_data_only_when_told():
    first, second = MultiLayerNet(3, [], 2), MultiLayerNet(2, [], 2)
    x, t = np.ones((4, 3), np.float32), np.array([0, 1, 1, 0])
    doubled = first(x) * 2
    with pytest.raises(RuntimeError, match=r"pass np\.asarray\(output\)"):
        SoftmaxCrossEntropy()(second(doubled), t).backward()
    SoftmaxCrossEntropy()(second(np.asarray(doubled)), t).backward()
    assert second.layers[0].W.grad.any()


def test_the_same_loss_goes_back_once():
    network, loss_func = MultiLayerNet(3, [], 2), SoftmaxCrossEntropy()
    loss = loss_func(network(np.ones((4, 3), np.float32)), np.array([0, 1, 1, 0]))
    loss.backward()
    once = network.layers[0].W.grad.copy()
    with pytest.raises(RuntimeError, match="a second time would double every slope"):
        loss.backward()
    np.testing.assert_array_equal(network.layers[0].W.grad, once)


def test_a_parameter_is_an_array_for_numpy():
    W = Parameter(np.ones((2, 3), np.float32))
    assert np.shares_memory(np.asarray(W), W.data)
    assert np.asarray(W, np.float64).dtype == np.float64
    assert np.linalg.norm(W) == pytest.approx(np.sqrt(6))
    assert not np.shares_memory(np.array(W), W.data)
