"""Runs the notebooks that changed, side by side, into the cache from which the site is built.

Jupyter Book would run them one after another. A notebook that fails is run again by the build,
which reports it.
"""

from pathlib import Path

import yaml
from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor

ROOT = Path(__file__).parent.parent.parent


def main():
    """Run what is not in the cache; the later and longer chapters come first."""
    cache = get_cache(ROOT / "_build" / ".jupyter_cache")
    for path in sorted(ROOT.glob("book/*.ipynb"), reverse=True):
        cache.add_nb_to_project(str(path))
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    done = load_executor("temp-parallel", cache).run_and_cache(timeout=config["execute"]["timeout"])
    print(
        f"Notebooks run: {len(done.succeeded)}, failed: {len(done.excepted) + len(done.errored)}."
    )


if __name__ == "__main__":
    main()
