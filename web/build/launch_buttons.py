"""A button on every chapter that opens it in Binder, in the repository the site is built from.

A fork's site opens the fork. Where the repository is unknown there is no button: none is better
than one that leads nowhere.
"""

import os
import re
import subprocess
from pathlib import Path

# https://github.com/owner/name.git, git@github.com:owner/name.git, ssh://git@github.com/owner/name
KNOWN = re.compile(
    r"(?:https?://|ssh://)?(?:[^@/]+@)?(?P<host>github\.com|gitlab\.com)[:/]"
    r"(?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.git)?/?"
)


def origin(folder):
    """Return the address of the remote that a Git repository calls origin, or an empty string."""
    if not Path(folder, ".git").exists():  # it may lie inside another repository
        return ""
    command = ["git", "-C", str(folder), "remote", "get-url", "origin"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def public_address(remote):
    """Return where a browser finds a repository on a host that Binder knows, or None."""
    found = KNOWN.fullmatch(remote)
    return found and "https://{host}/{owner}/{name}".format_map(found.groupdict())


def add_launch_buttons(app, config):
    """Tell the theme which repository its launch button opens, and with what."""
    address = public_address(os.environ.get("DLNOTES_REPOSITORY") or origin(app.srcdir))
    if address:
        config.html_theme_options |= {
            "repository_url": address,
            "repository_branch": "HEAD",  # the default branch, whatever its name
            "launch_buttons": {
                "binderhub_url": "https://mybinder.org",
                "notebook_interface": "jupyterlab",
            },
        }


def setup(app):
    """Join the extension to Sphinx."""
    app.connect("config-inited", add_launch_buttons)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
