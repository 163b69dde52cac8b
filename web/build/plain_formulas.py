"""Writes a formula as plain text, for places that show words and nothing else.

What KaTeX has made of it in MathML is read part by part: `w_1 = 5` becomes w₁ = 5.
"""

from bs4 import Tag

LOW = dict(zip("0123456789+−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
HIGH = dict(zip("0123456789+−=()aeiknuvx\u22a4′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵉⁱᵏⁿᵘᵛˣᵀ′", strict=True))
OVER = {"ˉ": "\u0304", "^": "\u0302", "¯": "\u0304", "~": "\u0303"}
APART = set("=<>≤≥≈≠∈→←+−⋅×±⊙")
APPLIED, TIMES = "\u2061", "\u2062"  # signs that are never written


def in_plain_text(formula: Tag) -> str:
    """Return a formula, an element `.katex`, as one line of plain text."""
    return " ".join(row(formula.semantics.find(True, recursive=False)).split())


def row(part):
    """Return what stands in one part of a formula."""
    inside = part.find_all(True, recursive=False)
    match part.name:
        case "mfrac":
            return "/".join(map(grouped, inside))
        case "msub" | "munder":
            return row(inside[0]) + small(inside[1], LOW, "_")
        case "msup":
            return row(inside[0]) + small(inside[1], HIGH, "^")
        case "msubsup" | "munderover":
            return row(inside[0]) + small(inside[1], LOW, "_") + small(inside[2], HIGH, "^")
        case "mover":
            return row(inside[0]) + OVER.get(row(inside[1]).strip(), "")
        case "msqrt":
            return "√" + grouped(part, inside)
        case "mspace":
            return " "
        case "mtr":
            return " ".join(map(row, inside)) + "; "
    return joined(inside) if inside else part.get_text()


def joined(inside):
    """Return some parts in a row: signs between two of them stand apart, a minus before one not."""
    text = ""
    for part in inside:
        word = row(part)
        if word in (APPLIED, TIMES):
            word = " " if word == APPLIED else ""
        elif part.name == "mo" and word in APART:
            binary = text.strip() and text.rstrip()[-1] not in APART | set("(,")
            word = f" {word} " if binary else word
        elif part.name == "mo" and word in {",", ";"}:
            word += " "
        text += word
    return text


def grouped(part, inside=None):
    """Return a part, in parentheses where it is more than one number or letter."""
    text = (row(part) if inside is None else joined(inside)).strip()
    return text if len(text) == 1 or text.isdecimal() else f"({text})"


def small(part, letters, sign):
    """Return what stands low or high, in the letters that Unicode has for it or behind a sign."""
    text = row(part).replace(" ", "")
    if all(letter in letters for letter in text):
        return "".join(letters[letter] for letter in text)
    return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"
