"""Our loops in NumPy's place, beside NumPy's own: runs in Pyodide, see check_loops.mjs.

Each function yields arrays. They are computed twice, by NumPy's own loops and then by ours.
"""

import itertools

import numpy as np

BINARY = [np.add, np.subtract, np.multiply, np.divide, np.maximum, np.greater]
SPECIAL = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-42, 3e38, -1.5]


def draw(rng, *shape):
    return rng.standard_normal(shape).astype(np.float32)


def strided(rng, rows, columns):
    """A matrix as cells make them: whole, turned, every other row or column, backwards, apart."""
    way = rng.integers(6)
    if way == 0:
        return draw(rng, rows, columns)
    if way == 1:
        return draw(rng, columns, rows).T
    if way == 2:
        return draw(rng, 2 * rows, 3 * columns)[::2, ::3]
    if way == 3:
        return draw(rng, rows, columns)[::-1, ::-1]
    if way == 4:
        return (
            draw(rng, rows, 1) + np.zeros((1, columns), np.float32)
            if columns
            else draw(rng, rows, 0)
        )
    return np.broadcast_to(draw(rng, rows, 1), (rows, columns))


def matmul_of_random_shapes_and_strides():
    rng = np.random.default_rng(1)
    for _ in range(150):
        m, k, n = rng.integers(1, 40, 3)
        yield strided(rng, m, k) @ strided(rng, k, n)


def matmul_of_sizes_around_the_panels():
    rng = np.random.default_rng(2)
    sizes = [1, 3, 4, 5, 8, 9, 255, 256, 257, 300]
    for m, k, n in [
        *zip(sizes, sizes[1:], sizes[2:], strict=False),
        (300, 520, 260),
        (2, 600, 515),
        (515, 600, 2),
    ]:
        yield draw(rng, m, k) @ draw(rng, k, n)
        yield draw(rng, k, m).T @ draw(rng, n, k).T


def matmul_of_the_course():
    rng = np.random.default_rng(3)
    x, W, d = draw(rng, 100, 784), draw(rng, 784, 50), draw(rng, 100, 50)
    yield from (x @ W, x.T @ d, d @ W.T, np.dot(x.T, d), x @ W[:, 0], W[:, 0] @ W, x[0] @ x[1])


def matmul_of_nothing():
    rng = np.random.default_rng(4)
    for m, k, n in itertools.product([0, 3], [0, 2], [0, 5]):
        yield draw(rng, m, k) @ draw(rng, k, n)


def matmul_of_batches():
    rng = np.random.default_rng(5)
    yield draw(rng, 7, 5, 3) @ draw(rng, 7, 3, 9)
    yield draw(rng, 7, 5, 3) @ draw(rng, 3, 9)
    yield draw(rng, 5, 3) @ draw(rng, 2, 4, 3, 9)
    yield draw(rng, 2, 1, 5, 3) @ draw(rng, 1, 4, 3, 6)
    yield draw(rng, 7, 5, 3).transpose(1, 0, 2) @ draw(rng, 9, 3).T
    yield draw(rng, 0, 5, 3) @ draw(rng, 3, 9)
    yield draw(rng, 7, 5, 3) @ draw(rng, 3)


def matmul_into_out():
    rng = np.random.default_rng(6)
    a, b = draw(rng, 12, 12), draw(rng, 12, 12)
    wide = np.zeros((12, 36), np.float32)
    np.matmul(a, b, out=wide[:, ::3])
    yield wide
    turned = np.zeros((12, 12), np.float32)
    np.matmul(a, b, out=turned.T)
    yield turned
    np.matmul(a, b, out=a)  # overlaps what it reads
    yield a
    c = draw(rng, 24, 24)
    np.matmul(c[:12, :12], b, out=c[6:18, 6:18])
    yield c
    yield np.dot(b, b, out=np.empty((12, 12), np.float32))
    double = np.empty((12, 12))
    np.matmul(b, b, out=double)
    yield double


def matmul_of_nan_and_infinity():
    rng = np.random.default_rng(7)
    for special in SPECIAL:
        a, b = draw(rng, 9, 11), draw(rng, 11, 13)
        a[rng.integers(9), rng.integers(11)] = special
        with np.errstate(all="ignore"):
            yield a @ b
            yield b.T @ a.T


def other_types_stay():
    rng = np.random.default_rng(8)
    a, b = rng.standard_normal((9, 8)), rng.standard_normal((8, 7))
    yield from (
        a @ b,
        np.dot(a, b),
        a.astype(np.float32) @ b,
        (a * 9).astype(int) @ (b * 9).astype(int),
    )
    yield from (
        np.dot(a[0], a[1]),
        np.dot(a, 2.0),
        np.dot(2, np.float32(3)),
        np.dot([[1, 2]], [[3], [4]]),
    )
    yield from (a + a, a * 2, np.maximum(a, 0), a > 0, np.arange(9) + 1, np.arange(9) > 3)


