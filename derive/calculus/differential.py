"""d F: linear in the differentials of variables and of names, pushed no further than the names that the author gave."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derive.calculus.gradient import gradient
from derive.core.environment import DIFFERENTIAL
from derive.core.form import Form
from derive.core.kernel import Proof
from derive.core.op import SCALAR, Node, walk
from derive.normal.prove import WORK
from derive.normal.rewrite import Budget, index, rewrite, rule_for_head
from derive.normal.session import Session


def variables(node: Node) -> list[Node]:
    """The variables below a node, in the order in which they are met."""
    return [part for part in walk([node]) if part.op.name == "symbol" and not part.args]


def differential(session: Session, node: Node, varying: Sequence[Node]) -> Node:
    """d of an expression when `varying` vary. Of a scalar: the sum of tr(Gᵀ dX) over its variables."""
    names = tuple(sorted(variable.data[0] for variable in varying))
    if node.shape == SCALAR:
        return _of_scalar(session, node, varying)
    make = session.language.make
    form = session.lower(make("d", node.args[0] if node.op.name == "symbol" and node.args else node), names)
    proof = Proof(session.kernel, form, Form(form.free))
    budget = Budget(WORK)
    env = session.env
    while True:
        pending = [n for n in proof.residual.heads() if env.heads[n].fn == DIFFERENTIAL and _anonymous(session, n)]
        if not pending:
            break
        rules = [rule_for_head(session.kernel, n, ("differential", env.heads[n].symbol, names)) for n in pending]
        rewrite(proof, index(rules), budget)
    rest = session.prover.simplified(proof).settle().rhs
    return session.raised(rest, len(node.shape.rows), len(node.shape.cols), names)


def _anonymous(session: Session, number: int) -> bool:
    return session.env.heads[number].symbol in session.env.automatic


def _of_scalar(session: Session, node: Node, varying: Sequence[Node]) -> Node:
    make = session.language.make
    parts = []
    for variable in varying:
        slope, change = gradient(session, node, variable), make("d", variable)
        if variable.shape == SCALAR:
            parts.append(make("product", slope, change))
        elif variable.shape.cols:
            parts.append(make("trace", make("product", make("transpose", slope), change)))
        else:
            parts.append(make("product", make("transpose", slope), change))
    if not parts:
        return make("number", data=Fraction(0))
    return parts[0] if len(parts) == 1 else make("add", *parts)
