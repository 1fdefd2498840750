r"""The factors of a term -> surface tree: what d, \partial, \nabla, \sum and functions without parentheses apply to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.claims.tree import (
    BigSum,
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
    Indicator,
    Number,
    Open,
    Power,
    Reaching,
    Surface,
    Symbol,
    Term,
    Transposed,
    written_ratio,
)

FACTORS = 200  # of one term
HEADS = 20  # functions, differentials, ... applied to each other without parentheses
SIGNS = {
    "=": "=", "<": "<", ">": ">", "\\lt": "<", "\\gt": ">", "\\neq": "≠", "\\ne": "≠", "≠": "≠", "!=": "≠",
}  # fmt: skip
Factors = Sequence[tuple[str, Surface]]


class SyntaxProblem(Exception):
    """What was written cannot be read: the offset in the document, and a sentence."""

    def __init__(self, at: int, words: str) -> None:
        super().__init__(words)
        self.at, self.words = at, words


def term(factors: Factors) -> Surface:
    """The factors with everything applied to what it applies to."""
    if len(factors) > FACTORS:
        raise SyntaxProblem(factors[0][1].at, f"a product has more than {FACTORS} factors")
    done: list[tuple[str, Surface]] = []
    here = 0
    while here < len(factors):
        operator, head = factors[here][0], factors[here][1]
        found, here = _one(factors, here, 0)
        if operator == "slash" and done:
            before = done[-1][1]
            gradient = _quotient(before, found)
            if gradient is not None:
                done[-1] = (done[-1][0], gradient)
                continue
        if isinstance(head, Fraction) and isinstance(found, Gradient | Hessian) and found.of is None:
            if here >= len(factors) or factors[here][0]:
                raise SyntaxProblem(found.at, "the derivative stands before nothing")
            found, here = _reaching(found, factors, here, 0)
        done.append((operator, found))
    if len(done) == 1:
        return done[0][1]
    return Term(done[0][1].at, tuple(done))


def _one(factors: Factors, here: int, heads: int) -> tuple[Surface, int]:
    """The factor that starts here, with what it applies to, and where the next one starts."""
    if heads > HEADS:
        raise SyntaxProblem(factors[here][1].at, f"more than {HEADS} functions stand before each other")
    head = factors[here][1]
    following = here + 1 < len(factors) and factors[here + 1][0] == ""
    if isinstance(head, Fraction):
        return _quotient(_whole_numerator(head.top), head.bottom) or head, here + 1
    if following and _indicates(head) and isinstance(factors[here + 1][1], Indicator):
        return factors[here + 1][1], here + 2
    if following and _indicates(head):
        inside = _group(factors[here + 1][1])
        if inside is not None and inside.mixed in SIGNS and len(inside.entries) == 2:
            found = Indicator(head.at, *inside.entries, SIGNS[inside.mixed])
            return _regrouped(factors[here + 1][1], found), here + 2
    if isinstance(head, Symbol) and following:
        inside = _group(factors[here + 1][1])
        if inside is not None:
            return _regrouped(factors[here + 1][1], Call(head.at, head, inside)), here + 2
    if isinstance(head, Transposed | Power) and following and _bare(head):
        raise SyntaxProblem(head.at, "a superscript on a function without its argument is not read yet")
    if not isinstance(head, Function):
        return head, here + 1
    if head.name == "SUM":
        return _sum(factors, here, head)
    if head.name == "D":
        by = _symbol(head)
        if not following:
            return Differential(head.at, None, by, head.order), here + 1
        inner, here = _one(factors, here + 1, heads + 1)
        return Differential(head.at, _named(inner), by, head.order), here
    if head.name == "PARTIAL":
        if not following:
            return Change(head.at, None, head.order), here + 1
        inner, here = _one(factors, here + 1, heads + 1)
        return Change(head.at, _named(inner), head.order), here
    if head.name == "NABLA":
        by = _symbol(head)
        if not following:
            return head, here + 1
        nothing = Gradient(head.at, None, by, True) if head.order == 1 else Hessian(head.at, None, by, by)
        return _reaching(nothing, factors, here + 1, heads + 1)
    if not following:
        return head, here + 1
    inside = _group(factors[here + 1][1])
    if inside is not None:
        return _regrouped(factors[here + 1][1], Call(head.at, head, inside)), here + 2
    # everything that stands side by side with it may be its argument, up to the next \partial
    end = here + 1
    while end < len(factors) and factors[end][0] == "" and (end == here + 1 or not _changes(factors[end][1])):
        end += 1
    return Open(head.at, head, (("", _whole(factors, here + 1, heads)), *_rest(factors, here + 1, end, heads))), end


def _changes(surface: Surface) -> bool:
    return isinstance(surface, Function) and surface.name == "PARTIAL"


def _indicates(surface: Surface) -> bool:
    """1, or I, before a comparison in parentheses."""
    indicators = (Constant(surface.at, "ones"), Number(surface.at, "1"), Symbol(surface.at, "I"))
    return surface in indicators


def _reaching(found: Gradient | Hessian, factors: Factors, here: int, heads: int) -> tuple[Surface, int]:
    """A derivative with all factors up to the end of the term: what they are decides how far it reaches."""
    inner: list[tuple[str, Surface]] = []
    while here < len(factors):
        operator = factors[here][0] if inner else ""
        factor, here = _one(factors, here, heads)
        inner.append((operator, factor))
    if len(inner) == 1:
        return replace(found, of=inner[0][1]), here
    return Reaching(found.at, found, tuple(inner)), here


def _whole(factors: Factors, here: int, heads: int) -> Surface:
    return _one(factors, here, heads + 1)[0]


def _rest(factors: Factors, here: int, end: int, heads: int) -> list[tuple[str, Surface]]:
    """The factors after the one that starts here."""
    _, here = _one(factors, here, heads + 1)
    found = []
    while here < end:
        operator = factors[here][0]
        factor, here = _one(factors, here, heads + 1)
        found.append((operator, factor))
    return found


def _named(surface: Surface) -> Surface:
    r"""The name in \partial{J} and d(W)."""
    while isinstance(surface, Group) and len(surface.entries) == 1 and not surface.mixed:
        surface = surface.entries[0]
    return surface


def _bare(surface: Surface) -> bool:
    """Whether this is the name of a function with a superscript."""
    while isinstance(surface, Transposed | Power):
        surface = surface.of
    return isinstance(surface, Function)


def _group(surface: Surface) -> Group | None:
    """The parentheses at the bottom of (...)^T and the like."""
    while isinstance(surface, Transposed | Power | Entry):
        surface = surface.of
    return surface if isinstance(surface, Group) else None


def _regrouped(surface: Surface, call: Call | Indicator) -> Surface:
    """The same superscripts on f(...) instead of on (...)."""
    if isinstance(surface, Transposed):
        return Transposed(call.at, _regrouped(surface.of, call))
    if isinstance(surface, Power):
        return Power(call.at, _regrouped(surface.of, call), surface.exponent, surface.entrywise)
    if isinstance(surface, Entry):
        return Entry(call.at, _regrouped(surface.of, call), surface.sub)
    return call


def _symbol(head: Function) -> Symbol | None:
    """The name in a subscript, as in d_{w_1}."""
    if not head.sub:
        return None
    base, _, sub = head.sub.partition("_")
    layer = ""
    if "^" in base:
        base, _, layer = base.partition("^")
    if "^" in sub:
        sub, _, layer = sub.partition("^")
    return Symbol(head.at, base.removeprefix("\\"), layer.strip("[]"), sub)


def _whole_numerator(top: Surface) -> Surface:
    r"""In the numerator of a fraction, \partial x^T A x is the change of x^T A x."""
    if not isinstance(top, Term):
        return top
    (_, head), *rest = top.factors
    if not isinstance(head, Change | Differential) or head.of is None or (isinstance(head, Differential) and head.by):
        return top
    return replace(head, of=Term(head.of.at, (("", head.of), *rest)))


def _quotient(top: Surface, bottom: Surface) -> Gradient | Hessian | None:
    r"""\partial J / \partial W, dJ / dW, the operator \partial / \partial W, and those of second order."""
    if isinstance(top, Function) and top.name in ("D", "PARTIAL"):
        order = top.order
        top = Differential(top.at, None, None, order) if top.name == "D" else Change(top.at, None, order)
    if not isinstance(top, Change | Differential):
        return None
    below = [bottom] if not isinstance(bottom, Term) else [factor for _, factor in bottom.factors]
    by = [part.of for part in below if isinstance(part, type(top)) and part.of is not None and part.order == 1]
    if len(by) < len(below):
        return None
    if top.order == 1:
        return Gradient(top.at, top.of, by[0]) if len(by) == 1 else None
    if len(by) == 1 and isinstance(by[0], Power) and written_ratio(by[0].exponent) == 2:
        by = [by[0].of] * 2
    return Hessian(top.at, top.of, *by) if len(by) == 2 else None


def _sum(factors: Factors, here: int, head: Function) -> tuple[Surface, int]:
    r"""\sum_{i=1}^{m} takes in everything up to the end of its term."""
    lower, _, upper = head.sub.partition("^")
    index, _, start = lower.partition("=")
    start, _, other = start.partition(",")
    if other.startswith(f"{index}≠"):  # j=1, j≠i
        index = other
    rest = factors[here + 1 :]
    body = term((("", rest[0][1]), *rest[1:])) if rest else None
    return BigSum(head.at, index, start, upper, body), len(factors)