def elementwise_of_random_strides():
    rng = np.random.default_rng(9)
    for _ in range(60):
        rows, columns = rng.integers(0, 45, 2)
        a, b = strided(rng, rows, columns), strided(rng, rows, columns)
        for ufunc in BINARY:
            yield ufunc(a, b)
            yield ufunc(a.ravel(), b.ravel())


def elementwise_broadcast():
    rng = np.random.default_rng(10)
    x, row, column = draw(rng, 33, 21), draw(rng, 21), draw(rng, 33, 1)
    for ufunc in BINARY:
        for other in (row, column, np.float32(0.5), 2, x[:1, :1], x.T.copy().T):
            yield ufunc(x, other)
            yield ufunc(other, x)


def elementwise_into_out():
    rng = np.random.default_rng(11)
    for ufunc in BINARY[:-1]:
        for size in (1, 3, 4, 5, 37):
            x, y = draw(rng, size), draw(rng, size)
            yield ufunc(x, y, out=x)
            yield ufunc(x, y, out=y)
            yield ufunc(x, x, out=x)
            z = draw(rng, size + 9)
            for here, there in [(0, 1), (1, 0), (0, 5), (5, 0), (0, 3)]:
                ufunc(z[here : here + size], y, out=z[there : there + size])
                yield z.copy()
            ufunc(z[:size], z[0], out=z[:size])
            yield z
            yield ufunc(x, y, out=np.zeros(2 * size, np.float32)[::2])
            yield ufunc(x, y, out=np.zeros(size))
            yield ufunc(x, y, where=y > 0, out=np.zeros(size, np.float32))
    x = draw(rng, 40)
    x[2:] += x[:-2]
    x -= x[0]
    yield x
    yield np.greater(x, x[::-1], out=np.zeros(80, bool)[::2])


def elementwise_reductions():
    rng = np.random.default_rng(12)
    for shape in [(100, 50), (7, 3), (1, 9), (9, 1), (5, 6, 7), (0, 3), (40,)]:
        x = draw(rng, *shape)
        for axis in [*range(x.ndim), None]:
            yield x.sum(axis=axis)
            if x.size:
                yield x.max(axis=axis)
        for ufunc in BINARY[:-1]:
            yield ufunc.accumulate(x)
            yield ufunc.outer(x, x[:1])
        yield x.cumsum()
    counted = np.zeros(5, np.float32)
    np.add.at(counted, [0, 1, 1, 4], np.float32(1))
    yield counted
    yield np.add.reduceat(draw(rng, 30), [0, 3, 10])


def elementwise_of_special_numbers():
    rng = np.random.default_rng(13)
    special = np.array(SPECIAL, np.float32)
    a, b = (grid.ravel() for grid in np.meshgrid(special, special))
    with np.errstate(all="ignore"):
        for ufunc in BINARY:
            yield ufunc(a, b)
            yield ufunc(draw(rng, 1), special)


def functions():
    rng = np.random.default_rng(14)
    everywhere = np.linspace(-110, 95, 100001, dtype=np.float32)
    near = np.geomspace(1e-30, 1, 10001, dtype=np.float32)
    for function in (np.exp, np.tanh):
        for x in (everywhere, near, -near, np.array(SPECIAL, np.float32)):
            with np.errstate(all="ignore"):
                yield function(x)
        for size in (0, 1, 3, 5, 8):
            x = draw(rng, 3 * size)
            yield function(x[::3])
            yield function(x, out=np.zeros((3 * size, 2), np.float32)[:, 0])
            yield function(x, out=x)
        x = draw(rng, 20)
        yield function(x[:-1], out=x[1:])
        yield function(rng.standard_normal(9))


GROUPS = {
    name: function
    for name, function in list(globals().items())
    if name.startswith(("matmul", "elementwise", "functions", "other"))
}


def compute():
    """Return what each group gives now."""
    return {name: [np.array(each) for each in group()] for name, group in GROUPS.items()}


def compare(own, ours):
    """Return for each group what differs, an empty text if nothing does."""
    return {name: "".join(differences(name, own[name], ours[name])) for name in GROUPS}


def differences(name, own, ours):
    if len(own) != len(ours) or not own:
        yield f"{len(ours)} arrays for {len(own)}\n"
    # A sum of up to 600 products is rounded otherwise when it is added up in another order.
    apart = {"rtol": 0, "atol": 0}
    if name.startswith("matmul"):
        apart = {"rtol": 1e-4, "atol": 1e-4}
    if name == "functions":  # two units of the last place; of the smallest numbers, one
        apart = {"rtol": 2.4e-7, "atol": 1.5e-45}
    for i, (one, other) in enumerate(zip(own, ours, strict=False)):
        if one.dtype != other.dtype or one.shape != other.shape:
            yield f"{i}: {other.dtype}{other.shape} for {one.dtype}{one.shape}\n"
        elif not np.allclose(one, other, equal_nan=True, **apart):
            yield f"{i}: {one.shape} differs\n{one.ravel()[:9]}\n{other.ravel()[:9]}\n"
