"""dL = tr(Gᵀ dX): the gradient G of a scalar, in the shape of its variable."""

from __future__ import annotations

from derive.core.environment import ENTRY
from derive.core.form import Form
from derive.core.kernel import Proof
from derive.core.op import Node
from derive.normal.prove import LITTLE
from derive.normal.rewrite import Budget, index, rewrite, rule_for_head
from derive.normal.session import Session
from derive.normal.value import is_local


def gradient(session: Session, loss: Node, variable: Node) -> Node:
    """G with G[i,j] = ∂ loss / ∂ variable[i,j], found in reverse over the definitions, each step a lemma."""
    form = session.lower(session.language.make("partial", loss, variable))
    ((_, _, ((number, *_rest),)),) = form.terms
    head = session.env.heads[number]
    lemma = session.prover.derivative(head.symbol, head.wrt[0])
    return session.raised(session.prover.declared(lemma.rhs), len(variable.shape.rows), len(variable.shape.cols))


def shortened(session: Session, node: Node) -> Node:
    """The node after its functions have been simplified by their laws: (1/a) a (1 - a) is 1 - a."""
    form, env = session.lower(node), session.env
    proof, budget = Proof(session.kernel, form, Form(form.free)), Budget(LITTLE)
    # sums in products have names, which the laws do not look into
    while names := [n for n in proof.residual.heads() if n and env.heads[n].symbol in env.automatic]:
        entries = [n for n in names if env.heads[n].fn == ENTRY and is_local(env.definitions[env.heads[n].symbol])]
        if not entries:
            break
        define = (rule_for_head(session.kernel, n, ("define", env.heads[n].symbol)) for n in entries)
        rewrite(proof, index(define), budget)
    rest = session.prover.simplified(proof).settle().rhs
    return session.raised(rest, len(node.shape.rows), len(node.shape.cols))
