"""Figures of Matplotlib: as a picture, and in words for those who cannot see it."""

import io
import sys
from contextlib import contextmanager

PIXELS_PER_INCH = 110  # of a figure at its size on the page, as the build has it


def is_figure(value) -> bool:
    """Tell whether a value is a figure of Matplotlib, without importing that."""
    figure = sys.modules.get("matplotlib.figure")
    return bool(figure) and isinstance(value, figure.Figure)


def png_of(figure) -> bytes:
    """Return a figure as PNG, cut to what is drawn in it as ``savefig(bbox_inches="tight")`` does.

    That lays the figure out and draws it twice; here this is done once wherever all that is drawn
    lies in the figure.
    """
    from matplotlib import rcParams
    from PIL import Image

    png, fast = io.BytesIO(), {"compress_level": 3}
    with measured_once():
        figure.canvas.draw()
        box = figure.get_tightbbox().transformed(figure.dpi_scale_trans)  # pixels, from below
    width, height = figure.bbox.size
    inside = min(box.x0, box.y0, width - box.x1, height - box.y1) > -1
    if not (inside and hasattr(figure.canvas, "buffer_rgba")):
        figure.savefig(png, format="png", bbox_inches="tight", pil_kwargs=fast)
        return png.getvalue()
    margin = rcParams["savefig.pad_inches"] * figure.dpi
    size = int(box.width + 2 * margin), int(box.height + 2 * margin)
    paper = tuple(round(255 * part) for part in figure.get_facecolor())
    picture = Image.new("RGBA", size, paper)
    corner = round(margin - box.x0), round(margin - (height - box.y1))
    whole = figure.canvas.get_width_height(), figure.canvas.buffer_rgba()
    picture.paste(Image.frombuffer("RGBA", *whole), corner)
    picture.save(png, "png", **fast)
    return png.getvalue()


@contextmanager
def measured_once():
    """Work out anew only what is another: an axis' ticks at a new place, the lines of a new text.

    Matplotlib does so each time that it asks how large something is, some twenty times a figure.
    """
    from matplotlib.axis import Axis
    from matplotlib.text import Text

    def once(work_out, key):
        latest = {}

        def look_up(thing, *given):
            now = key(thing)
            if thing not in latest or latest[thing][0] != now:
                latest[thing] = now, work_out(thing, *given)
            return latest[thing][1]

        return look_up

    ticks, layout = Axis._update_ticks, Text._get_layout
    Axis._update_ticks = once(
        ticks, lambda axis: (axis.axes.bbox.bounds, *axis.get_view_interval())
    )
    Text._get_layout = once(
        layout,
        lambda text: (text._get_wrapped_text(), text.get_rotation(), text.get_ha(), text.get_va()),
    )
    try:
        yield
    finally:
        Axis._update_ticks, Text._get_layout = ticks, layout


def described(figure) -> str:
    """Say in words what a figure has, for those who cannot see it: titles, axes, curves."""
    said = [figure.get_suptitle()] if figure.get_suptitle() else []
    for number, axes in enumerate(figure.axes, 1):
        labels = axes.get_title(), axes.get_xlabel(), axes.get_ylabel()
        title, x, y = (" ".join(label.split()) for label in labels)
        counted = (
            (len(axes.lines), "lines"),
            (len(axes.images), "images"),
            (len(axes.patches), "shapes"),
            (len(axes.collections), "groups of marks"),
        )
        parts = [title or f"Plot {number}", x and f"across: {x}", y and f"up: {y}"]
        parts += [f"{n} {what if n > 1 else what[:-1]}" for n, what in counted if n]
        said.append(", ".join(filter(None, parts)))
    return "A figure that this cell drew. " + "; ".join(said) + "." if said else "An empty figure."
