"""Symbols, numbers and sizes: what expressions are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import sympy
from sympy.matrices.expressions import MatrixSymbol

from derive.core import symbols
from derive.core.environment import ENTRY
from derive.core.errors import Unreadable
from derive.core.form import Form, Open, entry, unit
from derive.core.indices import Index
from derive.core.lower import Lowering, sizes_of
from derive.core.op import SCALAR, Node, Op, Shape, axis
from derive.core.sizes import Size, read_size, size_expr
from derive.core.text import ATOM, PRODUCT, UNARY

Argument = Callable[[int, int], str]


# --- symbols: data is (name, rows, cols); a defined name has its definition as argument ------------------------------


def _symbol_shape(node: Node) -> Shape:
    if node.args:
        return node.args[0].shape
    _, rows, cols = node.data
    return Shape(axis(rows), axis(cols))


def _symbol_meaning(lowering: Lowering, node: Node) -> Form:
    text = node.data[0]
    lowering.declare(text, node)
    free = sizes_of(node.shape)
    if node.args:
        if text not in lowering.env.definitions:
            lowering.env.define(text, lowering.forms[node.args[0]])
    else:
        lowering.env.declare(text, free)
    return entry(lowering.env.head(ENTRY, text), free)


def _read_symbol(expr: Any) -> tuple[Sequence[Any], Any]:
    if isinstance(expr, Index):
        raise Unreadable(f"the index `{expr}` stands as a number: it can only say which entry is meant")
    if isinstance(expr, sympy.Dummy | sympy.Wild) or expr.is_commutative is False and not expr.is_Matrix:
        raise Unreadable(f"`{expr}` is not a symbol for a real number: it is a {type(expr).__name__}")
    if not expr.is_Matrix and (expr.is_real is False or expr.is_imaginary):
        raise Unreadable(f"`{expr}` is not a symbol for a real number")
    if not isinstance(expr.name, str) or not expr.name or expr.name.startswith("#"):
        raise Unreadable(f"`{expr.name}` cannot be a name: it is empty, or starts with #")
    if isinstance(expr, symbols.Defined):
        return [expr.definition], (expr.name,)
    if isinstance(expr, MatrixSymbol):
        return [], (expr.name, read_size(expr.shape[0]), read_size(expr.shape[1]))
    return [], (expr.name, read_size(1), read_size(1))


def _build_symbol(args: Sequence[Any], data: Any) -> Any:
    if args:
        return symbols.define(data[0], args[0])
    text, rows, cols = data
    if rows.constant == 1 and cols.constant == 1:
        return symbols.scalar(text)
    return symbols.matrix(text, size_expr(rows), size_expr(cols))


def _show_symbol(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    return (latex_name(node.data[0]) if style == "latex" else node.data[0]), ATOM


GREEK = frozenset(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho "
    "sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega "
    "ell".split()
)


def latex_name(text: str) -> str:
    """W1 -> W^{[1]}: digits after a name are its layer, as people write it; b_1 -> b_{1}; yhat -> \\hat{y}."""
    base, _, subscript = text.partition("_")
    letters = base.rstrip("0123456789")
    digits = base[len(letters) :]
    accents = {accent: letters.removesuffix(accent) for accent in ("hat", "bar", "tilde")}
    accent = next((a for a, bare in accents.items() if bare != letters and (len(bare) == 1 or bare in GREEK)), "")
    letters = letters.removesuffix(accent)
    shown = f"\\{letters}" if letters in GREEK else letters if len(letters) < 2 else rf"\mathit{{{letters}}}"
    if accent:
        shown = rf"\{accent}{{{shown}}}"
    shown += f"_{{{subscript.replace('_', ',')}}}" if subscript else ""
    return shown + (f"^{{[{digits}]}}" if digits else "")


# --- numbers and sizes -----------------------------------------------------------------------------------------------


def _show_number(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    value: Fraction = node.data
    if value.denominator == 1:
        return str(value), (ATOM if value >= 0 else PRODUCT)
    sign = "-" if value < 0 else ""
    if style == "latex":
        return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}", (UNARY if value > 0 else PRODUCT)
    return f"{value}", PRODUCT


def _show_size(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    return str(node.data), (ATOM if len(node.data.terms) == 1 else 0)


def _size_meaning(lowering: Lowering, node: Node) -> Form:
    form = Form(())
    form.add(Open(1, {node.data.number: 1}, {}, []))
    return form


SYMBOL = Op(
    "symbol",
    shape=_symbol_shape,
    meaning=_symbol_meaning,
    evaluate=lambda node, *args: args[0],
    classes=(MatrixSymbol, sympy.Symbol),
    read=_read_symbol,
    build=_build_symbol,
    show=_show_symbol,
)
NUMBER = Op(
    "number",
    shape=lambda node: SCALAR,
    meaning=lambda lowering, node: unit((), node.data.numerator if node.data.denominator == 1 else node.data),
    evaluate=lambda node: node.data,
    classes=(sympy.Rational, sympy.Float),
    read=lambda expr: ([], _fraction(expr)),
    build=lambda args, data: sympy.Rational(data.numerator, data.denominator),
    show=_show_number,
)
SIZE = Op(
    "size",
    shape=lambda node: SCALAR,
    meaning=_size_meaning,
    evaluate=lambda node: node.data,
    classes=(Size,),  # stands for SymPy symbols that are positive integers
    read=lambda expr: ([], read_size(expr)),
    build=lambda args, data: size_expr(data),
    show=_show_size,
)


def _fraction(expr: Any) -> Fraction:
    if isinstance(expr, sympy.Float):
        return Fraction(str(expr))  # the decimal as printed
    return Fraction(int(expr.p), int(expr.q))


OPS = (SYMBOL, NUMBER, SIZE)
