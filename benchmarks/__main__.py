"""``python -m benchmarks``: run all comparisons and print their tables in Markdown.

Needs an environment with dlnotes and `benchmarks/requirements.txt`. Options: ``--threads N`` for
every contender alike (default 1), ``--quick`` for a first look, ``--steps-only`` without whole
runs.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.steps import WHO
from benchmarks.whole_runs import runs

NETWORKS = {
    "784-100x6-10": [784, 100, 100, 100, 100, 100, 100, 10],
    "784-50-10": [784, 50, 10],
    "784-256-256-10": [784, 256, 256, 10],
    "SimpleConvNet": "cnn",
}
NAMES = ["dlnotes", "PyTorch", "straight line", "products"]  # those of WHO, in a table
POOLS = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]


def environment(threads):
    return os.environ | {name: str(threads) for name in POOLS}


class Worker:
    """A process that takes training steps when told."""

    def __init__(self, who, sizes, batch, threads):
        command = [sys.executable, "-m", "benchmarks.steps", who, json.dumps(sizes), str(batch)]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(threads),
        )
        self.process.stdout.readline()

    def take(self, steps):
        """Return milliseconds of wall clock and of processor time per step."""
        self.process.stdin.write(f"{steps}\n")
        self.process.stdin.flush()
        seconds = map(float, self.process.stdout.readline().split())
        return [1000 * each / steps for each in seconds]

    def close(self):
        self.process.communicate()


def compare(sizes, batch, threads, rounds, whose):
    """Let the contenders take turns; return the list of (wall, processor) times of each."""
    workers = {who: Worker(who, sizes, batch, threads) for who in whose}
    first = {who: worker.take(20) for who, worker in workers.items()}  # warms up, and sets the pace
    steps = max(5, round(100 / max(wall for wall, _ in first.values())))  # about 0.1 s a turn
    times = {who: [] for who in whose}
    for _ in range(rounds):
        for who, worker in workers.items():
            time.sleep(0.05)  # the threads of the one before go to sleep
            times[who].append(worker.take(steps))
    for worker in workers.values():
        worker.close()
    return times


def ratio(times, of, to, clock):
    """Return the median of paired ratios."""
    return median(a[clock] / b[clock] for a, b in zip(times[of], times[to], strict=True))


def table(title, head, rows):
    print(f"\n### {title}\n")
    print(f"| {' | '.join(head)} |")
    print(f"|{'|'.join('---' for _ in head)}|")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def step_rows(threads, rounds):
    for name, sizes in NETWORKS.items():
        whose = WHO if sizes != "cnn" else ("dlnotes", "pytorch")
        times = compare(sizes, 100, threads, rounds, whose)
        for clock, label in enumerate(["wall clock", "processor"]):
            row = [f"{median(t[clock] for t in times[who]):.3f}" for who in whose]
            row += ["-"] * (len(WHO) - len(whose))
            row += [f"{ratio(times, 'dlnotes', who, clock):.2f}" for who in list(whose)[1:]]
            yield [name, label, *row, *["-"] * (len(WHO) - len(whose))]


def growth_rows(threads, rounds):
    for batch, width in [
        (1, 100),
        (10, 100),
        (100, 100),
        (1000, 100),
        (100, 30),
        (100, 300),
        (100, 1000),
    ]:
        times = compare([784, width, width, 10], batch, threads, rounds, ("dlnotes", "pytorch"))
        row = [f"{median(t[0] for t in times[who]):.3f}" for who in times]
        yield [str(batch), str(width), *row, f"{ratio(times, 'dlnotes', 'pytorch', 0):.2f}"]


def run_rows(threads, repeats):
    for name, run in runs().items():
        results = []
        for _ in range(repeats):
            command = [sys.executable, "-m", "benchmarks.whole_runs", name]
            done = subprocess.run(
                command, env=environment(threads), check=True, capture_output=True, text=True
            )
            results.append(json.loads(done.stdout))
            if results[0][0] > 60:  # once is enough
                break
        wall, processor, accuracy, memory = map(median, zip(*results, strict=True))
        what = run.__doc__.partition("\n")[0]
        yield [name, what, f"{wall:.1f}", f"{processor:.1f}", f"{accuracy:.2%}", f"{memory:.0f}"]


def machine(threads):
    from threadpoolctl import threadpool_info  # the environment of the book does not have it

    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    versions = ", ".join(f"{name} {version(name)}" for name in ["numpy", "torch", "scikit-learn"])
    kernels = [pool["architecture"] for pool in threadpool_info() if "architecture" in pool]
    return (
        f"{model}, {os.cpu_count()} cores; Python {platform.python_version()}, {versions}; "
        f"OpenBLAS kernels: {', '.join(kernels)}; threads: {threads}; "
        f"load before: {os.getloadavg()[0]:.1f}."
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--steps-only", action="store_true")
    options = parser.parse_args()
    rounds, repeats = (5, 1) if options.quick else (21, 3)

    print(machine(options.threads))
    table(
        "One training step: batch 100, float32, SGD; milliseconds, median of paired rounds",
        ["network", "clock", *NAMES, *[f"/ {name}" for name in NAMES[1:]]],
        step_rows(options.threads, rounds),
    )
    table(
        "How a step of 784-width-width-10 grows; milliseconds of wall clock",
        ["batch", "width", "dlnotes", "PyTorch", "/ PyTorch"],
        growth_rows(options.threads, max(5, rounds // 3)),
    )
    if not options.steps_only:
        table(
            "Whole runs on MNIST, evaluation included",
            [
                "run",
                "what",
                "seconds",
                "processor seconds",
                "test accuracy",
                "peak MB above loading",
            ],
            run_rows(options.threads, repeats),
        )


if __name__ == "__main__":
    main()
