"""E(Z), ∇E(Z) and ∇²E(Z) in numbers: with a loss that is known in place of the unknown one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from derive.calculus.gradient import gradient
from derive.calculus.jacobian import hessian
from derive.core.op import Node, walk
from derive.core.read import Language
from derive.core.sizes import size_expr
from derive.core.symbols import matrix
from derive.normal.session import Session

Losses = Mapping[str, Callable[[Any], Any]]


def with_losses(language: Language, nodes: Sequence[Node], losses: Losses) -> list[Node]:
    """The nodes with a known loss in place of each unknown one that is named: {"E": lambda Z: tr(Z.T * Z) / 2}."""

    def known(node: Node, args: Sequence[Node]) -> Node | None:
        if node.op.name != "functional" or node.data[0] not in losses:
            return None
        return _value(language, losses[node.data[0]], node.data[1], args[0])

    return _changed(language, nodes, known) if losses else list(nodes)


def _value(language: Language, loss: Callable[[Any], Any], order: int, argument: Node) -> Node:
    session = Session(language)
    Z = matrix("Z", *[size_expr(axis[0]) if axis else 1 for axis in argument.shape])
    variable, whole = session.read(Z), session.read(loss(Z))
    if order == 1:
        whole = gradient(session, whole, variable)
    elif order == 2:
        whole = hessian(session, whole, variable, variable)
    return _changed(language, [whole], lambda node, args: argument if node is variable else None)[0]


def _changed(
    language: Language, nodes: Sequence[Node], change: Callable[[Node, Sequence[Node]], Node | None]
) -> list[Node]:
    made: dict[Node, Node] = {}
    for node in walk(nodes):
        args = [made[arg] for arg in node.args]
        made[node] = change(node, args) or language.make(node.op.name, *args, data=node.data)
    return [made[node] for node in nodes]
