"""``python -m benchmarks.busy``: a short training program on an idle machine and on a busy one.

Three choices of OpenBLAS's threads take turns: that of dlnotes (nothing is set), OpenBLAS's own
(as many as there are cores) and one for the whole process. Each is a process of its own, timed from
its start. Busy means: as many other processes as there are cores, each of which never rests.
"""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from statistics import median

PROGRAM = """
import numpy as np
from dlnotes import SGD, MultiLayerNet, SoftmaxCrossEntropy

rng = np.random.default_rng(0)
x, t = rng.random((6000, 784), dtype=np.float32), rng.integers(10, size=6000)
network = MultiLayerNet(784, [100] * 6, 10)
optimizer, loss_func = SGD(network.parameters(), lr=0.01), SoftmaxCrossEntropy()
for _ in range(400):
    rows = rng.choice(6000, 100)
    optimizer.zero_grad()
    loss_func(network(x[rows]), t[rows]).backward()
    optimizer.step()
"""
CHOICES = {
    "dlnotes": {},
    "OpenBLAS's own": {"OPENBLAS_NUM_THREADS": str(os.cpu_count())},
    "one thread": {"OPENBLAS_NUM_THREADS": "1"},
}


@contextmanager
def others(count):
    """Keep so many other processes busy for as long as it lasts."""
    command = [sys.executable, "-c", "while True: pass"]
    processes = [subprocess.Popen(command) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def seconds(choice):
    """Return how long the program takes, by the clock on the wall."""
    plain = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", PROGRAM], env=plain | CHOICES[choice], check=True)
    return time.perf_counter() - start


def main(rounds=3):
    print(f"{os.cpu_count()} cores; load before: {os.getloadavg()[0]:.1f}.\n")
    print(f"| machine | {' | '.join(CHOICES)} |")
    print("|---|---|---|---|")
    for name, count in (("idle", 0), ("busy", os.cpu_count())):
        with others(count):
            taken = [[seconds(choice) for choice in CHOICES] for _ in range(rounds)]
        times = " | ".join(f"{median(column):.1f} s" for column in zip(*taken, strict=True))
        print(f"| {name} | {times} |", flush=True)


if __name__ == "__main__":
    main()
