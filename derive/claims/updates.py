r"""w := w - \alpha \frac{\partial J}{\partial w}: an update claims to be a step of gradient descent on the loss."""

from __future__ import annotations

from collections.abc import Iterator

from derive.claims.atoms import NotRead
from derive.claims.chain import Link
from derive.claims.operand import Operand
from derive.claims.readings import Choice
from derive.claims.record import Record
from derive.claims.scope import Scope, mentions, spelling
from derive.claims.tree import Gradient, Number, Sum, Surface, Symbol, Term, below
from derive.core.sizes import ONE


def changes_itself(left: Surface | None, right: Surface | None, scope: Scope, update: bool) -> bool:
    """Whether w stands on both sides: with = as a term on the right, since no variable equals itself plus something."""
    if not isinstance(left, Symbol) or right is None:
        return False
    meaning = scope.find(left)
    if scope.known(spelling(left)) and (meaning is None or meaning.defined):
        return False
    if update or not isinstance(right, Sum):
        return update and mentions(right, spelling(left))
    return any(isinstance(term, Symbol) and spelling(term) == spelling(left) for _, term in right.terms)


def steps(left: Symbol, right: Surface, scope: Scope) -> Iterator[Surface]:
    r"""What the new value may be, w - \alpha ∂J/∂w, for each loss and each rate that may be meant."""
    for loss in losses(right, scope):
        derivative = Gradient(left.at, Symbol(left.at, loss), left, True)
        for rate in rates(right, scope, loss):
            step = Term(left.at, (("", rate), ("", derivative)))
            yield Sum(left.at, ((1, left), (-1, step)))


def rates(right: Surface, scope: Scope, loss: str) -> list[Surface]:
    """The scalars in a step on which the loss does not depend; failing these, the numbers in it, and 1."""
    behind = scope.names[loss].variables
    letters: dict[str, Surface] = {}
    numbers: dict[str, Surface] = {}
    for part in below(right):
        if isinstance(part, Number):
            numbers.setdefault(part.value, part)
        meaning = scope.find(part) if isinstance(part, Symbol) else None
        if meaning is None or meaning.defined or (meaning.rows, meaning.cols) != (ONE, ONE):
            continue
        assert isinstance(part, Symbol)
        if spelling(part) not in behind:
            letters.setdefault(spelling(part), part)
    return list(letters.values()) or [*numbers.values(), Number(right.at, "1")]


def losses(right: Surface, scope: Scope) -> list[str]:
    """The losses whose derivatives stand in a step, and the one defined last."""
    found: list[str] = []
    for part in below(right):
        if isinstance(part, Gradient) and isinstance(part.of, Symbol) and spelling(part.of) in scope.names:
            found.append(spelling(part.of))
    last = scope.loss()
    return list(dict.fromkeys([*found, *([last] if last is not None else [])]))


def update(record: Record, link: Link, left: Operand, right: Operand) -> None:
    """w := w - α ∂J/∂w, held against the step of gradient descent that it may be."""
    assert isinstance(left.surface, Symbol)
    assert right.surface is not None
    name, known = spelling(left.surface), losses(right.surface, record.scope)
    words = f"`{name}` stands on both sides, and nothing before it is a loss: an update is a step on a loss"
    if not known:
        record.not_understood(link, left, right, link.at, words)
        return
    record.elaborator.loss = known[-1]
    readings = record.readings
    found: list[tuple[Choice, Choice]] = []
    try:
        for step in steps(left.surface, right.surface, record.scope):
            found.append(readings.pair(right.surface, None, step))
            if readings.same(*found[-1]):
                break
    except NotRead as problem:
        record.unread(link, left, right, problem)
        return
    new, descent = found[-1] if readings.same(*found[-1]) else found[0]
    record.quantified(new, descent)
    record.elaborator.remark(f"gradient descent is `{name} := {readings.text(descent)}`")
    latex = f"{left.latex} {link.sign} {right.latex}"
    record.claim(link, latex, new.expr, descent.expr, "update", (), "; ".join(record.elaborator.remarks))
