"""Differentials and gradients as things that claims are made about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Mul
from sympy.matrices.expressions import MatrixExpr

from derive.core import symbols
from derive.core.environment import DERIVATIVE
from derive.core.errors import IllTyped, NoRule
from derive.core.form import Form
from derive.core.lower import Lowering, sizes_of
from derive.core.op import SCALAR, Axis, Node, Op, Shape, walk
from derive.core.text import ATOM, UNARY, text

Argument = Callable[[int, int], str]
Expr = Any


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
    _check_variable(loss, variable)
    return variable.shape


def _partial_meaning(lowering: Lowering, node: Node) -> Form:
    loss, variable = node.args
    name, _ = lowering.symbol(lowering.forms[loss])
    head = lowering.env.head(DERIVATIVE, name, (_symbol_of(lowering, variable),))
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


# --- Jacobians and Hessians: vec on both sides ------------------------------------------------------------------------


class Jacobian(symbols._Built, MatrixExpr):
    """∂ vec F / ∂ (vec X)ᵀ"""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return Mul(*shapes[0]), Mul(*shapes[1])

    shape = symbols._Built.shape


class Hessian(symbols._Built, MatrixExpr):
    """∂² f / ∂ vec X ∂ (vec Y)ᵀ"""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return Mul(*shapes[1]), Mul(*shapes[-1])

    shape = symbols._Built.shape


def jacobian_matrix(expr: Expr, variable: Expr) -> Expr:
    """J[(j,i),(l,k)] = ∂ F[i,j] / ∂ X[k,l], as something to make claims about; `jacobian` works it out.

    Rows and columns are those of vec F and vec X (columns one below the other); of two columns it is the usual
    ∂f/∂xᵀ. The other layout is its transpose.
    """
    return Jacobian(symbols.exact(expr), variable)


def hessian_matrix(loss: Expr, variable: Expr, other: Expr | None = None) -> Expr:
    """H[(j,i),(l,k)] = ∂² f / ∂ X[i,j] ∂ Y[k,l], Y being X where only one is named; `hessian` works it out."""
    return Hessian(symbols.exact(loss), variable, variable if other is None else other)


def _vec(shape: Shape) -> Axis:
    return shape.cols + shape.rows


def _check_variable(loss: Node, variable: Node) -> None:
    if variable.op.name != "symbol":
        raise IllTyped(f"a derivative is taken by a symbol, and `{text(variable)}` is none")
    if variable.args and variable not in walk([loss]):
        raise IllTyped(f"`{text(loss)}` is not written in terms of `{text(variable)}`, which is a name for something")


def _jacobian_shape(node: Node) -> Shape:
    expr, variable = node.args
    _check_variable(expr, variable)
    return Shape(_vec(expr.shape), _vec(variable.shape))


def _hessian_shape(node: Node) -> Shape:
    loss, first, second = node.args
    if loss.shape != SCALAR:
        raise IllTyped(f"the Hessian of `{text(loss)}` does not exist: it is {loss.shape}, not a scalar")
    for variable in (first, second):
        _check_variable(loss, variable)
        if variable.args:
            raise NoRule(f"second derivatives by `{text(variable)}`, which is a name for something, have no rule")
    return Shape(_vec(first.shape), _vec(second.shape))


def _columns_first(shape: Shape, start: int) -> tuple[int, ...]:
    """For the indices of an array, its rows first, where they stand in vec of it, which begins at `start`."""
    rows, cols = len(shape.rows), len(shape.cols)
    return (*range(start + cols, start + cols + rows), *range(start, start + cols))


def _symbol_of(lowering: Lowering, variable: Node) -> str:
    ((_, _, ((entry, *_rest),)),) = lowering.forms[variable].terms
    return lowering.env.heads[entry].symbol


def _jacobian_meaning(lowering: Lowering, node: Node) -> Form:
    expr, variable = node.args
    name, indices = lowering.symbol(lowering.forms[expr])
    of = _columns_first(expr.shape, 0)
    by = _columns_first(variable.shape, len(of))
    head = lowering.env.head(DERIVATIVE, name, (_symbol_of(lowering, variable),))
    return Form(sizes_of(node.shape), {((), (), ((head, *[of[i] for i in indices], *by),)): 1})


def _hessian_meaning(lowering: Lowering, node: Node) -> Form:
    loss, first, second = node.args
    name, _ = lowering.symbol(lowering.forms[loss])
    one = _columns_first(first.shape, 0)
    two = _columns_first(second.shape, len(one))
    variables = (_symbol_of(lowering, first), _symbol_of(lowering, second))
    head = lowering.env.head(DERIVATIVE, name, variables)
    return Form(sizes_of(node.shape), {((), (), ((head, *one, *two),)): 1})


def _show_jacobian(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    column = all(not part.shape.cols for part in node.args)
    if style == "latex":
        of, by = argument(0, ATOM), argument(1, ATOM)
        if column:
            return rf"\frac{{\partial {of}}}{{\partial {by}^T}}", ATOM
        vec = r"\operatorname{vec}"
        return rf"\frac{{\partial {vec} {of}}}{{\partial ({vec} {by})^T}}", ATOM
    of, by = argument(0, ATOM), argument(1, ATOM)
    return (f"∂{of}/∂{by}ᵀ" if column else f"∂vec {of}/∂(vec {by})ᵀ"), UNARY


def _show_hessian(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    of, one, two = (argument(place, ATOM) for place in range(3))
    if any(part.shape.cols for part in node.args):
        vec = r"\operatorname{vec}" if style == "latex" else "vec"
        one, two = f"{vec} {one}", f"({vec} {two})"
    if style == "latex":
        return rf"\frac{{\partial^2 {of}}}{{\partial {one} \, \partial {two}^T}}", ATOM
    return f"∂²{of}/∂{one}∂{two}ᵀ", UNARY


JACOBIAN = Op(
    "jacobian",
    shape=_jacobian_shape,
    meaning=_jacobian_meaning,
    evaluate=lambda node, *args: args[0],  # the evaluator differentiates
    classes=(Jacobian,),
    read=lambda expr: (expr.args, None),
    build=lambda args, data: jacobian_matrix(*args),
    show=_show_jacobian,
)
HESSIAN = Op(
    "hessian",
    shape=_hessian_shape,
    meaning=_hessian_meaning,
    evaluate=lambda node, *args: args[0],  # the evaluator differentiates
    classes=(Hessian,),
    read=lambda expr: (expr.args, None),
    build=lambda args, data: hessian_matrix(*args),
    show=_show_hessian,
)
OPS = (DIFFERENTIAL, PARTIAL, JACOBIAN, HESSIAN)
