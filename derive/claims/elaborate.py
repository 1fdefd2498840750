"""Surface tree + declarations -> typed expressions: every reading of what was written, and which of them fit."""

from __future__ import annotations

from derive.claims.atoms import NotRead
from derive.claims.derivatives import Derivatives
from derive.claims.dimension import Known, unify
from derive.claims.scope import Scope
from derive.claims.summation import index_of
from derive.claims.tree import (
    BigSum,
    Braced,
    Call,
    Change,
    Constant,
    Differential,
    Entry,
    Fraction,
    Function,
    Gradient,
    Group,
    Hessian,
    Norm,
    Number,
    Open,
    Power,
    Sum,
    Symbol,
    Term,
    Transposed,
    Unread,
)
from derive.claims.typed import Reading, Typed, is_scalar
from derive.core.sizes import ONE


class Elaborator(Derivatives):
    """The readings of surface trees in one scope."""

    def __init__(self, scope: Scope, functions: frozenset[str], loose: bool = False, loss: str | None = None) -> None:
        super().__init__(scope, functions, loose, loss)
        self.methods = {
            Number: self.number, Symbol: self.symbol, Function: self.function, Constant: self.constant, Sum: self.sum,
            Term: self.term, Group: self.group, Braced: self.group, Call: self.call, Open: self.open,
            Fraction: self.fraction, Transposed: self.transposed, Power: self.power, Entry: self.entry,
            Differential: self.differential, Change: self.change, Gradient: self.gradient, Hessian: self.hessian,
            BigSum: self.big_sum, Norm: self.norm, Unread: self.unread,
        }  # fmt: skip

    def big_sum(self, surface: BigSum, known: Known) -> list[Reading]:
        """A sum over the entries of vectors, as the product of a row of ones with a column."""
        index = index_of(surface, self.scope)
        if self.index is not None or index is None or surface.body is None or surface.lower not in ("", "1"):
            raise NotRead(surface.at, "sums other than those over all entries of vectors are not read yet")
        size = self.sizes((surface.upper,), surface.at)[0] if surface.upper else None
        self.index = index
        try:
            bodies = self.readings(surface.body, known)
        finally:
            self.index = None
        found = []
        for part, now in bodies:
            if is_scalar(part, now):
                raise NotRead(surface.at, f"nothing in the sum depends on `{index}`")
            after = unify(part.rows, size, now) if size is not None else now
            if after is None and not self.loose:
                continue
            row = Typed("ones", (), None, ONE, part.rows if size is None else size)
            found.append((Typed("product", (row, part), None, ONE, ONE), now if after is None else after))
        return found

    def entry(self, surface: Entry, known: Known) -> list[Reading]:
        raise NotRead(surface.at, f"entries with the subscript `{surface.sub}` are not read yet")

    def change(self, surface: Change, known: Known) -> list[Reading]:
        raise NotRead(surface.at, r"`\partial` outside of a fraction is not read yet")

    def unread(self, surface: Unread, known: Known) -> list[Reading]:
        raise NotRead(surface.at, surface.words)
