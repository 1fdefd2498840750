"""dJ = ... = tr(Gᵀ dX): each term brought to tr(Cᵀ dN), from the loss down to the variable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.calculus.derivation import LONGEST, Derivation, named
from derive.calculus.functions import Rule
from derive.calculus.gradient import shortened
from derive.calculus.identities import product_turned
from derive.calculus.traces import MOVES, Term, Used, collected, entered, rearranged, term
from derive.calculus.written import PLAIN, d, lengths, make, number, parted, product, trace, transposed
from derive.core.op import SCALAR, Node
from derive.core.text import text
from derive.normal.session import Session


class TraceForm(Derivation[Term]):
    """The lines of dJ = tr(Gᵀ dX), and ∂J/∂X = G; the loss J is a name."""

    def __init__(self, session: Session, loss: Node, variable: Node) -> None:
        super().__init__(session, loss, variable)
        self.left, self.slope = d(loss), make("partial", loss, variable)

    def zero(self, like: Node) -> Node:
        return number(0) if like.shape == SCALAR else make("zeros", data=lengths(like.shape))

    def whole(self, change: Node) -> Term:
        return Term(PLAIN, change)

    def settle(self) -> None:
        while any(part.inner.op.name != "d" for part in self.terms):
            used: Used = {}
            before = len(self.terms)
            terms = rearranged(self.terms, used, MOVES)
            words = "term by term" if len(terms) > before else "numbers in front"
            self.line(terms, "" if used else words, used)
            used = {}
            self.line([entered(old, used) for old in self.terms], "", used)

    def collected(self, parts: Sequence[Term]) -> list[Term]:
        return collected(parts)

    def carried(self, place: int) -> Term:
        found = self._simplified(place)
        factor = found.factor()
        if len(text(factor)) > LONGEST:
            name = named(f"delta_{found.inner.args[0].data[0].replace('_', '')}", factor, self.taken)
            found = term(name, found.inner)
            self.instead(place, [found], "", [(name, factor)])
        return found

    def finished(self) -> Node:
        last = self._simplified(0)
        factor = last.factor()
        scale, core = parted(factor)
        if product(*last.left).op.name == "product":
            turned = replace(last, scale=scale, left=(make("transpose", core),))
            self.line([turned], "", [product_turned()])
        return factor

    def theorem(self) -> Rule:
        return self.left, trace(product(transposed(self.slope), d(self.variable)))

    def _simplified(self, place: int) -> Term:
        """The term at this place with a shorter factor, where the laws of its functions make one."""
        old = self.terms[place]
        factor = old.factor()
        shorter = self.shorter(factor, lambda: shortened(self.session, factor))
        if shorter is None:
            return old
        new = term(shorter, old.inner)
        self.instead(place, [new], "simplifying the factor")
        return new
