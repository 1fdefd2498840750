"""The inverse and the determinant of a square matrix, and whole powers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy
from sympy.matrices.expressions import Determinant, Inverse, MatPow

from derive.core import symbols
from derive.core.environment import DETERMINANT
from derive.core.errors import IllTyped, NoRule
from derive.core.form import Form, Open, content
from derive.core.function import MatrixFunction
from derive.core.lower import Lowering, made_up
from derive.core.op import SCALAR, Node, Op, Shape, length
from derive.core.text import ATOM, text
from derive.ops.elementwise import inverted

Argument = Callable[[int, int], str]
Expr = Any

INVERSE_OF = MatrixFunction(
    "inverse",
    scalar=False,
    derivative=((-1, (("inverse", "ik"), ("inverse", "lj"))),),
    laws=(
        ((1, (("inverse", "ia"), ("id", "aj"))), (-1, (("delta", "ij"),))),
        ((1, (("id", "ia"), ("inverse", "aj"))), (-1, (("delta", "ij"),))),
    ),
    where="invertible",
)
DETERMINANT_OF = MatrixFunction(
    DETERMINANT,
    scalar=True,
    derivative=((1, ((DETERMINANT, ""), ("inverse", "lk"))),),
    smooth="invertible",
)
MATRIX_FUNCTIONS = (INVERSE_OF, DETERMINANT_OF)


class Inverted(symbols._Built, Inverse):
    """A⁻¹"""

    shape = symbols._Built.shape


class Det(symbols._Built, Determinant):
    """det A"""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return sympy.S.One, sympy.S.One

    shape = symbols._Built.shape


def inverse(matrix: Expr) -> Expr:
    """A⁻¹, with A⁻¹ A = A A⁻¹ = I; of a scalar, 1/a."""
    return Inverted(symbols.exact(matrix))


def det(matrix: Expr) -> Expr:
    """det A, with ∂ det A/∂A = det(A) A⁻ᵀ where A is invertible."""
    return Det(symbols.exact(matrix))


def logdet(matrix: Expr) -> Expr:
    """log det A, where det A > 0."""
    return symbols.log(det(matrix))


def _square(node: Node) -> Shape:
    shape = node.args[0].shape
    if length(shape.rows) is not length(shape.cols):
        word = "inverse" if node.op.name == "inverse" else "determinant"
        raise IllTyped(f"the {word} of `{text(node.args[0])}` does not exist: it is {shape}, not square")
    return shape


def _named(lowering: Lowering, form: Form, node: Node) -> tuple[str, tuple[int, ...]]:
    """A symbol for a square matrix, and its indices: in order, or rows and columns exchanged."""
    shape = node.shape
    if shape.rows != shape.cols:
        raise NoRule(made_up(shape.rows, shape.cols))
    half = len(shape.rows)
    straight = tuple(range(2 * half))
    name, indices = lowering.symbol(form)
    if indices not in (straight, straight[half:] + straight[:half]):
        name, indices = lowering.env.abbreviate(form), straight
    lowering.origins.setdefault(name, node)
    return name, indices


def _inverse_meaning(lowering: Lowering, node: Node) -> Form:
    """(c A)⁻¹ = (1/c) A⁻¹, and (Aᵀ)⁻¹ = (A⁻¹)ᵀ by the order of the indices."""
    if node.shape == SCALAR:
        return inverted(lowering, node.args[0])
    form = lowering.forms[node.args[0]]
    if not form.terms:
        raise IllTyped(f"`{text(node.args[0])}` is zero and has no inverse")
    number, scale, rest = content(form)
    name, indices = _named(lowering, rest, node.args[0])
    result = Form(form.free)
    head = lowering.env.head(INVERSE_OF.name, name)
    result.add(Open(1 / Fraction(number), {size: -power for size, power in scale}, {}, [(head, *indices)]))
    return result


def _det_meaning(lowering: Lowering, node: Node) -> Form:
    form = lowering.forms[node.args[0]]
    if node.args[0].shape == SCALAR:
        return form
    name, _ = _named(lowering, form, node.args[0])
    return Form((), {((), (), ((lowering.env.head(DETERMINANT_OF.name, name),),)): 1})


def _eliminated(left: list[list[Any]], right: list[list[Any]]) -> Any:
    """Gauss and Jordan: `left` becomes the identity, `right` left⁻¹ right; the product of the pivots with its sign."""
    product: Any = 1
    for k in range(len(left)):
        pivot = next((i for i in range(k, len(left)) if left[i][k].certainly_nonzero()), k)
        if pivot != k:
            left[k], left[pivot], right[k], right[pivot] = left[pivot], left[k], right[pivot], right[k]
            product = -product
        product = product * left[k][k]
        factor = left[k][k].reciprocal()
        left[k], right[k] = [x * factor for x in left[k]], [x * factor for x in right[k]]
        for i in range(len(left)):
            if i != k:
                slope = left[i][k]
                left[i] = [x - slope * y for x, y in zip(left[i], left[k], strict=True)]
                right[i] = [x - slope * y for x, y in zip(right[i], right[k], strict=True)]
    return product


def _evaluate_inverse(node: Node, arg: Any) -> Any:
    count = len(arg)
    result = [[arg[0, 0] * 0 + int(i == j) for j in range(count)] for i in range(count)]
    _eliminated([list(row) for row in arg], result)
    out = arg.copy()
    for i in range(count):
        for j in range(count):
            out[i, j] = result[i][j]
    return out


def _evaluate_det(node: Node, arg: Any) -> Any:
    out = arg[:1, :1].copy()
    out[0, 0] = _eliminated([list(row) for row in arg], [[] for _ in arg])
    return out


def _show_inverse(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    words = argument(0, ATOM)
    if node.args[0].op.name == "transpose" and words.endswith(("ᵀ", "^T")):
        inner = words.removesuffix("ᵀ").removesuffix("^T")
        return (f"{inner}^{{-T}}" if style == "latex" else f"{inner}⁻ᵀ"), ATOM
    if style != "latex":
        return f"{words}⁻¹", ATOM
    return (f"{{{words}}}^{{-1}}" if "^" in words else f"{words}^{{-1}}"), ATOM


def _show_det(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    words = argument(0, 0)
    return (rf"\det\left({words}\right)" if style == "latex" else f"det({words})"), ATOM


INVERSE = Op(
    "inverse",
    shape=_square,
    meaning=_inverse_meaning,
    evaluate=_evaluate_inverse,
    classes=(Inverse,),
    read=lambda expr: (expr.args[:1], None),
    build=lambda args, data: inverse(*args),
    show=_show_inverse,
)
DET = Op(
    "det",
    shape=lambda node: _square(node) and SCALAR,
    meaning=_det_meaning,
    evaluate=_evaluate_det,
    classes=(Determinant,),
    read=lambda expr: (expr.args, None),
    build=lambda args, data: det(*args),
    show=_show_det,
)


# --- powers are another way of writing -------------------------------------------------------------------------------


def _power(expr: Any) -> Any:
    base, power = expr.args
    if base is sympy.S.Exp1:
        return symbols.exp(power)
    if not isinstance(power, sympy.Integer):
        raise NoRule(f"the power `{expr}` has no rule: exponents are whole numbers")
    value = int(power)
    if abs(value) > symbols.LARGEST_POWER:
        raise NoRule(f"the power `{expr}` has no rule: exponents go up to {symbols.LARGEST_POWER}")
    factors = symbols.product([base] * abs(value)) if value else sympy.S.One
    if value >= 0:
        if value or symbols.dimensions(base) == (1, 1):
            return factors
        return symbols.identity(symbols.dimensions(base)[0])
    return inverse(factors) if symbols.dimensions(base) != (1, 1) else symbols.Quotient(sympy.S.One, factors)


MACROS = {sympy.Pow: _power, MatPow: _power}
OPS = (INVERSE, DET)
