"""What the text of a cell tells: the names that it binds, that it reads, and that it may change."""

import ast
import builtins
import symtable
from dataclasses import dataclass, field

from dlnotes_page.course import GIVE_PARTS, ONLY_LOOK, Known, kept

BUILTINS = frozenset(dir(builtins))
# Modules whose functions leave what they are given as it is, but for the mutators.
PURE = ("numpy", "matplotlib", "math", "itertools", "time", "functools", "dlnotes.plotting")
PURE += ("dlnotes.accuracy", "dlnotes.predict", "dlnotes.softmax", "dlnotes.widgets")
MUTATORS = frozenset(
    ["next", "setattr", "delattr", "copyto", "fill_diagonal", "put", "put_along_axis", "place"]
) | {"shuffle"}
EVERYTHING = frozenset(["exec", "eval", "globals", "locals", "vars"])  # names cannot be told
MAY_NOT_HAPPEN = (ast.If, ast.For, ast.While, ast.Try, ast.Match, ast.With)


@dataclass
class Facts:
    """What the text of a cell tells about the names of the page."""

    binds: set[str] = field(default_factory=set)  # surely anew, whatever stood there before
    may_bind: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)  # perhaps in place
    # What a call of a function that is defined here may change, and what it reads.
    functions: dict[str, tuple[set[str], set[str]]] = field(default_factory=dict)
    shared: list[set[str]] = field(default_factory=list)  # names whose objects may hold one another
    unknown: bool = False


@kept
def parsed(source: str) -> list[ast.stmt]:
    """Return the statements of a cell; one that is no Python has none."""
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError):
        return []


def pure_names(cells: list[list[ast.stmt]]) -> set[str]:
    """Return the names under which the page imports modules whose functions change nothing."""
    pure = set()
    for statement in (s for cell in cells for s in cell):
        match statement:
            case ast.Import(names=names):
                pure |= {(a.asname or a.name).partition(".")[0] for a in names if is_pure(a.name)}
            case ast.ImportFrom(module=str(module), names=names):
                for a in names:
                    if is_pure(module) or is_pure(f"{module}.{a.name}"):
                        pure.add(a.asname or a.name)
    return pure


def is_pure(module: str) -> bool:
    """Tell whether a module, or one that it is in, is on the list."""
    return any(module == name or module.startswith(f"{name}.") for name in PURE)


def facts_of(cell: list[ast.stmt], pure: set[str], known: Known) -> Facts:
    """Read the statements of a cell in their order."""
    facts = Facts()
    for statement in cell:
        reads, bound, may_bind = names_of(statement)
        facts.reads |= reads - facts.binds - BUILTINS
        facts.may_bind |= may_bind
        (facts.may_bind if isinstance(statement, MAY_NOT_HAPPEN) else facts.binds).update(bound)
        facts.unknown |= not reads.isdisjoint(EVERYTHING)
        facts.shared += shared_in(statement)
        changed = changed_in(statement, pure, known)
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):  # when it is called, not now
            facts.functions[statement.name] = changed, reads - BUILTINS
        else:
            facts.changes |= changed
    return facts


@kept
def names_of(statement: ast.stmt) -> tuple[set[str], set[str], set[str]]:
    """Return what a statement reads and binds, and what its functions may bind when called."""
    reads, bound, may_bind = set(), set(), set()
    table = symtable.symtable(ast.unparse(statement), "cell", "exec")
    for symbol in table.get_symbols():
        if symbol.is_referenced():
            reads.add(symbol.get_name())
        if symbol.is_assigned() or symbol.is_imported():
            bound.add(symbol.get_name())
    scopes = table.get_children()
    while scopes:
        scope = scopes.pop()
        scopes = scopes + scope.get_children()
        for symbol in filter(lambda symbol: symbol.is_global(), scope.get_symbols()):
            if symbol.is_assigned():
                may_bind.add(symbol.get_name())
            reads.add(symbol.get_name())
    loops = [node.target for node in ast.walk(statement) if isinstance(node, ast.For)]
    reads -= names_in(*loops) - read_outside_loops(statement)
    for node in ast.walk(statement):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            reads.add(node.target.id)
        if isinstance(node, ast.ImportFrom):
            reads |= EVERYTHING if node.names[0].name == "*" else set()
    return reads, bound, may_bind


