"""Where the boundary lies that the trainer draws: the lines between two classes, without a page."""

import numpy as np
import pytest
from boundary import GRID, as_javascript, losses_of
from conftest import ROOT

from dlnotes.widgets import BoundaryTrainer

WIDGETS = (ROOT / "dlnotes" / "widgets").as_uri() + "/"


def test_the_boundary_is_where_both_scores_are_equal(javascript):
    view = BoundaryTrainer(dataset=1, lr=1.0)
    grid, differences, lines = javascript(
        "boundary_trainer.js",
        """await (async () => {
            const {createRoom} = await import(new URL("./net.js", data.folder));
            const {zeroLines} = await import(new URL("./contour.js", data.folder));
            const {advance, createRun, settingsOf} =
                await import(new URL("./boundary_run.js", data.folder));
            const settings = settingsOf(data), run = createRun(settings);
            for (let i = 0; i < 200; i++) advance(run, settings);
            const grid = m.gridPoints();
            const room = createRoom(run.network, grid.length / 2);
            const differences = m.scoreDifferences(run.network, room, grid);
            return [[...grid], [...differences], zeroLines(differences, data.grid)];
        })()""",
        as_javascript(view) | {"folder": WIDGETS, "grid": GRID},
    )
    _, network, _ = losses_of(view, 200)
    scores = np.asarray(network(np.reshape(grid, (-1, 2))))
    assert differences == pytest.approx(scores[:, 1] - scores[:, 0], abs=1e-6)
    assert len(lines) > 40
    ends = np.reshape(lines, (-1, 2))
    at_ends = np.asarray(network(-1.8 + 3.6 * (ends + 0.5) / GRID))
    gaps = np.abs(at_ends[:, 1] - at_ends[:, 0])
    assert gaps.max() < 0.1 * np.abs(differences).max()


def test_zero_lines_of_known_shapes(javascript):
    def lines(heights):
        return javascript(
            "contour.js", f"m.zeroLines(data, {len(heights)})", np.ravel(heights).tolist()
        )

    assert lines([[-1, 3], [-1, 3]]) == [[[0.25, 0], [0.25, 1]]]
    assert len(lines([[1, -1], [-1, 1]])) == 2  # a saddle
    assert lines([[1, 1], [2, 3]]) == []
    assert javascript("contour.js", "m.zeroLines([NaN, -1, 1, Infinity], 2)", None) == []
    y, x = np.mgrid[0:30, 0:30]
    circle = np.reshape(lines(np.hypot(x - 15, y - 14) - 9), (-1, 2))
    assert np.hypot(*(circle - [15, 14]).T) == pytest.approx(np.full(len(circle), 9), abs=0.02)
