"""The Hessian times a direction, without the Hessian: the derivative of ⟨∂f/∂X, V⟩ by X while V stays as it is."""

from __future__ import annotations

from derive.calculus.gradient import gradient
from derive.core.errors import IllTyped
from derive.core.lemma import Lemma
from derive.core.op import SCALAR, Node
from derive.core.text import text
from derive.normal.joined import NoMatrixForm
from derive.normal.session import Session


def hessian_vector_product(session: Session, loss: Node, variable: Node, direction: Node) -> Node:
    """P with vec P = ∂²f/∂vec X ∂(vec X)ᵀ vec V, in the shape of X.

    `direction` is V, a variable other than X in the shape of X. Raises IllTyped where it is not.
    """
    make = session.language.make
    if direction.op.name != "symbol" or direction.args or direction is variable:
        raise IllTyped(f"`{text(direction)}` is no direction: a direction is a variable other than `{text(variable)}`")
    if direction.shape != variable.shape:
        words = f"`{text(direction)}` is {direction.shape} but `{text(variable)}` is {variable.shape}"
        raise IllTyped(f"a direction has the shape of the variable: {words}")
    slope = gradient(session, loss, variable)
    product = make("product", slope if slope.shape == SCALAR else make("transpose", slope), direction)
    found = gradient(session, make("trace", product) if product.shape.rows else product, variable)
    statement = make("product", make("hessian", loss, variable, variable), make("vec", direction))
    sides = session.lower(statement), session.lower(make("vec", found))
    if not isinstance(session.prover.equal(*sides), Lemma):
        raise NoMatrixForm("the product with the Hessian could not be confirmed")
    return found
