"""Take the picture in the README from the built site: a control that a reader has just moved."""

from io import BytesIO

from browser import find_chromium
from conftest import ROOT, SITE
from engines.with_playwright import QUIET
from hands import drag
from PIL import Image
from playwright.sync_api import sync_playwright

PICTURE = ROOT / "book" / "images" / "page.webp"

if __name__ == "__main__":
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        page = chromium.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
        page.goto((SITE / "book" / "05_sgd.html").as_uri())
        page.wait_for_selector("html[data-widgets=ready]")
        control = page.locator(".dlnotes-control-of-DescentExplorer")
        drag(page, control.get_by_role("slider").last, 60)
        control.evaluate("node => node.scrollIntoView({block: 'center'})")
        shot = Image.open(BytesIO(page.screenshot()))
    new = PICTURE.with_suffix(".new")
    shot.save(new, "WEBP", quality=80, method=6)
    new.replace(PICTURE)
