"""Differentials and gradients as things that claims are made about."""

from __future__ import annotations

from collections.abc import Callable

from derive.core import symbols
from derive.core.environment import DERIVATIVE
from derive.core.errors import IllTyped
from derive.core.form import Form
from derive.core.lower import Lowering
from derive.core.op import SCALAR, Node, Op, Shape, walk
from derive.core.text import ATOM, UNARY, text

Argument = Callable[[int, int], str]


def _show_d(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    sign = r"\mathrm{d}" if style == "latex" else "d"
    return f"{sign}{argument(0, ATOM)}" if style == "text" else f"{sign} {argument(0, ATOM)}", UNARY


DIFFERENTIAL = Op(
    "d",
    shape=lambda node: node.args[0].shape,
    meaning=lambda lowering, node: lowering.differential(node.args[0]),
    evaluate=lambda node, arg: arg,  # the evaluator takes the tangent
    classes=(symbols.Differential,),
    read=lambda expr: (expr.args, None),
    build=lambda args, data: symbols.d(*args),
    show=_show_d,
)


def _partial_shape(node: Node) -> Shape:
    loss, variable = node.args
    if loss.shape != SCALAR:
        raise IllTyped(f"the gradient of `{text(loss)}` does not exist: it is {loss.shape}, not a scalar")
    if variable.op.name != "symbol":
        raise IllTyped(f"a gradient is taken by a symbol, and `{text(variable)}` is none")
    if variable.args and variable not in walk([loss]):
        raise IllTyped(f"`{text(loss)}` is not written in terms of `{text(variable)}`, which is a name for something")
    return variable.shape


def _partial_meaning(lowering: Lowering, node: Node) -> Form:
    loss, variable = node.args
    env = lowering.env
    name, _ = lowering.symbol(lowering.forms[loss])
    ((_, _, ((entry, *_rest),)),) = lowering.forms[variable].terms
    head = env.head(DERIVATIVE, name, (env.heads[entry].symbol,))
    free = lowering.forms[variable].free
    return Form(free, {((), (), ((head, *range(len(free))),)): 1})


def _show_partial(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    if style == "latex":
        return rf"\frac{{\partial {argument(0, ATOM)}}}{{\partial {argument(1, ATOM)}}}", ATOM
    return f"∂{argument(0, ATOM)}/∂{argument(1, ATOM)}", UNARY


PARTIAL = Op(
    "partial",
    shape=_partial_shape,
    meaning=_partial_meaning,
    evaluate=lambda node, *args: args[0],  # the evaluator differentiates
    classes=(symbols.Partial,),
    read=lambda expr: (expr.args, None),
    build=lambda args, data: symbols.partial(*args),
    show=_show_partial,
)
OPS = (DIFFERENTIAL, PARTIAL)
