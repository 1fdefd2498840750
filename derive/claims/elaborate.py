"""Surface tree + declarations -> typed expressions: every reading of what was written, and which of them fit."""

from __future__ import annotations

from derive.claims.atoms import Meaningless, NotRead
from derive.claims.cased import Cased
from derive.claims.dimension import Known
from derive.claims.scope import Scope
from derive.claims.tree import (
    BigSum,
    Braced,
    Call,
    Cases,
    Change,
    Constant,
    Differential,
    Dots,
    Entry,
    Fraction,
    Function,
    Gradient,
    Group,
    Hessian,
    Indicator,
    Norm,
    Number,
    Open,
    Power,
    Reaching,
    Sum,
    Symbol,
    Term,
    Transposed,
    Under,
    Unread,
)
from derive.claims.typed import Reading


class Elaborator(Cased):
    """The readings of surface trees in one scope."""

    def __init__(self, scope: Scope, functions: frozenset[str], loose: bool = False, loss: str | None = None) -> None:
        super().__init__(scope, functions, loose, loss)
        self.methods = {
            Number: self.number, Symbol: self.symbol, Function: self.function, Constant: self.constant, Sum: self.sum,
            Term: self.term, Group: self.group, Braced: self.group, Call: self.call, Open: self.open,
            Fraction: self.fraction, Transposed: self.transposed, Power: self.power, Entry: self.entry,
            Differential: self.differential, Change: self.change, Gradient: self.gradient, Hessian: self.hessian,
            Reaching: self.reach, BigSum: self.big_sum, Indicator: self.indicator, Norm: self.norm,
            Cases: self.cases, Under: self.under, Dots: self.dots, Unread: self.unread,
        }  # fmt: skip

    def fraction(self, surface: Fraction, known: Known) -> list[Reading]:
        if isinstance(surface.bottom, Change) and surface.bottom.of is not None:
            if isinstance(surface.top, Symbol | Entry):
                words = r"`\partial` stands below the line only: a derivative has one above it too"
                raise Meaningless(surface.at, words, "missing-derivative")
        return super().fraction(surface, known)

    def change(self, surface: Change, known: Known) -> list[Reading]:
        raise NotRead(surface.at, r"`\partial` outside of a fraction is not read yet")

    def dots(self, surface: Dots, known: Known) -> list[Reading]:
        raise NotRead(surface.at, "dots that stand for a pattern are not read yet")

    def unread(self, surface: Unread, known: Known) -> list[Reading]:
        raise NotRead(surface.at, surface.words)
