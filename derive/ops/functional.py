"""A scalar function of a whole matrix of which nothing is known but that it is smooth: a loss further up, J(Z).

A backpropagation step that is proved with it holds for any loss. ∇J(Z) is its gradient, ∇²J(Z) its Hessian.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any
from zlib import crc32

import numpy as np
from sympy import Integer, Mul
from sympy.core.symbol import Str
from sympy.matrices.expressions import MatrixExpr

from derive.core import symbols
from derive.core.environment import NUMBER_OF
from derive.core.errors import NoRule, Unreadable
from derive.core.form import Form
from derive.core.function import WHOLE
from derive.core.lower import Lowering, sizes_of
from derive.core.op import SCALAR, Node, Op, Shape
from derive.core.text import ATOM

Argument = Callable[[int, int], str]
Expr = Any
SIGNS = {"text": ("", "∇", "∇²"), "latex": ("", r"\nabla ", r"\nabla^2 ")}


class Functional(symbols._Built, MatrixExpr):
    """J(Z), or one of its derivatives."""

    def __new__(cls, name: Str, order: Expr, argument: Expr) -> Any:
        made = super().__new__(cls, name, order, argument)
        rows, cols = symbols.dimensions(argument)
        made._dimensions = [(1, 1), (rows, cols), (Mul(rows, cols), Mul(rows, cols))][int(order)]
        return made

    shape = symbols._Built.shape


class Applied:
    """`functional("J")(Z)` is J(Z); `.gradient(Z)` and `.hessian(Z)` are ∇J(Z), in the shape of Z, and ∇²J(Z)."""

    def __init__(self, name: str) -> None:
        self.name = name

    def _of(self, order: int, argument: object) -> Expr:
        return Functional(Str(self.name), Integer(order), symbols.exact(argument))

    def __call__(self, argument: object) -> Expr:
        return self._of(0, argument)

    def gradient(self, argument: object) -> Expr:
        return self._of(1, argument)

    def hessian(self, argument: object) -> Expr:
        return self._of(2, argument)

    def __repr__(self) -> str:
        return self.name


def functional(name: str) -> Applied:
    """An unknown smooth scalar function of a matrix: what is proved with it holds for any."""
    return Applied(symbols._one_name(name))


def _shape(node: Node) -> Shape:
    shape = node.args[0].shape
    vec = shape.cols + shape.rows
    if node.data[1] > 2:
        raise NoRule("third derivatives of an unknown loss have no rule")
    return [SCALAR, shape, Shape(vec, vec)][node.data[1]]


def _meaning(lowering: Lowering, node: Node) -> Form:
    """One number, or an array, that depends on the whole argument as it stands: a transpose is another argument."""
    form, shape = lowering.forms[node.args[0]], node.args[0].shape
    name, order = node.data
    symbol, indices = lowering.symbol(form)
    straight = tuple(range(len(form.free)))
    if indices != straight or lowering.env.sizes[symbol] != form.free:
        symbol = lowering.env.abbreviate(form)
    head = lowering.env.head(NUMBER_OF + name + "'" * order, symbol)
    if order < 2:
        own = straight if order else ()
        return Form(sizes_of(node.shape), {((), (), ((head, *own),)): 1})
    rows, cols = len(shape.rows), len(shape.cols)
    vec = [*range(cols, cols + rows), *range(cols)]
    both = [*vec, *[rows + cols + i for i in vec]]
    return Form(sizes_of(node.shape), {((), (), ((head, *both),)): 1})


def weights(name: str, count: int) -> list[list[Fraction]]:
    """w, u, t, s of the functional w·z + (u·z)(t·z) + (s·z)³ that stands for an unknown one at a point."""
    seed = crc32(name.encode())
    places = range(1, count + 1)
    return [[Fraction((seed // 7**k + 31 * k * i + 17 * i) % 13 - 6, 5 + k) for i in places] for k in range(1, 5)]


def _evaluate(node: Node, arg: Any) -> Any:
    name, order = node.data
    z = list(arg.reshape(-1))
    w, u, t, s = weights(name, len(z))

    def dot(a: list[Fraction]) -> Any:
        products = [x * c for c, x in zip(a, z, strict=True)]
        return sum(products[1:], products[0])

    if order == 0:
        out = arg[:1, :1].copy()
        out[0, 0] = dot(w) + dot(u) * dot(t) + dot(s) * dot(s) * dot(s)
        return out
    slope, left, right = 3 * dot(s) * dot(s), dot(u), dot(t)
    if order == 1:
        entries = [right * b + left * c + slope * e + a for a, b, c, e in zip(w, u, t, s, strict=True)]
        return np.array(entries, dtype=object).reshape(arg.shape)
    places = np.arange(len(z)).reshape(arg.shape).T.reshape(-1)  # column by column
    curve = 6 * dot(s)
    rows = [[curve * (s[i] * s[j]) + (u[i] * t[j] + t[i] * u[j]) for j in places] for i in places]
    return np.array(rows, dtype=object)


def _show(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    name, order = node.data
    words = argument(0, 0)
    sign = SIGNS[style][order]
    return (rf"{sign}{name}\left({words}\right)" if style == "latex" else f"{sign}{name}({words})"), ATOM


def _read(expr: Any) -> tuple[Any, Any]:
    name, order, argument = expr.args
    if not name.name.isidentifier() or name.name in WHOLE:
        raise Unreadable(f"`{name.name}` cannot be the name of a function")
    return [argument], (name.name, int(order))


FUNCTIONAL = Op(
    "functional",
    shape=_shape,
    meaning=_meaning,
    evaluate=_evaluate,
    classes=(Functional,),
    read=_read,
    build=lambda args, data: Applied(data[0])._of(data[1], args[0]),
    show=_show,
)
OPS = (FUNCTIONAL,)
