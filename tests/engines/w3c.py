"""Keys and pointers as both of W3C's protocols, WebDriver and WebDriver BiDi, write them."""

KEYS = {
    "Backspace": "\ue003", "Tab": "\ue004", "Enter": "\ue007", "Shift": "\ue008",
    "Control": "\ue009", "Alt": "\ue00a", "Escape": "\ue00c", "Space": " ", "PageUp": "\ue00e",
    "PageDown": "\ue00f", "End": "\ue010", "Home": "\ue011", "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015", "Delete": "\ue017",
    "Meta": "\ue03d",
}  # fmt: skip


def keys(chords):
    """Return the actions that press keys one chord after the other, those of a chord together."""
    actions = []
    for names in chords:
        values = [KEYS.get(name, name) for name in names]
        actions += [{"type": "keyDown", "value": value} for value in values]
        actions += [{"type": "keyUp", "value": value} for value in reversed(values)]
    return [{"type": "key", "id": "keys", "actions": actions}]


def pointer(steps):
    """Return the actions of a mouse: ``("move", x, y)``, ``("down",)``, ``("up",)``."""
    actions = [
        {"type": "pointerMove", "x": at[0], "y": at[1], "duration": 10}
        if kind == "move"
        else {"type": f"pointer{kind.capitalize()}", "button": 0}
        for kind, *at in steps
    ]
    mouse = {"pointerType": "mouse"}
    return [{"type": "pointer", "id": "mouse", "parameters": mouse, "actions": actions}]
