"""Names of dlnotes in the text lead to the reference, as those in the cells do.

What stands in a chapter as `check_gradients` or `dlnotes.softmax` becomes a link, if just one
public function or class has that name. So the text stays readable where no site is built.
"""

import json
import re
from collections import defaultdict

from docutils import nodes
from sphinx.util.nodes import make_refnode
from sphinx_codeautolink.extension.block import CodeExample, Name, SourceTransform
from sphinx_codeautolink.extension.cache import DataCache

NAME = re.compile(r"(?:dlnotes\.)?(?:\w+\.)*(\w{3,})(?:\(\))?")


def link_names(app, doctree, document):
    """Make links of the literals in a page's text that name something in the reference."""
    known = defaultdict(list)
    for full, entry in app.env.domaindata["py"]["objects"].items():
        if entry.objtype in ("class", "function"):
            known[full.rpartition(".")[2]].append(entry)
    for literal in list(doctree.findall(nodes.literal)):
        found = NAME.fullmatch(literal.astext())
        entries = known.get(found[1], []) if found else []
        if len(entries) == 1 and not isinstance(literal.parent, nodes.reference):
            [entry] = entries
            if entry.docname != document:
                literal.replace_self(
                    make_refnode(
                        app.builder, document, entry.docname, entry.node_id, literal.deepcopy()
                    )
                )


def read_names(cache):
    """Read what codeautolink found in pages not read again; itself it looks for .rst files only."""
    path = cache.cache_dir / cache.cache_filename
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for document, cells in found.items():
        for cell in cells:
            cell["names"] = [Name(**name) for name in cell["names"]]
            cell["example"] = CodeExample(**cell["example"])
        cache.transforms[document] = [SourceTransform(**cell) for cell in cells]


def setup(app):
    """Join the extension to Sphinx."""
    DataCache.read = read_names
    app.connect("doctree-resolved", link_names)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
