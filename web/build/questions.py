"""Makes questions of the boxes `.admonition.question`; CONTRIBUTING.md says how to write one.

What stands in the page afterwards can be read without JavaScript: the question, its choices, and
the answers folded below. Its inputs are there from the start, so that nothing moves when
page/course/course.js brings them to life; site.css shows them only where scripts may run.
"""

import ast
import copy
import json
import re
from pathlib import Path

from bs4 import BeautifulSoup

from dlnotes.exercises.checker import hints

KINDS = ("Predict", "Quick question", "Order the lines")
LETTERS = "ABCD"
NUMBER = r"[-−]?\d+(?:\.\d+)?(?:e-?\d+)?"
MARK = re.compile(r"^\s*([✓✗])\s*")
RANGE = re.compile(rf"^\s*(?:(else)|({NUMBER})\s*±\s*({NUMBER})\s*([^:]*?))\s*:\s*")
OWN = ".question:not([data-page])"  # which is not asked again from another page
LINE = re.compile(rf"^From ({NUMBER}) to ({NUMBER})\.?$")

GRIP = '<span class="grip" aria-hidden="true">⠿</span>'
MOVES = """<button type="button" class="up" aria-label="Up">↑</button>
<button type="button" class="down" aria-label="Down">↓</button>"""
REST = '<li class="rest">What does not belong goes below this line.</li>'


def number(text):
    """Read a number as it is written in a text."""
    return float(text.replace("−", "-"))


def make_questions(page):
    """Turn every box of the class `question` into a question, and keep a place for each guess."""
    for box in page.select(".admonition.question"):
        try:
            make_question(page, box)
        except (AttributeError, ValueError) as error:
            raise ValueError(
                f"question {box.get('id')}: {error}. How to write one stands in CONTRIBUTING.md."
            ) from error


def make_question(page, box):
    """Turn one box into a question."""
    name, title = box["id"], box.select_one(".admonition-title")
    kind = title.get_text(strip=True)
    if kind not in KINDS:
        raise ValueError(f"its title is {kind!r}, not one of {', '.join(KINDS)}")
    folded = box.select_one("details")
    answers = [make_answer(page, item) for item in folded.select("li")]
    if sum("right" in answer["class"] for answer in answers) != 1:
        raise ValueError("exactly one answer is marked ✓")

    form = page.new_tag("div", attrs={"class": "answering"})
    choices = box.find("ul", recursive=False)
    line = next((p for p in box.find_all("p", recursive=False) if LINE.match(p.get_text())), None)
    if kind == "Order the lines":
        form["data-form"] = "lines"
        listing = box.find(class_="highlight-python", recursive=False)
        form.append(make_lines(page, listing, folded.select_one(".highlight-python")))
        listing.decompose()
    elif choices:
        form["data-form"] = "choice"
        texts = choices.find_all("li", recursive=False)
        if len(texts) != len(answers):
            raise ValueError(f"{len(texts)} choices and {len(answers)} answers")
        form.append(make_choices(page, name, texts))
        choices.decompose()
    else:
        form["data-form"] = "place" if line else "number"
        form.append(make_field(page, f"{name}-text", answers, line))
    if line:
        line.decompose()

    title.name, title["class"], title["id"] = "p", ["question-kind"], f"{name}-kind"
    title.append(page.new_tag("span", attrs={"class": "question-mark"}))
    text = page.new_tag("div", attrs={"class": "question-text", "id": f"{name}-text"})
    for part in [part for part in box.contents if part not in (title, folded)]:
        text.append(part.extract())
    form.append(BeautifulSoup('<button type="button" class="answer">Check</button>', "html.parser"))
    details = page.new_tag("details", attrs={"class": "answers"})
    details.append(BeautifulSoup("<summary>Answers</summary>", "html.parser"))
    listed = page.new_tag("ol" if choices else "ul")
    listed.extend(answers)
    details.append(listed)
    details.extend([code.extract() for code in folded.select(".highlight-python")])
    verdict = page.new_tag("div", attrs={"class": "verdict", "role": "status"})
    again = "again" in box["class"]
    box.attrs = {"class": ["question"], "id": name, "role": "group"}
    box["aria-labelledby"] = f"{name}-kind"
    if again:
        box["data-again"] = ""
    box.extend([text, form, verdict, details])
    folded.decompose()
    if kind == "Predict":
        keep_guess(page, box)


