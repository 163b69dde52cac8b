"""What a reader's hands do in a page: find a slider, drag it with the mouse or a finger."""

import math


def slider(page, name):
    return page.get_by_role("slider", name=name, exact=True)


def value(page, name):
    """Return what a slider says of itself; of a logarithmic one these are three digits."""
    return float(slider(page, name).get_attribute("aria-valuetext").replace("−", "-"))


def power(page, name, step):
    """Return the number at which a logarithmic slider with this step stands, with all digits."""
    return 10 ** (round(math.log10(value(page, name)) / step) * step)


def drag(page, handle, pixels):
    handle.hover()  # scrolls it into view and waits until it stands still
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.down()
    page.mouse.move(x + pixels, y, steps=8)
    page.mouse.up()


def swipe(page, handle, pixels):
    """Drag with a finger; the page has to be visited with ``touch=True``."""
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    client = page.context.new_cdp_session(page)
    for kind, at in [("Start", 0), ("Move", pixels / 2), ("Move", pixels), ("End", None)]:
        points = [] if at is None else [{"x": x + at, "y": y}]
        client.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
