"""Previews of links, canonical addresses, the map of the site, and the page for what is lost."""

import sys
import xml.etree.ElementTree as ElementTree

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, SITE
from PIL import Image

sys.path.append(str(ROOT / "web" / "build"))
from addresses import announce, write_map

BASE = "https://ada.example/course/"
CHAPTER = "book/05_sgd"


def chapter():
    """Return a chapter as it is before addresses are added."""
    page = BeautifulSoup((SITE / f"{CHAPTER}.html").read_text(encoding="utf-8"), "html.parser")
    for told in page.select("meta[property], link[rel=canonical]"):
        told.decompose()
    return page


def told(page):
    return {meta["property"]: meta["content"] for meta in page.select("meta[property]")}


def test_every_page_has_a_title_and_a_sentence_for_previews():
    for path in SITE.glob("book/0*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        assert told(page)["og:title"] in page.title.string
        assert len(told(page)["og:description"]) > 20


@pytest.mark.parametrize("address", [BASE, BASE.rstrip("/")])
def test_where_the_address_is_known_a_preview_has_a_picture(monkeypatch, tmp_path, address):
    monkeypatch.setenv("DLNOTES_ADDRESS", address)
    (tmp_path / "_static").mkdir()
    page = chapter()
    announce(page, CHAPTER, tmp_path)
    assert page.select_one("link[rel=canonical]")["href"] == f"{BASE}{CHAPTER}.html"
    assert told(page)["og:url"] == f"{BASE}{CHAPTER}.html"
    picture = tmp_path / told(page)["og:image"].removeprefix(BASE)
    with Image.open(picture) as image:
        assert (image.format, image.size) == ("JPEG", (1200, 630))
        assert image.convert("L").getextrema()[0] < 100  # something is drawn


def test_where_it_is_unknown_nothing_points_anywhere(monkeypatch, tmp_path):
    monkeypatch.delenv("DLNOTES_ADDRESS", raising=False)
    page = chapter()
    announce(page, CHAPTER, tmp_path)
    write_map({CHAPTER: page}, tmp_path)
    assert not page.select("link[rel=canonical]")
    assert not {"og:url", "og:image"} & told(page).keys()
    assert [path.name for path in tmp_path.iterdir()] == ["404.html"]


def test_the_map_has_every_page_and_the_lost_page_leads_to_each(monkeypatch, tmp_path):
    monkeypatch.setenv("DLNOTES_ADDRESS", BASE)
    write_map({"index": None, CHAPTER: chapter(), "search": None}, tmp_path)
    places = ElementTree.parse(tmp_path / "sitemap.xml").getroot()
    assert [place.findtext("{*}loc") for place in places] == [f"{BASE}{CHAPTER}.html"]
    lost = (tmp_path / "404.html").read_text(encoding="utf-8")
    assert f'<a href="{CHAPTER}.html">' in lost and '"/course/"' in lost


def test_an_address_that_is_none_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("DLNOTES_ADDRESS", "ada.example/course")
    with pytest.raises(ValueError, match=r"begins with https://, got 'ada\.example"):
        announce(chapter(), CHAPTER, tmp_path)
