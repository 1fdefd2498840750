"""A row of the table: an identity, where it stands in the literature, and a slip that people make in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Row:
    """lhs = rhs for all sizes and values at which `where` holds; lhs = false is well-formed and false."""

    name: str
    source: str
    lhs: Any
    rhs: Any
    false: Any
    where: Mapping[Any, str] = field(default_factory=dict)
    varying: tuple[Any, ...] = ()


def cookbook(place: object) -> str:
    """An equation by its number, a section as "2.4"."""
    return f"Petersen & Pedersen, The Matrix Cookbook (2012), {f'({place})' if isinstance(place, int) else place}"


def magnus(chapter: int) -> str:
    return f"Magnus & Neudecker, Matrix Differential Calculus (1999), ch. {chapter}"


def bishop(place: str) -> str:
    return f"Bishop, Pattern Recognition and Machine Learning (2006), {place}"


def goodfellow(chapter: int) -> str:
    return f"Goodfellow, Bengio & Courville, Deep Learning (2016), ch. {chapter}"


def horn(chapter: int) -> str:
    return f"Horn & Johnson, Matrix Analysis (2013), ch. {chapter}"


def golub(chapter: int) -> str:
    return f"Golub & Van Loan, Matrix Computations (2013), ch. {chapter}"


def boyd(place: str) -> str:
    return f"Boyd & Vandenberghe, Convex Optimization (2004), {place}"


def handbook(chapter: int) -> str:
    return f"Abramowitz & Stegun, Handbook of Mathematical Functions (1964), ch. {chapter}"
