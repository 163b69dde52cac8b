"""One look for all figures of the course."""

import matplotlib.pyplot as plt
from matplotlib.rcsetup import cycler

# The colours of the controls: told apart by all common kinds of colour vision.
ZERO, ONE = "#0072b2", "#c04a00"
# Curves differ in colour and in dashes, so that nobody has to go by colour.
CURVES = cycler(
    color=[ZERO, ONE, "#00785a", "#9a4a86", "#806000", "#444444"],
    linestyle=["-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (2, 1))],
)


def use_style() -> None:
    """Set the look of all figures that follow: sharp, sized for a phone, on a light card."""
    plt.rcParams.update(
        {
            "figure.figsize": (4.5, 4.0),
            "figure.dpi": 110,
            "figure.constrained_layout.use": True,
            "figure.constrained_layout.h_pad": 0.08,
            "figure.constrained_layout.w_pad": 0.08,
            "axes.prop_cycle": CURVES,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "font.size": 11,
        }
    )
