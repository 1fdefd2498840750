r"""dW = ..., where dW alone on the left is a name for \partial J / \partial W."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.claims.chain import Link
from derive.claims.document import Text
from derive.claims.found import Found
from derive.claims.made_of import means_over, named_in
from derive.claims.operand import Operand
from derive.claims.record import written
from derive.claims.scope import Scope, differentials, spelling
from derive.claims.tree import Differential, Gradient, Symbol
from derive.normal.session import Session


@dataclass(frozen=True, slots=True)
class NamedGradient:
    """The name dW as it is shown, and W, or that of which W is an entry or a sample."""

    shown: str
    name: str


def named_gradient(sides: Sequence[Operand], scope: Scope, session: Session) -> NamedGradient | None:
    """The gradient that is alone on the left under this name; None where the left side is something else."""
    head = sides[0].surface
    if not isinstance(head, Differential) or not isinstance(head.of, Symbol) or head.by is not None or head.order > 1:
        return None
    name = scope.whole(head.of)
    meaning, loss = scope.names.get(name), scope.loss()
    if meaning is not None and meaning.defined:
        letters = {scope.whole(symbol) for side in sides[1:] for symbol in differentials(side.surface)}
        if loss in (None, name) or letters & (named_in(session.read(meaning.symbol)) - {name}):
            return None  # dZ = W dX is a differential; that of a variable is whatever one likes: nothing can equal it
    return None if meaning is None else NamedGradient(f"d{spelling(head.of)}", name)


def gives_gradient(sides: Sequence[Operand]) -> bool:
    r"""Whether differentials beside \partial J / \partial W on the left are names of gradients."""
    return isinstance(sides[0].surface, Gradient) and any(differentials(side.surface) for side in sides)


def offer_sum(
    found: Found, text: Text, scope: Scope, session: Session, links: Sequence[Link], name: str, loss: str
) -> None:
    """Where the loss is a mean over samples that lie along Z, dZ may be meant without its 1/m."""
    meaning = scope.names[name]
    means = means_over(session.read(scope.names[loss].symbol))
    sizes = [size for size in (meaning.rows, meaning.cols) if size in means]
    if len(sizes) == 1 and meaning.defined:
        found.options.summed.setdefault(name, set()).update(written(text, link).id for link in links)
        if name in scope.choices.summed:
            scope.summed[name] = sizes[0]
