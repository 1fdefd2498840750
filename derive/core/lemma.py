"""Proofs as data: steps, and the lemmas that they show. Only a kernel makes a lemma."""

from __future__ import annotations

from typing import NamedTuple

from derive.core.condition import Uses
from derive.core.form import Form, Key, Number

LawName = tuple[str | int | tuple[str, ...], ...]
CITING = frozenset(
    "lemma congruence masked exponentials logarithms determinants reflection derivative second squares".split()
)


def cited(law: LawName) -> int | None:
    """The number of the lemma that a law rests on, which is its last word."""
    last = law[-1]
    return last if law[0] in CITING and isinstance(last, int) else None


class Step(NamedTuple):
    coefficient: Number
    multiplier: Key
    law: LawName
    indices: tuple[int, ...]


SEAL = object()


class Lemma:
    """An accepted equality with its proof; only a kernel makes one."""

    __slots__ = ("lhs", "number", "rhs", "steps", "uses")

    def __init__(self, seal: object, number: int, lhs: Form, rhs: Form, steps: tuple[Step, ...], uses: Uses) -> None:
        if seal is not SEAL:
            raise TypeError("a lemma is made by the kernel alone")
        self.number, self.lhs, self.rhs, self.steps, self.uses = number, lhs, rhs, steps, uses
