"""The training runs of `whole_runs` in PyTorch and scikit-learn, as their users write them."""

import math
import warnings


def textbook_pytorch(train_set, test_set):
    """784-50-10 as above, in PyTorch, as its tutorials write the loop."""
    import torch

    network, (x, t), (x_test, t_test) = mlp(), *tensors(train_set, test_set)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    loss_func = torch.nn.CrossEntropyLoss()
    for step in range(10_000):
        batch = torch.randint(len(x), (100,))
        optimizer.zero_grad()
        loss_func(network(x[batch]), t[batch]).backward()
        optimizer.step()
        if step % 600 == 599:  # as often, on as many images
            right(network, x_test, t_test), right(network, x[:10_000], t[:10_000])
    return right(network, x_test, t_test)


def textbook_sklearn(train_set, test_set):
    """784-50-10 in scikit-learn's MLPClassifier: 17 epochs, 10,200 steps."""
    return classifier(train_set, test_set, momentum=0, max_iter=17)


def quick_mlp_pytorch(train_set, test_set):
    """784-50-10 as quick_mlp, in PyTorch."""
    return quick(mlp(), 0.1, *tensors(train_set, test_set))


def quick_mlp_sklearn(train_set, test_set):
    """784-50-10 in MLPClassifier with momentum; it has no schedule: 5 epochs."""
    return classifier(train_set, test_set, momentum=0.9, max_iter=5)


def quick_cnn_pytorch(train_set, test_set):
    """The network of quick_cnn, in PyTorch."""
    from torch import nn

    network = nn.Sequential(
        nn.Conv2d(1, 12, 5), nn.MaxPool2d(2), nn.ReLU(),
        nn.Flatten(), nn.Linear(12 * 12 * 12, 100), nn.ReLU(), nn.Linear(100, 10),
    )  # fmt: skip
    return quick(network, 0.1, *tensors(train_set, test_set, images=True), epochs=4)


def best_cnn_pytorch(train_set, test_set):
    """The network, shifts and epochs of best_cnn, in PyTorch."""
    import torch
    from torch import nn

    network = nn.Sequential(
        nn.Conv2d(1, 16, 5), nn.MaxPool2d(2), nn.BatchNorm2d(16), nn.ReLU(),
        nn.Conv2d(16, 32, 5), nn.MaxPool2d(2), nn.BatchNorm2d(32), nn.ReLU(),
        nn.Flatten(), nn.Linear(32 * 4 * 4, 10),
    )  # fmt: skip
    (x, t), test = tensors(train_set, test_set, images=True)
    paper = nn.functional.pad(x, (2, 2, 2, 2))

    def shifted(rows):
        i, j = torch.randint(5, (2,)).tolist()
        return paper[rows, :, i : i + 28, j : j + 28]

    return quick(network, 0.1, (x, t), test, epochs=10, warmup=200, take=shifted)


def quick(network, lr, train_set, test_set, epochs=5, warmup=100, take=None):
    """Train with momentum and a learning rate that rises, and falls along a cosine."""
    import torch

    torch.manual_seed(0)
    (x, t), steps = train_set, 600 * epochs
    optimizer = torch.optim.SGD(network.parameters(), lr=lr, momentum=0.9)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(
            (step + 1) / warmup,
            0.5 + 0.5 * math.cos(math.pi * max(0, step - warmup) / (steps - warmup)),
        ),
    )
    loss_func = torch.nn.CrossEntropyLoss()
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(100):
            optimizer.zero_grad()
            loss_func(network(take(rows) if take else x[rows]), t[rows]).backward()
            optimizer.step()
            schedule.step()
    network.eval()
    return right(network, *test_set)


def mlp():
    import torch

    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(784, 50), torch.nn.ReLU(), torch.nn.Linear(50, 10))


def tensors(*sets, images=False):
    import torch

    shape = (-1, 1, 28, 28) if images else (-1, 784)
    return [(torch.from_numpy(x).reshape(shape), torch.from_numpy(t).long()) for x, t in sets]


def right(network, x, t):
    """Return the accuracy, computed for 1,000 examples at a time."""
    import torch

    with torch.no_grad():
        found = [network(part).argmax(1) for part in x.split(1000)]
        return (torch.cat(found) == t).float().mean().item()


def classifier(train_set, test_set, **options):
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore", ConvergenceWarning)  # so many epochs is what was asked for
    network = MLPClassifier(
        (50,), solver="sgd", alpha=0, batch_size=100, learning_rate_init=0.1,
        nesterovs_momentum=False, n_iter_no_change=100, random_state=0, **options,
    )  # fmt: skip
    return network.fit(*train_set).score(*test_set)
