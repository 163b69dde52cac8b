"""Moves the answers to questions, and hints and solutions, to the end of their chapter."""

import json

from course import own_text


def heading(chapter, title, anchor):
    """Add a section with its heading to the end of a chapter, and return it."""
    section = chapter.page.new_tag("section", attrs={"id": anchor})
    section.append(chapter.page.new_tag("h2"))
    section.h2.string = title
    chapter.body.append(section)
    return section


def link(chapter, anchor, text, kind):
    """Return a link to a place in the same chapter."""
    made = chapter.page.new_tag("a", attrs={"href": f"#{anchor}", "class": kind})
    made.string = text
    return made


def gather_answers(chapter):
    """Move the answers to the end, number the questions, and leave room for a pencil."""
    questions = chapter.body.select(".question")
    if not questions:
        return
    section = heading(chapter, "Answers to the questions", "answers")
    for number, box in enumerate(questions, start=1):
        anchor = f"answer-{number}"
        kind = box.select_one(".question-kind")
        kind.insert(0, f"Question {number} · ")
        kind.extend([" ", link(chapter, anchor, "Answer", "to-answer")])
        for line in box.select(".question .lines li"):
            if "rest" in line.get("class", []):
                line.decompose()
            else:
                line.attrs = {}
                line.select_one(".grip").decompose()
        for label in box.select(".answering label"):
            if label.input["type"] != "radio":  # a number: a line to write on
                label.input.replace_with("." * 24)
                for ends in label.select(".ends"):
                    ends.decompose()
            else:
                label.input.decompose()
            label.name, label.attrs = "p", {"class": "choice-line"}
        answer = chapter.page.new_tag("div", attrs={"class": "answer", "id": anchor})
        back = chapter.page.new_tag("p", attrs={"class": "answer-of"})
        back.append(link(chapter, box["id"], f"Question {number}", "to-question"))
        answer.append(back)
        folded = box.select_one("details.answers")
        folded.summary.decompose()
        answer.extend(list(folded.contents))
        folded.decompose()
        for element in answer.select("li"):
            element.attrs = {"class": element["class"]}
        section.append(answer)


def gather_hints(chapter):
    """Move the hints and the solution of each exercise to the end."""
    places = chapter.body.select(".hints")
    if not places:
        return
    section = heading(chapter, "Hints and solutions", "hints")
    for place in places:
        exercise = place.find_parent("section")
        name = place["data-hints-of"]
        title = chapter.page.new_tag("h3", attrs={"id": f"hints-{name}"})
        title.append(link(chapter, exercise["id"], own_text(exercise.find(["h2", "h3"])), "back"))
        listed = chapter.page.new_tag("ol", attrs={"class": "hints"})
        for hint in json.loads(place["data-hints"]).values():
            item = chapter.page.new_tag("li")
            item.string = hint
            listed.append(item)
        section.extend([title, listed])
        for cell in exercise.select(".cell[data-folded*=solution]"):
            del cell["data-folded"]
            section.append(cell.extract())
        to = chapter.page.new_tag("p", attrs={"class": "to-hints"})
        to.append(link(chapter, f"hints-{name}", "Hints and a solution", "to-answer"))
        place.replace_with(to)
