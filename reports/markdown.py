"""Text and formulas as GitHub's Markdown, in and outside tables."""

from __future__ import annotations

import re

from reports.parentheses import plain

# a dollar in an element of its own begins no formula
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "<span>$</span>"}


def text(words: str) -> str:
    """Words as running text; what stands between backticks is code."""
    pieces = re.split(r"`([^`]+)`", _line(words))
    return "".join(code(piece) if place % 2 else _escaped(piece) for place, piece in enumerate(pieces))


def code(words: str) -> str:
    """As code; the few things that code cannot hold in a table are escaped instead."""
    words = _line(words).strip()
    return _escaped(words) if not words or set(words) & set("|`") or words.endswith("\\") else f"`{words}`"


def math(latex: str) -> str:
    r"""A formula out of which Markdown cannot read anything: \, would lose its backslash, }_{ begin italics.

    A space between factors is written out only where names of several letters, or dx, stand beside others.
    """
    space = r" \thinspace " if re.search(r"\\mathit|\\mathrm{d}", latex) else " "
    safe = re.sub(r" ?\\, ?", lambda _: space, plain(latex, r"\big")).replace("_{", " _{")
    return f"${safe}$"


def _line(words: str) -> str:
    return " ".join(words.encode("utf-8", "replace").decode().split())


def _escaped(words: str) -> str:
    words = re.sub(r"[\\`*_\[\]|~#]|^[-+=]", lambda found: "\\" + found[0], words)
    words = re.sub(r"^(\d+)([.)])", r"\1\\\2", words)  # no list begins here
    return "".join(ENTITIES.get(character, character) for character in words)
