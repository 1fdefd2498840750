"""∂ vec F / ∂ (vec X)ᵀ and ∂² f / ∂ vec X ∂ (vec Y)ᵀ in Kronecker form."""

from __future__ import annotations

from derive.core.environment import ENTRY
from derive.core.form import Form
from derive.core.kernel import Proof
from derive.core.lemma import Lemma
from derive.core.op import Node, Shape
from derive.normal.collected import collected
from derive.normal.joined import NoMatrixForm
from derive.normal.kronecker import KroneckerRaiser
from derive.normal.prove import WORK
from derive.normal.rewrite import Budget, index, rewrite, rule_for_head
from derive.normal.session import Session
from derive.normal.shares import shares


def jacobian(session: Session, expr: Node, variable: Node) -> Node:
    """J[(j,i),(l,k)] = ∂ F[i,j] / ∂ X[k,l], in the author's names."""
    statement = session.language.make("jacobian", expr, variable)
    while expr.op.name == "vec":  # vec of vec is vec
        expr = expr.args[0]
    return raised(session, statement, expr.shape, variable.shape)


def hessian(session: Session, loss: Node, first: Node, second: Node) -> Node:
    """H[(j,i),(l,k)] = ∂² f / ∂ X[i,j] ∂ Y[k,l], in the author's names."""
    return raised(session, session.language.make("hessian", loss, first, second), first.shape, second.shape)


def raised(session: Session, statement: Node, of: Shape, by: Shape) -> Node:
    """A matrix that takes vec of one shape to vec of another, in Kronecker form."""
    form = session.lower(statement)
    proof = Proof(session.kernel, form, Form(form.free))
    budget = Budget(WORK)
    session.prover.differentiated(proof, budget)
    simpler = session.prover.simplified(proof)
    # names for arrays of more than two indices are for the search alone
    while long := [n for n in simpler.residual.heads() if _is_long(session, simpler.residual, n)]:
        rules = [rule_for_head(session.kernel, n, ("define", session.env.heads[n].symbol)) for n in long]
        rewrite(simpler, index(rules), budget)
    rest = session.prover.declared(simpler.settle().rhs)
    raiser = session.raiser()
    short = collected(session.env, shares(session.env, rest), session.language.functions)
    raiser.prepare(short)
    node = KroneckerRaiser(raiser, short, of, by).node()
    for shown in dict.fromkeys((session.writer.written(node), node)):
        lowered = session.lower(shown)
        if lowered.free == rest.free and isinstance(session.prover.equal(lowered, rest), Lemma):
            return shown
    raise NoMatrixForm("the form in matrices could not be confirmed")


def _is_long(session: Session, form: Form, number: int) -> bool:
    """Whether a head is an automatic name for more than a matrix, or for the whole."""
    head = session.env.heads[number]
    if not number or head.fn != ENTRY or head.symbol not in session.env.automatic:
        return False
    return len(head.sizes) > 2 or all(len(key[2]) == 1 for key in form.terms)
