"""What is known of the course's objects, so that a reader does not wait for what changes nothing.

Its functions and layers never write into the arrays that they are given (the package's tests say
so), and a loss keeps nothing that the next call reads. So a cell that trains one network does not
change the images for another. NumPy's generators draw from arrays and leave them as they are.
"""

import ast
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache

LOSSES = {"MSE", "CrossEntropy", "SoftmaxCrossEntropy"}
GIVE_ARRAYS = {"load_mnist", "load_pen_digits", "make_xor", "make_circles", "make_moons"}
GIVE_ARRAYS |= {"make_spiral", "make_curve"}
# Methods of an array that leave it as it is, and of these those that give its very numbers.
GIVE_PARTS = {"reshape", "ravel", "transpose"}
ONLY_LOOK = GIVE_PARTS | {"astype", "copy", "tolist", "sum", "mean", "std", "var", "min", "max"}
ONLY_LOOK |= {"argmin", "argmax"}
# Every click asks about all cells above it; what the text of one tells is kept until it changes.
kept = lru_cache(maxsize=10_000)


@dataclass
class Known:
    """Names of a page, as all of its cells bind them."""

    imported: set[str]  # functions and classes of the course
    objects: set[str]  # of these classes, and parts of them
    arrays: set[str]  # that the course gave, and parts of them
    harmless: set[str]  # leave whatever they are given: generators; `needs` adds functions
    losses: set[str]


def known_of(cells: list[list[ast.stmt]]) -> Known:
    """Find the names that are bound in one of these ways only."""
    imported, bound, stores = set(), defaultdict(list), Counter()
    for names, assigned, stored in (bindings_of(statement) for cell in cells for statement in cell):
        imported |= names
        for name, origins in assigned:
            bound[name].append(origins)
        stores.update(stored)
    imported -= stores.keys()  # a reader's own has taken the place
    # A name that a loop, a `with` or a function binds too may be anything.
    bound = {name: set().union(*ways) for name, ways in bound.items() if len(ways) == stores[name]}

    def only(origins):
        return {name for name, ways in bound.items() if ways <= origins}

    def made_by(functions):
        """Find what some functions gave, and parts of it."""
        found, before = only(functions), None
        while found != before:
            before, found = found, only(functions | {f"of {name}" for name in found})
        return found

    objects = made_by({name for name in imported if name[:1].isupper()})
    arrays = made_by(GIVE_ARRAYS & imported)
    return Known(imported, objects, arrays, only({"default_rng"}), only(LOSSES & imported))


@kept
def bindings_of(statement: ast.stmt) -> tuple[set[str], list[tuple[str, set[str]]], list[str]]:
    """Return names from the course, names and where what they get is from, and all it binds."""
    imported, assigned, stored = set(), [], []
    for node in ast.walk(statement):
        match node:
            case ast.ImportFrom(module=str(module), names=names):
                if module.partition(".")[0] == "dlnotes":
                    imported |= {a.asname or a.name for a in names}
            case ast.Assign(targets=targets, value=value):
                for part, given in (pair for target in targets for pair in pairs(target, value)):
                    for name in ast.walk(part):
                        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                            assigned.append((name.id, origins_of(given)))
            case ast.Name(id=name, ctx=ast.Store()):
                stored.append(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                stored.append(name)
    return imported, assigned, stored


def pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """Return what is assigned to what: each to its own in ``x, t = x[:9], t[:9]``."""
    match target, value:
        case ast.Tuple(elts=parts), ast.Tuple(elts=given) if len(parts) == len(given):
            return list(zip(parts, given, strict=True))
    return [(target, value)]


def origins_of(value: ast.expr) -> set[str]:
    """Return the functions whose results are in a value, and ``"of x"`` for a part of x."""
    match value:
        case ast.Tuple(elts=[_, *_] as parts):
            return set().union(*map(origins_of, parts))
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if attr in GIVE_PARTS:
            return {f"of {name}"}
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr="default_rng" as name)):
            return {name}
        case ast.Subscript(value=ast.Name(id=name)) | ast.Attribute(value=ast.Name(id=name)):
            return {f"of {name}"}
    return {""}
