"""A teacher sees what a class misses, from the files that it has exported."""

import json

from small_book import ask


def marks_of(*given):
    """The text of an exported file: (page, kind, id, first answer, right at first, in the end)."""
    marks = [
        {
            **{"page": page, "kind": kind, "id": id_, "right": solved, "answer": first},
            **{"solved": solved, "first": {"right": right, "answer": first}, "tries": 1},
            "time": "2026-01-01T00:00:00.000Z",
        }
        for page, kind, id_, first, right, solved in given
    ]
    return json.dumps({"dlnotes": "marks", "version": 1, "marks": marks})


CLASS = {
    "ann.json": marks_of(
        ("01_first", "question", "q-line", "A", False, True),
        ("01_first", "question", "q-loss", -2.303, False, False),
        ("01_first", "exercise", "nor-weights", None, False, True),
    ),
    "ben.json": marks_of(("01_first", "question", "q-line", "B", True, True)),
    "cleo.json": marks_of(("01_first", "question", "q-line", "A", False, False)),
    "holiday.json": '{"photos": 3}',
}


def rows(page):
    return [
        " | ".join(row.locator("th, td").all_inner_texts())
        for row in page.locator("table tbody tr").all()
    ]


def test_a_teacher_sees_what_a_class_misses(visit):
    with ask(visit, "book/class.html") as page:
        page.get_by_label("Choose files").set_input_files(
            [
                {"name": name, "mimeType": "application/json", "buffer": text.encode()}
                for name, text in CLASS.items()
            ]
        )
        page.locator("table").wait_for()
        status = page.locator(".course-here [role=status]").inner_text()
        assert "3 of the class read." in status
        assert "holiday.json: This is not a file of marks." in status
        assert rows(page) == [
            "Can one straight line separate the four points of XOR? | 3 | 33 % | 67 % | "
            "2 × A: Yes, if its slope w₁ is right",
            "What is the loss of a guess among ten classes? | 1 | 0 % | 0 % | 1 × -2.303",
            "Exercise: Warm-up: NOR | 1 | 0 % | 100 % | ",
        ]


def test_files_are_dropped_onto_the_page_and_none_counts_twice(visit):
    with ask(visit, "book/class.html") as page:
        for _ in range(2):
            page.evaluate(
                """(text) => {
                    const dataTransfer = new DataTransfer();
                    dataTransfer.items.add(new File([text], "ben.json"));
                    for (const kind of ["dragover", "drop"]) document.body.dispatchEvent(
                        new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
                }""",
                CLASS["ben.json"],
            )
        page.get_by_text("ben.json: It was read before.").wait_for()
        assert rows(page)[0].startswith(
            "Can one straight line separate the four points of XOR? | 1"
        )
