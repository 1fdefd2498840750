r"""Conditions behind a formula: (j \neq y_i), \quad j \ne k, \text{if } y_i = k.

Two places along an axis that are the same, or are not: the claim is made for these alone.
"""

from __future__ import annotations

import re
from collections.abc import Set

GAP = r"(?P<{0}>(?:\s|~|\\[,;: !>]|\\q?quad(?![A-Za-z])|\\hspace\{{[^{{}}]*\}})*+)"
PLACE = r"\\?(?P<{0}>[A-Za-z]{{1,20}}+)(?:_\{{?(?P<{0}_of>[a-z0-9])\}}?|\^\{{?(?P<{0}_at>\([a-z0-9]\))\}}?)?"
SIGN = r"\s*+(?P<sign>=|\\neq?(?![A-Za-z])|≠|!=)\s*+"
PROSE = r"\{\s*(?:for|if|when|whenever|where|with)\b[a-z\s]{0,12}\}"
TEXT = rf"\\(?:text|textrm|textit|mbox|mathrm)\s*{PROSE}|\\forall(?![A-Za-z])"
CONDITION = re.compile(
    rf"(?P<comma>[,，])?{GAP.format('gap')}(?P<words>{TEXT})?{GAP.format('more')}(?P<open>(?:\\left\s*+)?\()?\s*+"
    rf"{PLACE.format('one')}{SIGN}{PLACE.format('other')}\s*+(?P<close>(?:\\right\s*+)?\))?"
    rf"(?={GAP.format('rest')}[.,;，。；]?+(?:\s|~|\\q?quad(?![A-Za-z]))*+(?:\Z|\\\\|\\newline|\\end\b|&|\\tag))"
)
WIDE = re.compile(r"\\q?quad|\\hspace|\\(?:text|mbox|forall)")


def condition(
    text: str, here: int, last: tuple[str, str], known: Set[str], labels: Set[str]
) -> tuple[tuple[str, str, str], int] | None:
    """The condition that starts here, behind a token of this kind and value, and where it ends.

    It compares labels, or letters that are not known: those are indices. (i = j) is told from a factor by the gap
    before it, and from an indicator by what stands there.
    """
    match = CONDITION.match(text, here)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    apart = "\\" in match["gap"] or bool(match["words"])
    same = match["sign"] == "="
    if same and re.search("with|where", match["words"] or ""):  # where z = u gives z a meaning
        return None
    if match["open"]:
        indicator = last[0] in ("ONES", "FUNC") or last[1] in ("I", "delta")
        if indicator or (last[1] == "1" and not WIDE.search(match[0])) or (same and not apart):
            return None
    elif not match["words"] and (same or not (apart or match["comma"])):
        return None
    places = [_place(match, side) for side in ("one", "other")]
    if not all(_is_label(place, labels) or (re.fullmatch("[a-z]", place) and place not in known) for place in places):
        return None
    return (places[0], "=" if same else "≠", places[1]), match.end()


def _place(match: re.Match[str], side: str) -> str:
    """y, y_i or y^(i)"""
    of, at = match[f"{side}_of"], match[f"{side}_at"]
    return match[side] + (f"_{of}" if of else f"^{at}" if at else "")


def _is_label(place: str, labels: Set[str]) -> bool:
    base, sample, _ = re.split(r"([_^])", place, maxsplit=1) if re.search("[_^]", place) else (place, "", "")
    return place in labels or (bool(sample) and bool({base, base.capitalize()} & labels))
