"""dJ = ... = vec(G)ᵀ vec(dX), and vec(dF) = ... = C vec(dX): chains of Jacobians, from the top down to the variable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from derive.calculus.chains import MOVES, Chain, merged, pulled
from derive.calculus.derivation import LONGEST, Derivation, named
from derive.calculus.functions import Rule
from derive.calculus.gradient import shortened
from derive.calculus.jacobian import raised
from derive.calculus.links import column, plain, row
from derive.calculus.traces import Term, Used, collected, rearranged, term
from derive.calculus.written import PLAIN, d, lengths, make, number, product, total
from derive.core.op import SCALAR, Node
from derive.core.text import text
from derive.normal.session import Session

CHAIN = 72  # characters of Jacobians that are carried along


class VecForm(Derivation[Chain]):
    """The lines of dJ = vec(G)ᵀ vec(dX) and ∂J/∂X = G, or of vec(dF) = C vec(dX) and ∂vec F/∂(vec X)ᵀ = C."""

    def __init__(self, session: Session, loss: Node, variable: Node) -> None:
        super().__init__(session, loss, variable)
        self.scalar = loss.shape == SCALAR
        self.left = column(d(loss))
        self.slope = make("partial" if self.scalar else "jacobian", loss, variable)

    def zero(self, like: Node) -> Node:
        if like.op.name == "jacobian":
            return raised(self.session, like, self.loss.shape, self.variable.shape)
        shape = self.loss.shape if like is self.left else like.shape
        zeros = number(0) if shape == SCALAR else make("zeros", data=lengths(shape))
        return column(zeros) if like is self.left else zeros

    def whole(self, change: Node) -> Chain:
        return Chain(PLAIN, change)

    def settle(self) -> None:
        used: Used = {}
        before = len(self.terms)
        terms = rearranged(self.terms, used, MOVES)
        words = "term by term" if len(terms) > before else "numbers in front"
        self.line(terms, "" if used else words, used)

    def collected(self, parts: Sequence[Chain]) -> list[Chain]:
        if len(parts) == 1:
            return list(parts)
        inner = parts[0].inner
        if self.scalar:
            return [pulled(part.factor(), inner) for part in collected([_traced(part) for part in parts])]
        return [Chain(PLAIN, inner, (plain(total([part.jacobian() for part in parts])),))]

    def carried(self, place: int) -> Chain:
        self._simplified(place)
        found = self.terms[place]
        name = found.inner.args[0].data[0].replace("_", "")
        if len(text(found.jacobian())) <= CHAIN:
            return found
        if not self.scalar:
            jacobian = named(f"J_{name}", found.jacobian(), self.taken)
            new = Chain(PLAIN, found.inner, (plain(jacobian),))
            self.instead(place, [new], "", [(jacobian, found.jacobian())])
            return new
        self._pull(place)
        found = self.terms[place]
        if len(text(found.factor())) > LONGEST:
            delta = named(f"delta_{name}", found.factor(), self.taken)
            self.instead(place, [pulled(delta, found.inner)], "", [(delta, found.factor())])
        return self.terms[place]

    def finished(self) -> Node:
        if self.scalar:
            self._pull(0)
            self._simplified(0)
            return self.terms[0].factor()
        (found,) = self.terms
        self.terms = [replace(found, links=tuple(link for link in found.links if link.node is not number(1)))]
        while any(merged(one.node, two.node) for one, two in pairwise(self.terms[0].links)):
            self._merge()
        found = self.terms[0]
        long = found.jacobian()
        short = self.shorter(long, lambda: raised(self.session, long, self.loss.shape, self.variable.shape))
        if short is not None:
            self.line([Chain(PLAIN, found.inner, (plain(short),))], "simplifying the Jacobian")
        return long if short is None else short

    def theorem(self) -> Rule:
        first = row(self.slope) if self.scalar else self.slope
        return self.left, product(first, column(d(self.variable)))

    def _simplified(self, place: int) -> None:
        """The term with vec(V)ᵀ of a shorter V in front, where the laws of functions make one."""
        if not self.scalar:
            return
        factor = self.terms[place].factor()
        shorter = self.shorter(factor, lambda: shortened(self.session, factor))
        if shorter is not None:
            self._pull(place)
            self.instead(place, [pulled(shorter, self.terms[place].inner)], "simplifying the factor")

    def _pull(self, place: int) -> None:
        """vec(V)ᵀ through one Jacobian after the other."""
        found = self.terms[place]
        for count in range(1, len(found.links) + 1):
            start = Chain(found.scale, found.inner, found.links[:count]).factor()
            new = pulled(start, found.inner, found.links[count:])
            self.instead(place, [new], "", [found.links[count - 1].back])

    def _merge(self) -> None:
        (found,) = self.terms
        for place, (one, two) in enumerate(pairwise(found.links)):
            both = merged(one.node, two.node)
            if both is not None:
                links = (*found.links[:place], plain(both[0]), *found.links[place + 2 :])
                self.line([replace(found, links=links)], "", [both[1]])
                return


def _traced(chain: Chain) -> Term:
    """tr(Vᵀ inner)"""
    return term(chain.factor(), chain.inner)
