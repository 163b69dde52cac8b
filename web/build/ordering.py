"""Which lines of code have to stand above which, told by the names that they bind and read."""

import ast
import re


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
