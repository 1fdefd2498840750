"""Terms scale * tr(left * inner), and the moves that bring them to tr(Cᵀ dN)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from derive.calculus.functions import Rule
from derive.calculus.identities import (
    as_product,
    cyclic,
    diagonals,
    dividing,
    elementwise,
    scalar_out,
    summing,
    transposing,
)
from derive.calculus.written import (
    PLAIN,
    TERMS,
    Scale,
    bounded,
    factors,
    hadamard,
    lengths,
    make,
    number,
    parted,
    product,
    quotient,
    scale_of,
    scaled,
    total,
    trace,
    transposed,
)
from derive.core.op import SCALAR, Node
from derive.core.sizes import ONE
from derive.core.text import walk_shown

Used = dict[Rule, None]  # rules in general terms, in the order in which they were used


@dataclass(frozen=True)
class Part:
    """One term of a line, linear in the differentials in `inner`."""

    scale: Scale
    inner: Node

    def node(self) -> Node:
        """The term as it is written."""
        raise NotImplementedError


P = TypeVar("P", bound=Part)


@dataclass(frozen=True)
class Term(Part):
    """scale * tr(left * inner); of a number, scale * inner."""

    left: tuple[Node, ...] = ()

    def node(self) -> Node:
        return scaled(self.scale, trace(product(*self.left, self.inner)))

    def factor(self) -> Node:
        """C of tr(Cᵀ inner), in the shape of `inner`."""
        return scaled(self.scale, transposed(product(*self.left)) if self.left else _unit(self.inner))

    @property
    def traced(self) -> bool:
        return self.node().op.name == "trace" or any(arg.op.name == "trace" for arg in self.node().args)


def _unit(node: Node) -> Node:
    """C of tr(node) = tr(Cᵀ node)"""
    return number(1) if node.shape == SCALAR else make("identity", data=lengths(node.shape)[0])


def term(factor: Node, inner: Node) -> Term:
    """tr(factorᵀ inner)"""
    scale, core = parted(factor)
    return Term(scale, inner, () if inner.shape == SCALAR else (transposed(core),))


def varies(node: Node) -> bool:
    """Whether a differential stands in it."""
    return any(part.op.name == "d" for part in walk_shown(node))


# --- moves: each takes the outermost operation off `inner` -----------------------------------------------------------


def rearranged(terms: Sequence[P], used: Used, moves: Mapping[str, Callable[[P, Used], list[P]]]) -> list[P]:
    """The terms after all moves, each of which takes the outermost operation off what is differentiated."""
    done: list[P] = []
    pending = list(reversed(terms))
    while pending:
        bounded(len(done) + len(pending), TERMS, "terms")
        part = pending.pop()
        moved = moves[part.inner.op.name](part, used) if part.inner.op.name in moves else [part]
        if moved == [part]:
            done.append(part)
        else:
            pending += reversed(moved)
    return done


def split(term: P, used: Used) -> list[P]:
    """A sum term by term."""
    return [replace(term, inner=arg) for arg in term.inner.args]


def _trace(term: Term, used: Used) -> list[Term]:
    return [replace(term, inner=term.inner.args[0])]


def _transpose(term: Term, used: Used) -> list[Term]:
    """tr(A Bᵀ) = tr(Aᵀ B)"""
    (inner,) = term.inner.args
    if term.inner.shape != SCALAR:
        used[transposing(term.traced, inner)] = None
    return [replace(term, left=tuple(transposed(part) for part in reversed(term.left)), inner=inner)]


def _product(term: Term, used: Used) -> list[Term]:
    """Scalars go to the front, what stands on the right of the differential to the left of everything."""
    flat = product(*term.inner.args)
    if flat.op.name != "product":
        return [replace(term, inner=flat)]
    scale, before, inner, after = around(flat)
    scale, before = term.scale * scale, [*term.left, *before]
    if inner.shape == SCALAR:
        if not before and not after:
            return [Term(scale, inner)]
        used[scalar_out()] = None
        return [Term(scale * scale_of(_shortest_trace(before, after)), inner)]
    if inner.op.name == "transpose" and after:
        (inner,) = inner.args
        used[transposing(term.traced, inner)] = None
        before, after = [transposed(x) for x in reversed(after)], [transposed(x) for x in reversed(before)]
    if after:
        used[cyclic(term.traced)] = None
    return [Term(scale, inner, (*after, *before))]


def around(product: Node) -> tuple[Scale, list[Node], Node, list[Node]]:
    """The constant scalars of a product, and what stands before the factor that varies, that factor, what is behind."""
    units, scale = factors(product), PLAIN
    for unit in units:
        scale = scale * (scale_of(unit) if unit.shape == SCALAR and not varies(unit) else PLAIN)
    rest = [unit for unit in units if unit.shape != SCALAR or varies(unit)]
    place = next(i for i, unit in enumerate(rest) if varies(unit))
    return scale, rest[:place], rest[place], rest[place + 1 :]


def _shortest_trace(before: list[Node], after: list[Node]) -> Node:
    """tr(A B), written as B A where that is a number."""
    turned = product(*after, *before)
    return turned if turned.shape == SCALAR else trace(product(*before, *after))


def numbers(term: P, used: Used) -> list[P]:
    """Numbers among what is multiplied or divided entry by entry go to the front."""
    inner = term.inner
    varying, constant, combine = sides(inner)
    if varying.shape == SCALAR != inner.shape:
        return [replace(term, inner=product(varying, combine(number(1), *constant)))]
    scalars = [arg for arg in constant if arg.shape == SCALAR]
    if not scalars:
        return [term]
    scale = term.scale * scale_of(combine(number(1), *scalars))
    entries = [arg for arg in constant if arg.shape != SCALAR]
    return [replace(term, scale=scale, inner=make(inner.op.name, varying, *entries) if entries else varying)]


def _sums(term: Term, used: Used) -> list[Term]:
    """Sums as products with ones: of all entries 1ᵀ A 1, of rows A 1, of columns 1ᵀ A."""
    (inner,) = term.inner.args
    used[summing(term.inner.op.name)] = None
    return [replace(term, inner=as_product(term.inner.op.name, inner))]


def _diag(term: Term, used: Used) -> list[Term]:
    """tr(A diag(b)) = diagonal(A)ᵀ b"""
    (inner,) = term.inner.args
    used[diagonals()] = None
    size = lengths(term.inner.shape)[0]
    factor = make("diagonal", product(*term.left)) if term.left else make("ones", data=(size, ONE))
    return [replace(term, left=(transposed(factor),), inner=inner if inner.shape.rows else transposed(inner))]


def _diagonal(term: Term, used: Used) -> list[Term]:
    """aᵀ diagonal(B) = tr(diag(a) B)"""
    used[diagonals()[1], diagonals()[0]] = None
    return [replace(term, left=(make("diag", transposed(product(*term.left))),), inner=term.inner.args[0])]


def sides(node: Node) -> tuple[Node, list[Node], Callable[..., Node]]:
    """What varies, what does not, and how they are combined entry by entry."""
    varying = next(arg for arg in node.args if varies(arg))
    return varying, [arg for arg in node.args if arg is not varying], COMBINED[node.op.name]


COMBINED: Mapping[str, Callable[..., Node]] = {"hadamard": hadamard, "quotient": quotient}
MOVES: Mapping[str, Callable[[Term, Used], list[Term]]] = {
    "add": split,
    "hadamard": numbers,
    "quotient": numbers,
    "trace": _trace,
    "total": _sums,
    "row_sums": _sums,
    "column_sums": _sums,
    "diag": _diag,
    "diagonal": _diagonal,
    "transpose": _transpose,
    "product": _product,
}


def entered(term: Term, used: Used) -> Term:
    """The term in which nothing is done entry by entry on the right: the constant entries have gone to the left."""
    while term.inner.op.name in COMBINED and numbers(term, used) == [term]:
        varying, constant, combine = sides(term.inner)
        used[(elementwise if combine is hadamard else dividing)(term.traced)] = None
        scale, core = parted(combine(replace(term, scale=PLAIN).factor(), *constant))
        term = Term(term.scale * scale, varying, (transposed(core),))
    return term


def collected(terms: Sequence[Term]) -> list[Term]:
    """k tr(Aᵀ dN) + l tr(Bᵀ dN) as tr((k A + l B)ᵀ dN), with the scalars that they share in front."""
    merged: list[Term] = []
    for new in terms:
        alike = next((old for old in merged if _alike(old, new)), None)
        if alike is None:
            merged.append(new)
        else:
            value = alike.scale.number + new.scale.number
            merged[merged.index(alike)] = replace(alike, scale=replace(alike.scale, number=value))
    merged = [part for part in merged if part.scale.number]
    if len(merged) <= 1:
        return merged
    merged.sort(key=lambda part: part.scale.number < 0)
    first = merged[0].scale
    shared = PLAIN
    if all(part.scale.alike(first) for part in merged):
        same = len({abs(part.scale.number) for part in merged}) == 1
        shared = first if same else replace(first, number=Fraction(1))
    parts = [replace(part, scale=part.scale * shared.inverse()).factor() for part in merged]
    found = term(total(parts), merged[0].inner)
    return [replace(found, scale=found.scale * shared)]


def _alike(one: Term, other: Term) -> bool:
    return product(*one.left) is product(*other.left) and one.scale.alike(other.scale)
