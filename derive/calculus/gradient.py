"""dL = tr(Gᵀ dX): the gradient G of a scalar, in the shape of its variable."""

from __future__ import annotations

from derive.core.op import Node
from derive.normal.session import Session


def gradient(session: Session, loss: Node, variable: Node) -> Node:
    """G with G[i,j] = ∂ loss / ∂ variable[i,j], found in reverse over the definitions, each step a lemma."""
    form = session.lower(session.language.make("partial", loss, variable))
    ((_, _, ((number, *_rest),)),) = form.terms
    head = session.env.heads[number]
    lemma = session.prover.derivative(head.symbol, head.wrt[0])
    return session.raised(lemma.rhs, len(variable.shape.rows), len(variable.shape.cols))
