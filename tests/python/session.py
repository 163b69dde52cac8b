"""Runs cells as a page would, in a process of its own: reads them as JSON, writes what they gave.

Standard input: ``[[{"source": ..., "alt": ...}, ...], [which to run, in order]]``.
"""

import json
import sys


def main():
    """Run what was asked; write plan, end and events of each."""
    from dlnotes_page import modules
    from dlnotes_page.cells import Page

    (cells, order), out, events = json.load(sys.stdin), sys.stdout, []
    page = Page(lambda event, buffers: events.append(event))
    for part in page.parts([cell["source"] for cell in cells]):
        page.installed(part)
    modules.come.update(modules.ORDER)
    answers = []
    for index in order:
        plan = page.plan([cell["source"] for cell in cells], index)
        for i in plan:
            how = page.run(i, cells[i]["source"], cells[i].get("alt"))
        answers.append({"plan": plan, "how": how, "events": list(events)})
        events.clear()
    json.dump(answers, out)


if __name__ == "__main__":
    main()
