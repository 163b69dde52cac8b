"""Photographs every control of the built site, for readers and printers without JavaScript.

`make pictures` runs it after a control's look has changed. It writes static/controls/*.webp and
controls.json: the sentence that a control starts with, and its height on a phone and on a desk.
"""

import io
import json
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

WEB = Path(__file__).parent.parent
SITE = WEB.parent / "_build" / "html"
sys.path.append(str(WEB.parent / "tests"))
from browser import find_chromium  # noqa: E402

NAMES = "n => [...n.classList].map(c => c.split('-of-')[1]).find(Boolean)"


def photograph(browser, path, width, sharpness=1.0, state="", deed="() => {}"):
    """Yield name, height, sentence and PNG of each control of a page.

    `state` is the end of a link to the state of controls; `deed` does in the page what a link
    cannot say.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 900}, device_scale_factor=sharpness
    )
    page = context.new_page()
    page.goto(path.as_uri() + state)
    page.wait_for_selector("html[data-widgets=ready]")
    page.evaluate(deed)
    for control in page.locator("[class*=dlnotes-control-of-]").all():
        place = control.locator("xpath=ancestor::*[contains(@class, 'jupyter-widgets-view')]")
        control.scroll_into_view_if_needed()
        page.wait_for_function("document.fonts.status == 'loaded'")
        yield (
            control.evaluate(NAMES),
            round(place.bounding_box()["height"]),
            control.locator(".dlnotes-summary").first.inner_text(),
            control.screenshot(animations="disabled"),
        )
    context.close()


def main():
    """Write the pictures and what stands beside them."""
    folder = WEB / "static" / "controls"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    controls = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for path in sorted(SITE.glob("book/*.html")):
            if "widget-view+json" not in path.read_text(encoding="utf-8"):
                continue
            for name, height, says, _ in photograph(browser, path, 360):
                controls[f"{path.stem}-{name}"] = {"says": says, "heights": [height]}
            for name, height, _, png in photograph(browser, path, 1280, 1.5):
                key = f"{path.stem}-{name}"
                controls[key]["heights"].append(height)
                # Letters and lines on plain ground: 64 colours are sharper and a third smaller.
                picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(64).convert("RGB")
                picture.save(folder / f"{key}.webp", lossless=True, quality=100, method=6)
    text = json.dumps(controls, ensure_ascii=False, indent=2, sort_keys=True)
    (WEB / "controls.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