def make_answer(page, item):
    """Return an item of the answers as what a reader sees: its sign, and its reason."""
    paragraph = item.find("p") or item
    first = paragraph.find(string=True)
    sign = MARK.match(first or "")
    if not sign:
        raise ValueError(f"an answer begins with ✓ or ✗, not with {item.get_text()[:30]!r}")
    right = sign[1] == "✓"
    answer = page.new_tag("li", attrs={"class": ["right" if right else "wrong"]})
    rest = first[sign.end() :]
    said = f"""<span class="sign" aria-hidden="true">{sign[1]}</span>
    <span class="visually-hidden">{"Right" if right else "Wrong"}: </span>"""
    if values := RANGE.match(rest):
        rest = rest[values.end() :]
        rest = rest[:1].upper() + rest[1:]
        if values[1]:
            answer["data-else"] = ""
        else:
            answer["data-value"], answer["data-within"] = number(values[2]), number(values[3])
            answer["data-unit"] = values[4]
            said += f"{values[2]} {values[4]}".strip() + ": "
    first.replace_with(rest)
    answer.append(BeautifulSoup(said, "html.parser"))
    if code := paragraph.find("code"):  # of a line that does not belong
        answer["data-line"] = code.get_text()
    reason = page.new_tag("span", attrs={"class": "reason"})
    reason.extend(list(paragraph.contents))
    answer.append(reason)
    return answer


def make_choices(page, name, items):
    """Return a group of radio buttons, with letters by which a class can speak of them."""
    named = {"aria-labelledby": f"{name}-text"}
    group = page.new_tag("div", attrs={"class": "choices", "role": "radiogroup", **named})
    for letter, item in zip(LETTERS, items, strict=False):
        label = page.new_tag("label")
        label.append(page.new_tag("input", attrs={"type": "radio", "name": name, "value": letter}))
        label.append(BeautifulSoup(f'<span class="letter">{letter}</span>', "html.parser"))
        text = page.new_tag("span", attrs={"class": "choice"})
        text.extend(list((item.find("p") or item).contents))
        label.append(text)
        group.append(label)
    return group


def make_field(page, about, answers, line):
    """Return a field for a number, or for a place on a line a slider that goes along it."""
    right = next(answer for answer in answers if "right" in answer["class"])
    if "data-value" not in right.attrs or not any("data-else" in a.attrs for a in answers):
        raise ValueError("a number reads `✓ 2.3 ± 0.1: reason`, and one answer is `✗ else: reason`")
    unit = right["data-unit"]
    label = page.new_tag("label")
    if line:
        low, high = (number(end) for end in LINE.match(line.get_text()).groups())
        label.append("Your place ")
        step = 10.0 ** (len(str(int((high - low) / 20))) - 1 if high - low >= 20 else -1)
        attrs = {"type": "range", "min": f"{low:g}", "max": f"{high:g}", "step": f"{step:g}"}
        label.append(page.new_tag("input", attrs=attrs | {"aria-describedby": about}))
        ends = f"<span>{low:g}</span><b class='here'></b><span>{high:g}</span>".replace("-", "−")
        label.append(
            BeautifulSoup(f'<span class="ends" aria-hidden="true">{ends}</span>', "html.parser")
        )
    else:
        label.append("Your number ")
        attrs = {"type": "text", "inputmode": "decimal", "autocomplete": "off", "size": "8"}
        label.append(page.new_tag("input", attrs=attrs | {"aria-describedby": about}))
    if unit:
        label.append(f" {unit}")
    return label


