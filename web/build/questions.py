"""Makes questions of the boxes `.admonition.question`; CONTRIBUTING.md says how to write one.

What stands in the page afterwards can be read without JavaScript: the question, its choices, and
the answers folded below. Its inputs are there from the start, so that nothing moves when
page/course/questions.js brings them to life; its style shows them only where scripts may run.
"""

import math
import re

from bs4 import BeautifulSoup
from ordering import lines_before

KINDS = ("Predict", "Quick question", "Order the lines")
LETTERS = "ABCD"
NUMBER = r"[-−]?\d+(?:\.\d+)?(?:e-?\d+)?"
MARK = re.compile(r"^\s*([✓✗])\s*")
RANGE = re.compile(rf"^\s*(?:(else)|({NUMBER})\s*±\s*({NUMBER})\s*([^:]*?))\s*:\s*")
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
        form["data-unit"] = next((a["data-unit"] for a in answers if "data-unit" in a.attrs), "")
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
        label.append(BeautifulSoup(f'<span class="letter">{letter}</span> ', "html.parser"))
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
    label = page.new_tag("label")
    if line:
        low, high = (number(end) for end in LINE.match(line.get_text()).groups())
        label.append("Your place ")
        step = 10.0 ** math.floor(math.log10((high - low) / 50))
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
    if right["data-unit"]:
        label.append(f" {right['data-unit']}")
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


def keep_guess(page, box):
    """Keep a place for the guess beside what happens: behind the next cell that shows something."""
    for cell in box.find_all_next("div", class_="cell"):
        if cell.select_one(".cell_output") and not cell.select_one("details.hide"):
            place = page.new_tag("p", attrs={"class": "guess", "data-of": box["id"]})
            cell.insert_after(place)
            return
    raise ValueError("nothing below it shows what happens")
