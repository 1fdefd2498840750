"""Terms scale * J1 J2 ... vec(inner): chains of Jacobians, and the moves that make them longer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from derive.calculus.functions import Rule
from derive.calculus.identities import as_entries, as_product, diagonal_product, gathered, mixed, spread, summing
from derive.calculus.links import Link, across, by_entries, column, divided, summed, times, traced, turned, upright
from derive.calculus.traces import Part, Used, around, numbers, sides, split
from derive.calculus.written import (
    hadamard,
    lengths,
    make,
    number,
    parted,
    product,
    scaled,
    trace,
    transposed,
)
from derive.core.op import SCALAR, Node
from derive.core.sizes import ONE


@dataclass(frozen=True)
class Chain(Part):
    """scale * product of the links * vec(inner)"""

    links: tuple[Link, ...] = ()

    def node(self) -> Node:
        return scaled(self.scale, product(*(link.node for link in self.links), column(self.inner)))

    def jacobian(self) -> Node:
        """The scale and the product of the links."""
        return scaled(self.scale, product(*(link.node for link in self.links)) if self.links else _unit(self.inner))

    def factor(self) -> Node:
        """V in the shape of `inner`, where the jacobian is vec(V)ᵀ."""
        result = number(1)
        for link in self.links:
            result = link.through(result)
        return scaled(self.scale, result)

    def longer(self, link: Link, inner: Node, used: Used) -> list[Chain]:
        """One more link; the rule for it is used where it is more than d(A x) = A dx."""
        if link.forward[0] is not link.forward[1]:
            used[link.forward] = None
        return [replace(self, links=(*self.links, link), inner=inner)]


def _unit(inner: Node) -> Node:
    units = [make("identity", data=size) for size in reversed(lengths(inner.shape)) if size is not ONE]
    return make("kron", *units) if len(units) > 1 else units[0] if units else number(1)


def pulled(factor: Node, inner: Node, rest: tuple[Link, ...] = ()) -> Chain:
    """vec(factor)ᵀ times the rest of the links times vec(inner)"""
    scale, core = parted(factor)
    return Chain(scale, inner, rest if factor.shape == SCALAR else (traced(core), *rest))


# --- moves: each takes the outermost operation off `inner` -----------------------------------------------------------


def _transpose(chain: Chain, used: Used) -> list[Chain]:
    (inner,) = chain.inner.args
    link = turned(inner) if inner.shape.rows and inner.shape.cols else upright(inner)
    return chain.longer(link, inner, used)


def _product(chain: Chain, used: Used) -> list[Chain]:
    flat = product(*chain.inner.args)
    if flat.op.name != "product":
        return [replace(chain, inner=flat)]
    scale, before, inner, after = around(flat)
    chain = replace(chain, scale=chain.scale * scale)
    if not before and not after:
        return [replace(chain, inner=inner)]
    if inner.shape == SCALAR:
        return chain.longer(times(product(*before, *after), inner), inner, used)
    left, right = (product(*side) if side else None for side in (before, after))
    return chain.longer(across(left, inner, right), inner, used)


def _entries(chain: Chain, used: Used) -> list[Chain]:
    moved = numbers(chain, used)
    if moved != [chain]:
        return moved
    inner, constant, combine = sides(chain.inner)
    if combine is hadamard:
        return chain.longer(by_entries(hadamard(*constant), inner), inner, used)
    return chain.longer(divided(inner, *constant), inner, used)


def _trace(chain: Chain, used: Used) -> list[Chain]:
    (inner,) = chain.inner.args
    if inner.op.name == "add":
        return [replace(chain, inner=trace(arg)) for arg in inner.args]
    if inner.op.name == "transpose":
        return [replace(chain, inner=trace(inner.args[0]))]
    if inner.shape == SCALAR:
        return [replace(chain, inner=inner)]
    size = lengths(inner.shape)[0]
    if inner.op.name != "product":
        return chain.longer(traced(make("identity", data=size)), inner, used)
    scale, before, varying, after = around(inner)
    chain = replace(chain, scale=chain.scale * scale)
    if varying.shape == SCALAR:
        constant = trace(product(*before, *after))
        return [replace(chain, inner=product(constant, varying))]
    return chain.longer(traced(transposed(product(*after, *before))), varying, used)


def _total(chain: Chain, used: Used) -> list[Chain]:
    (inner,) = chain.inner.args
    return [replace(chain, inner=inner)] if inner.shape == SCALAR else chain.longer(summed(inner), inner, used)


def _sums(chain: Chain, used: Used) -> list[Chain]:
    (inner,) = chain.inner.args
    used[summing(chain.inner.op.name)] = None
    return [replace(chain, inner=as_product(chain.inner.op.name, inner))]


def _diag(chain: Chain, used: Used) -> list[Chain]:
    """diag(x) = I ∘ (x 1ᵀ)"""
    used[spread()] = None
    return [replace(chain, inner=as_entries(chain.inner))]


def _diagonal(chain: Chain, used: Used) -> list[Chain]:
    """diagonal(X) = (I ∘ X) 1"""
    used[gathered()] = None
    return [replace(chain, inner=as_entries(chain.inner))]


MOVES: Mapping[str, Callable[[Chain, Used], list[Chain]]] = {
    "add": split,
    "hadamard": _entries,
    "quotient": _entries,
    "trace": _trace,
    "total": _total,
    "diag": _diag,
    "diagonal": _diagonal,
    "row_sums": _sums,
    "column_sums": _sums,
    "transpose": _transpose,
    "product": _product,
}


# --- chains made shorter ---------------------------------------------------------------------------------------------


def merged(left: Node, right: Node) -> tuple[Node, Rule] | None:
    """Two Jacobians as one, with the rule; None where there is no such rule."""
    if left.op.name == right.op.name == "kron" and len(left.args) == len(right.args) == 2:
        (a, b), (c, e) = left.args, right.args
        if a.shape.cols == c.shape.rows and b.shape.cols == e.shape.rows:
            return make("kron", _composed(a, c), _composed(b, e)), mixed()
    if left.op.name == right.op.name == "diag":
        parts = [side.args[0].args[0] if side.args[0].op.name == "vec" else side.args[0] for side in (left, right)]
        if parts[0].shape == parts[1].shape:
            return make("diag", column(hadamard(*parts))), diagonal_product()
    return None


def _composed(left: Node, right: Node) -> Node:
    return right if left.op.name == "identity" else left if right.op.name == "identity" else product(left, right)