def make_lines(page, listing, solution):
    """Return the lines of a listing to put in order, each with the lines that come before it."""
    shown = [span for span in listing.pre.get_text().splitlines() if span.strip()]
    right = [line for line in solution.pre.get_text().splitlines() if line.strip()]
    if shown == right or missing_lines(shown, right):
        raise ValueError("the lines stand there in another order, all of the right ones and more")
    order = lines_before(right)
    group = page.new_tag("ol", attrs={"class": "lines"})
    for position, line in enumerate(shown):
        item = page.new_tag("li", attrs={"data-number": position})
        if line in right:
            item["data-after"] = " ".join(str(shown.index(right[i])) for i in order[line])
        else:
            item["data-extra"] = ""
        code = page.new_tag("code")
        code.string = line
        item.append(BeautifulSoup(GRIP, "html.parser"))
        item.append(code)
        item.append(BeautifulSoup(MOVES, "html.parser"))
        group.append(item)
    if len(shown) > len(right):
        group.append(BeautifulSoup(REST, "html.parser"))
    return group


def missing_lines(shown, right):
    """Return the lines of the solution that are not there to be put in order."""
    return [line for line in right if shown.count(line) != 1 or right.count(line) != 1]


def lines_before(lines):
    """Return for each line of a function's body which lines have to stand above it, by number.

    Two lines may change places when neither binds or changes a name that the other uses. What is
    no assignment, and what is indented, stays where it is.
    """
    uses = [names_of(line) for line in lines]
    return {line: [i for i in range(j) if tied(uses[i], uses[j])] for j, line in enumerate(lines)}


def tied(one, other):
    """Say whether two lines have to keep their order."""
    (reads, binds), (reads_other, binds_other) = one or ((), ()), other or ((), ())
    touch = any(
        f"{a}.".startswith(f"{b}.") or f"{b}.".startswith(f"{a}.")
        for ours, theirs in ((binds, {*reads_other, *binds_other}), (reads, binds_other))
        for a in ours
        for b in theirs
    )
    return touch or one is None or other is None


def names_of(line):
    """Return the dotted names that a line reads and those that it binds; None if it is fixed."""
    try:
        [statement] = ast.parse(line).body
    except SyntaxError:  # it opens a block, or stands in one
        return None
    if not isinstance(statement, ast.Assign | ast.AugAssign):
        return None
    reads, binds, left = set(), set(), [statement]
    while left:
        node = left.pop()
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            bound = isinstance(node.ctx, ast.Store)
            (binds if bound else reads).add(re.match(r"[\w.]*", ast.unparse(node))[0])
            while isinstance(node, ast.Attribute | ast.Subscript):  # self.W.grad is one name
                left += [node.slice] if isinstance(node, ast.Subscript) else []
                node = node.value
            left += [] if isinstance(node, ast.Name) else [node]
        else:
            left += ast.iter_child_nodes(node)
    return reads, binds


def keep_guess(page, box):
    """Keep a place for the guess beside what happens: behind the next cell that shows something."""
    for cell in box.find_all_next("div", class_="cell"):
        if cell.select_one(".cell_output") and not cell.select_one("details.hide"):
            place = page.new_tag("p", attrs={"class": "guess", "data-of": box["id"]})
            cell.insert_after(place)
            return
    raise ValueError("nothing below it shows what happens")


# --- the course as a whole ------------------------------------------------------------------------


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
    first = pages[order[0]]
    title_of(first).insert_after(first.new_tag("p", attrs={"class": "go-on"}))
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
    form = box.select_one(".answering")
    choices = {
        label.input["value"]: plain_text(label.select_one(".choice"))
        for label in form.select(".choices label")
    }
    right = box.select_one(".answers .right")
    return {
        "id": box["id"],
        "kind": own_text(box.select_one(".question-kind")),
        "text": plain_text(box.select_one(".question-text")),
        "choices": choices,
        "right": LETTERS[box.select(".answers li").index(right)] if choices else None,
    }


def plain_text(element):
    """Return the words of an element, formulas as they were typed."""
    element = copy.copy(element)
    for formula in element.select(".katex"):
        formula.replace_with(formula.annotation.get_text())
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
        [(chapter["page"], box) for box in pages[chapter["page"]].select(OWN + "[data-again]")]
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