def read_outside_loops(node: ast.AST, bound: frozenset[str] = frozenset()) -> set[str]:
    """Return the names that are read but where a loop around them has just bound them."""
    if isinstance(node, ast.Name):
        return {node.id} - bound if isinstance(node.ctx, ast.Load) else set()
    body = node.body if isinstance(node, ast.For) else []
    inside = bound | names_in(node.target) if body else bound
    children = ast.iter_child_nodes(node)
    parts = (read_outside_loops(child, inside if child in body else bound) for child in children)
    return set().union(*parts)


def root(node: ast.AST) -> str:
    """Return the name at which an expression begins: ``layers`` of ``layers[0].W.data``."""
    while not isinstance(node, ast.Name):
        node = getattr(node, "value", None) or getattr(node, "func", None)
        if not isinstance(node, ast.AST):
            return ""
    return node.id


@kept
def names_in(*nodes: ast.AST) -> frozenset[str]:
    """Return every name that stands in some expressions."""
    return frozenset(n.id for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name))


@kept
def that_change(statement: ast.stmt) -> list[ast.AST]:
    """Return the nodes of a statement that may change something."""
    kinds = (ast.Attribute, ast.Subscript, ast.AugAssign, ast.Call)
    return [node for node in ast.walk(statement) if isinstance(node, kinds)]


def changed_in(statement: ast.stmt, pure: set[str], known: Known) -> set[str]:
    """Return the names whose objects a statement may change in place."""
    return set().union(*(changed_by(node, pure, known) for node in that_change(statement)))


def changed_by(node: ast.AST, pure: set[str], known: Known) -> set[str]:
    """Return the names whose objects one node of a program may change in place."""
    match node:
        case (
            ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del())
        ):
            return {root(node)}
        case ast.AugAssign(target=ast.Name(id=name)):
            return {name}
        case ast.Call(func=func, args=args, keywords=keywords):
            out = names_in(*(k.value for k in keywords if k.arg == "out"))
            given = names_in(*args, *(k.value for k in keywords))
            called = func.attr if isinstance(func, ast.Attribute) else root(func)
            if called in MUTATORS:
                return given
            # A method may change its object and what it is given, a function what it is given.
            harmless = root(func) in pure or (isinstance(func, ast.Name) and called in BUILTINS)
            if root(func) in known.harmless:
                given = set()
            if root(func) in known.imported | known.objects:
                given -= known.arrays
            if root(func) in known.arrays and called in ONLY_LOOK:
                return out
            return out if harmless else given | {root(func)}
    return set()


@kept
def shared_in(statement: ast.stmt) -> list[set[str]]:
    """Return sets of names whose objects may hold one another after a statement."""
    return list(filter(None, map(held_by, ast.walk(statement))))


def held_by(node: ast.AST) -> set[str] | None:
    """Return names whose objects hold one another: a constructor keeps what it was given."""
    match node:
        case ast.For(target=target, iter=value):
            return names_in(target) | {root(value)}
        case ast.Assign(targets=targets, value=value):
            kept = kept_in(value)
            return names_in(*targets) | kept if kept else None
    return None


def kept_in(value: ast.expr) -> set[str]:
    """Return the names whose objects may be in a value; what a function computes is new."""
    match value:
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return {root(value)}
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Dict(values=parts):
            return set().union(*map(kept_in, parts))
        case ast.Call(func=ast.Attribute(value=array, attr=attr)) if attr in GIVE_PARTS:
            return kept_in(array)
        case ast.Call(func=func):
            name = func.attr if isinstance(func, ast.Attribute) else root(func)
            return names_in(value) - {name} if name[:1].isupper() else set()
    return set()
