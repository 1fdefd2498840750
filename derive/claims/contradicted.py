"""X : n × m, where the formulas need m × n: a declaration that its uses contradict.

The declaration is at fault, and not the formulas, where with the shape turned round no formula loses its shape that has
one, at least two gain one that cannot have it otherwise, and there is only one such declaration in the document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from derive.claims.atoms import NotRead
from derive.claims.dimension import merged
from derive.claims.elaborate import Elaborator
from derive.claims.scope import Meaning, Scope, mentions
from derive.claims.tree import Surface
from derive.claims.typed import unify_shapes
from derive.core.sizes import Size

CANDIDATES = 8  # declarations that are looked at


@dataclass(frozen=True, slots=True)
class Equation:
    """An equality whose sides could be read, and whether they have one shape; of a definition the right side alone."""

    at: int
    scope: Scope
    loss: str | None
    sides: tuple[Surface, ...]
    fits: bool

    def uses(self, name: str) -> bool:
        return any(mentions(side, name) for side in self.sides)


@dataclass(frozen=True, slots=True)
class Declared:
    """A name with a shape, and the offset of the line that declares it."""

    at: int
    name: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A declaration, and where the formulas stand that have a shape only if it is turned round."""

    declared: Declared
    at: tuple[int, ...]


def contradiction(
    equations: Sequence[Equation],
    declared: Iterable[Declared],
    functions: frozenset[str],
    reread: Callable[[Declared], Sequence[Equation]],
) -> Contradiction | None:
    """The one declaration that is at fault; `reread` reads the document with its shape turned round."""
    broken = [equation for equation in equations if not equation.fits]
    fitting = {equation.at for equation in equations if equation.fits}
    found: list[Contradiction] = []
    suspects = [one for one in declared if any(equation.uses(one.name) for equation in broken)] if broken else []
    for one in suspects[:CANDIDATES]:
        turned = turned_round(one.meaning, one.name)
        used = [equation for equation in equations if equation.uses(one.name)]
        helped = {equation.fits for equation in used if has_shape(equation, functions, one.name, turned)}
        lost = any(e.fits and not has_shape(e, functions, one.name, turned) for e in used)
        if turned.rows == turned.cols or lost or False not in helped:
            continue
        after = [equation for equation in reread(one) if equation.fits]
        if not fitting <= {equation.at for equation in after}:
            continue
        needed = [
            equation.at
            for equation in after
            if equation.at not in fitting
            and equation.uses(one.name)
            and has_shape(equation, functions, one.name, one.meaning) is False
        ]
        if len(needed) >= 2:
            found.append(Contradiction(one, tuple(needed)))
        if len(found) > 1:
            return None
    return found[0] if found else None


def turned_round(meaning: Meaning, name: str) -> Meaning:
    """n × m -> m × n"""
    scope, (rows, cols) = Scope(), (meaning.rows, meaning.cols)
    assert isinstance(rows, Size)
    assert isinstance(cols, Size)
    scope.declare(name, cols, rows, meaning.line, meaning.properties)
    return scope.names[name]


def has_shape(equation: Equation, functions: frozenset[str], name: str, meaning: Meaning) -> bool | None:
    """Whether the sides have one shape in some reading, where this name has this meaning; None where nobody knows."""
    scope = replace(equation.scope, names={**equation.scope.names, name: meaning}, used=set())
    elaborator = Elaborator(scope, functions, loss=equation.loss)
    try:
        first, *others = [elaborator.readings(side) for side in equation.sides]
    except NotRead:
        return None
    for right in others:
        pairs = [(one, other, merged(a, b)) for one, a in first for other, b in right]
        if not any(known is not None and unify_shapes(one, other, known) is not None for one, other, known in pairs):
            return False
    return bool(first)
