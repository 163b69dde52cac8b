"""Which earlier cells does a cell need? Told by names: what each cell binds, reads and may change.

Nothing is run to find out. Where the text leaves a doubt, a cell counts as needed: to run one too
many costs time, to run one too few gives a wrong answer.
"""

import ast

from dlnotes_page.course import Known, known_of
from dlnotes_page.names import Facts, changed_in, facts_of, parsed, pure_names, shared_in


def needs(sources: list[str]) -> list[set[int]]:
    """Return for each cell the earlier cells that it needs at first hand.

    Parameters
    ----------
    sources
        The cells of a page in their order.

    Returns
    -------
    list of set of int
        What those cells need in turn is not in the sets: follow them.
    """
    cells = [parsed(source) for source in sources]
    of_course = known_of(cells)
    pure = pure_names(cells) | of_course.losses
    of_course.harmless |= leaving_what_they_get(cells, pure, of_course)
    facts = [facts_of(cell, pure, of_course) for cell in cells]
    variables = set().union(*(f.binds | f.may_bind for f in facts))
    functions = {name for f in facts for name in f.functions} | pure | of_course.imported
    known: dict[str, tuple[set[str], set[str]]] = {}  # functions, with those that they call
    found = []
    for j, fact in enumerate(facts):
        for name, (changed, read) in fact.functions.items():
            calls = [known[other] for other in read & known.keys()]
            known[name] = changed.union(*(c for c, _ in calls)), read.union(*(r for _, r in calls))
        for name in (fact.reads | fact.binds) & known.keys():
            fact.changes |= known[name][0]  # to call a function is to do what it does
            fact.reads |= known[name][1] - fact.binds
        shared = [names for f in facts[: j + 1] for names in f.shared]
        fact.changes = (reach(fact.changes, shared) & variables) - functions
        found.append(set(range(j)) if fact.unknown else needed_by(j, facts))
    return found


def leaving_what_they_get(cells: list[list[ast.stmt]], pure: set[str], known: Known) -> set[str]:
    """Return the functions defined on the page that change none of their arguments in place."""
    found, other = set(), set()
    for f in (s for cell in cells for s in cell if isinstance(s, ast.FunctionDef)):
        given = {node.arg for node in ast.walk(f) if isinstance(node, ast.arg)}
        changed = reach(changed_in(f, pure, known), shared_in(f))
        (found if changed.isdisjoint(given) else other).add(f.name)
    return found - other


def reach(names: set[str], shared: list[set[str]]) -> set[str]:
    """Add to some names those that may hold their objects, and those that these may hold."""
    names, before = set(names), None
    while before != len(names):
        before = len(names)
        names = names.union(*(group for group in shared if not group.isdisjoint(names)))
    return names


def needed_by(j: int, facts: list[Facts]) -> set[int]:
    """Look upwards from cell `j` for each name that it reads, to where the name is bound anew."""
    needed = set()
    for name in facts[j].reads:
        for i in reversed(range(j)):
            f = facts[i]
            if f.unknown or name in f.binds or name in f.may_bind or name in f.changes:
                needed.add(i)
            if name in f.binds and name not in f.reads:
                break
    return needed
