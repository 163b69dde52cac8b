"""What the pages of the course know of each other: questions, exercises, and places for marks."""

import copy
import json
import re
from pathlib import Path

from bs4 import BeautifulSoup
from elements import of_class
from plain_formulas import in_plain_text
from questions import make_questions

from dlnotes.exercises.checker import hints

OWN = ".question:not([data-page])"  # which is not asked again from another page
# Leads to where page/course/course.js saw the reader stop. It runs as the page comes, so that the
# line stands there from the start and moves nothing.
GO_ON = """<p class="go-on" hidden>Go on where you stopped: <a href="#">there</a></p><script>{
    const line = document.querySelector(".go-on");
    let place;
    try { place = JSON.parse(localStorage.getItem("dlnotes-place")); } catch {}
    if (place) {
        line.lastChild.href = `${encodeURI(place.page)}.html#${encodeURI(place.section)}`;
        line.lastChild.textContent = [place.chapter, place.title].filter(Boolean).join(", ");
        line.hidden = false;
    }
}</script>"""


def join_course(pages, order):
    """Put into the pages, {document: page}, what those of the book, in `order`, know of each other.

    The marks of exercises and chapters get their places, and each chapter after the first asks
    three questions of those before it. Return the course, which `write_course` writes.
    """
    book = {Path(document).name: pages[document] for document in order}
    course = []
    for name, page in book.items():
        make_questions(page)
        exercises = place_exercise_marks(page)
        questions = [describe_question(box) for box in page.select(".question")]
        if questions or exercises:
            course.append(
                {
                    "page": name,
                    "title": own_text(title_of(page)),
                    "questions": questions,
                    "exercises": exercises,
                }
            )
    for i, chapter in enumerate(course[1:], start=1):
        ask_again(book, chapter["page"], course[:i])
    for document, page in pages.items():
        place_chapter_marks(page, Path(document).name, course)
    title_of(pages[order[0]]).insert_after(BeautifulSoup(GO_ON, "html.parser"))
    return course


def title_of(page):
    """Return the heading of a page; another one stands above it, for paper."""
    return page.select_one("article h1")


def own_text(heading):
    """Return the text of a heading without the link behind it."""
    return "".join(part.get_text() for part in heading.contents if part.name != "a").strip()


def place_exercise_marks(page):
    """Keep a place for a mark at each exercise's heading, and for hints below; return them all."""
    found = []
    for cell in page.select("article div.cell[data-exercise]"):  # see cells.py
        name, section = cell["data-exercise"], cell.find_parent("section")
        heading = section.find(re.compile("h[2-6]"))
        found.append({"id": name, "title": own_text(heading), "section": section["id"]})
        mark = page.new_tag("span", attrs={"class": "exercise-mark", "data-mark-of": name})
        steps = page.new_tag("div", attrs={"class": "hints", "data-hints-of": name})
        steps["data-hints"] = json.dumps(hints(name), ensure_ascii=False)
        cell.insert_after(steps)
        link = heading.find("a", class_="headerlink")
        link.insert_before(mark) if link else heading.append(mark)
    return found


def describe_question(box):
    """Return what the page "Your course" says of a question."""
    choices = {
        label.input["value"]: plain_text(label.select_one(".choice"))
        for label in box.select(".choices label")
    }
    return {
        "id": box["id"],
        "text": plain_text(box.select_one(".question-text")),
        "choices": choices,
    }


def plain_text(element):
    """Return the words of an element, with its formulas as plain text."""
    element = copy.copy(element)
    for formula in element.select(".katex"):
        formula.replace_with(in_plain_text(formula))
    return " ".join(element.get_text().split())


def place_chapter_marks(page, name, course):
    """Keep a place for how much is done behind each chapter in the list of chapters."""
    counts = {c["page"]: len(c["questions"]) + len(c["exercises"]) for c in course}
    for link in page.select("nav.bd-links a.reference.internal[href]"):
        file = link["href"].partition("#")[0].rpartition("/")[2] or f"{name}.html"
        leads_to = file.removesuffix(".html")
        if leads_to in counts:
            about = {"data-page": leads_to, "data-of": counts[leads_to]}
            mark = page.new_tag("span", attrs={"class": "chapter-mark", **about})
            mark.append(page.new_tag("span", attrs={"aria-hidden": "true"}))
            mark.append(page.new_tag("span", attrs={"class": "visually-hidden"}))
            link.append(mark)


def ask_again(pages, name, earlier):
    """Ask three questions of earlier chapters at the head of one, folded.

    They are those of the class `again`: one of each chapter, beginning with the last, then another.
    """
    worth = [
        [
            (chapter["page"], box)
            for box in of_class(pages[chapter["page"]], "question")
            if "data-again" in box.attrs and "data-page" not in box.attrs
        ]
        for chapter in reversed(earlier)
    ]
    turns = [row[i] for i in range(3) for row in worth if i < len(row)]
    if not turns:
        return
    page = pages[name]
    box = BeautifulSoup(
        '<details class="before"><summary>Three questions from before</summary></details>',
        "html.parser",
    ).details
    box["data-pages"] = " ".join(chapter["page"] for chapter in earlier)
    box.extend(copy_question(asked, pages[origin], origin) for origin, asked in turns[:3])
    opening = page.select_one("article section > .admonition") or title_of(page)
    opening.insert_after(box)


def copy_question(box, page, origin):
    """Return a question to be asked on another page: with its own ids, and links that lead back."""
    asked = copy.copy(box)
    kind = asked.select_one(".question-kind").contents[0]
    link = page.new_tag("a", attrs={"href": f"#{box['id']}"})
    link.string = own_text(title_of(page))
    kind.replace_with("From ", link)
    asked["data-page"], asked["data-id"] = origin, box["id"]
    for element in [asked, *asked.select("[id]")]:
        element["id"] = f"{origin}-{element['id']}"
    for attribute in ("aria-labelledby", "aria-describedby"):
        for element in [asked, *asked.select(f"[{attribute}]")]:
            if attribute in element.attrs:
                element[attribute] = f"{origin}-{element[attribute]}"
    for element in asked.select("input[name]"):
        element["name"] = f"{origin}-{element['name']}"
    for link in asked.select("a[href^='#']"):
        link["href"] = f"{origin}.html{link['href']}"
    return asked


def write_course(folder, pages, course):
    """Write the scripts from which pages learn of the course: its list, and its questions.

    The questions are those of the mended pages, {document: page}.
    """
    book = {Path(document).name: page for document, page in pages.items()}
    (folder / "questions").mkdir(exist_ok=True)
    listed = json.dumps(course, ensure_ascii=False)
    (folder / "course_list.js").write_text(f"globalThis.dlnotesCourse = {listed};\n", "utf-8")
    for name in (chapter["page"] for chapter in course):
        own = {
            box["id"]: str(copy_question(box, book[name], name)) for box in book[name].select(OWN)
        }
        (folder / "questions" / f"{name}.js").write_text(
            "(globalThis.dlnotesQuestions ??= {})"
            f"[{json.dumps(name)}] = {json.dumps(own, ensure_ascii=False)};\n",
            "utf-8",
        )
