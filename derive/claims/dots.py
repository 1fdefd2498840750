r"""[f(x_1), f(x_2), \cdots, f(x_m)]: a row by its first, its second and its last entry.

What stands in the entries is the same but for places, which are 1 in the first, 2 in the second and one size in the
last; anything else has no pattern that could be relied on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from derive.claims.tree import Dots, Entry, Surface, Symbol, below

LETTERS = "ijklpqrstuv"  # for the index that is left out


@dataclass(frozen=True, slots=True)
class Row:
    """The entry at the index `letter`, and the name of the size up to which it goes."""

    entry: Surface
    letter: str
    size: str


def row(entries: Sequence[Surface], sizes: Collection[str], taken: Collection[str]) -> Row | None:
    """The row of which these are the first entries, dots and the last one; None where there is no such pattern.

    `sizes` are the names of sizes, `taken` those of everything else that an index may not be called.
    """
    places = [place for place, entry in enumerate(entries) if isinstance(entry, Dots)]
    if places != [len(entries) - 2] or len(entries) < 4:
        return None
    *shown, _, last = entries
    used = {word for entry in entries for part in below(entry) for word in _words(part)}
    letter = next((letter for letter in LETTERS if letter not in taken and letter not in used), "")
    for size in sorted(used & set(sizes)):
        found = _abstracted(shown[0], last, "1", size, letter)
        others = [_abstracted(entry, last, str(number), size, letter) for number, entry in enumerate(shown, 1)]
        if letter and found is not None and all(_bare(other) == _bare(found) != _bare(last) for other in others):
            return Row(found, letter, size)
    return None


def _words(part: Surface) -> Iterator[str]:
    if isinstance(part, Symbol):
        yield from (part.base, part.sub, part.sample)
    elif isinstance(part, Entry):
        yield part.sub


def _abstracted(one: Any, last: Any, number: str, size: str, letter: str) -> Any:
    """The part with the index in place of the number, where the last entry has the size; None where they differ."""
    if type(one) is not type(last):
        return None
    if isinstance(one, tuple):
        parts = [_abstracted(a, b, number, size, letter) for a, b in zip(one, last, strict=False)]
        return tuple(parts) if len(one) == len(last) and None not in parts else None
    if not isinstance(one, Surface):
        return one if one == last else None
    changed: dict[str, Any] = {}
    for name in (field.name for field in fields(one) if field.name != "at"):
        a, b = getattr(one, name), getattr(last, name)
        index = name in ("sub", "sample") and isinstance(one, Symbol | Entry) and (a, b) == (number, size)
        changed[name] = letter if index else _abstracted(a, b, number, size, letter)
        if changed[name] is None and a is not None:
            return None
    return replace(one, **changed)


def _bare(part: Any) -> Any:
    """The same, wherever it stands."""
    if isinstance(part, tuple):
        return tuple(map(_bare, part))
    if not isinstance(part, Surface):
        return part
    inside = {field.name: _bare(getattr(part, field.name)) for field in fields(part)}
    return type(part), tuple({**inside, "at": 0}.items())
