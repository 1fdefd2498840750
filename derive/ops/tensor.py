"""Sums, products, transpose, trace, and the constant matrices."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np
import sympy
from sympy.matrices.expressions import (
    HadamardProduct,
    Identity,
    MatAdd,
    MatMul,
    OneMatrix,
    Trace,
    Transpose,
    ZeroMatrix,
)

from derive.core import symbols
from derive.core.errors import IllTyped, NoRule
from derive.core.form import DELTA, Form, Open, fresh_indices, opened, unit
from derive.core.lower import Lowering, contract, made_up, scaled, sizes_of, total
from derive.core.op import SCALAR, Axis, Node, Op, Shape, axis, length
from derive.core.sizes import ONE, read_size, size_expr
from derive.core.text import ATOM, PRODUCT, SUM, text

Argument = Callable[[int, int], str]


def is_plain_scalar(node: Node) -> bool:
    """A scalar that is not a 1 x 1 product of matrices: only such a one may be added to every entry of a matrix.

    A 1 x 1 product that stands beside a matrix is far more often a slip than a broadcast.
    """
    if node.shape != SCALAR:
        return False
    pending, seen = [node], {node}
    while pending:
        part = pending.pop()
        if part.shape != SCALAR:
            return False
        if part.op.name in ("add", "product", "hadamard", "quotient", "transpose"):
            pending.extend(arg for arg in part.args if arg not in seen)
            seen.update(part.args)
    return True


def common_shape(node: Node, word: str, plain: bool) -> Shape:
    """The one shape that the arguments have, scalars aside."""
    first: Node | None = None
    for arg in node.args:
        if arg.shape == SCALAR:
            continue
        if first is None:
            first = arg
        elif not arg.shape.fits(first.shape):
            raise _mismatch(node, word, first, arg)
    if first is None:
        return SCALAR
    for arg in node.args:
        if plain and arg.shape == SCALAR and not is_plain_scalar(arg):
            raise _mismatch(node, word, first, arg)
    return first.shape


def _mismatch(node: Node, word: str, left: Node, right: Node) -> IllTyped:
    return IllTyped(
        f"the {word} of `{text(left)}` and `{text(right)}` does not fit: "
        f"`{text(left)}` is {left.shape} but `{text(right)}` is {right.shape}"
    )


# --- sums ------------------------------------------------------------------------------------------------------------


def _show_add(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    parts = [argument(0, SUM)]
    for place in range(1, len(node.args)):
        words = argument(place, SUM + 1)
        parts.append(f" - {words[1:]}" if words.startswith("-") else f" + {words}")
    return "".join(parts), SUM


ADD = Op(
    "add",
    shape=lambda node: common_shape(node, "sum", plain=True),
    meaning=total,
    evaluate=lambda node, *args: sum(args[1:], args[0]),
    classes=(MatAdd, sympy.Add),
    read=lambda expr: (expr.args, None),
    build=lambda args, data: symbols.Addition(*args),
    show=_show_add,
)


# --- products --------------------------------------------------------------------------------------------------------


def _product_shape(node: Node) -> Shape:
    shape = SCALAR
    for place, arg in enumerate(node.args):
        shape = _times(node, place, shape, arg)
    return shape


def _times(node: Node, place: int, left: Shape, arg: Node) -> Shape:
    right = arg.shape
    if left == SCALAR:
        return right
    if right == SCALAR:
        return left
    if length(left.cols) is not length(right.rows):
        before = " ".join(_bracketed(a) for a in node.args[:place])
        raise IllTyped(
            f"in `{text(node)}`, `{before}` has {_count(left.cols, 'column')} "
            f"but `{text(arg)}` has {_count(right.rows, 'row')}"
        )
    return Shape(left.rows, right.cols)


def _count(sizes: Axis, word: str) -> str:
    length = str(Shape(sizes, ())).split(" × ")[0]
    return f"{length} {word if length == '1' else word + 's'}"


def _bracketed(node: Node) -> str:
    return f"({text(node)})" if node.op.name in ("add", "quotient") else text(node)


def _product_meaning(lowering: Lowering, node: Node) -> Form:
    """Left to right; a scalar multiplies every entry wherever it stands."""
    shape, form = node.args[0].shape, lowering.forms[node.args[0]]
    for place, arg in enumerate(node.args[1:], 1):
        plain = scaled(lowering.forms[arg], form) if shape == SCALAR else None
        if plain is None and arg.shape == SCALAR:
            plain = scaled(form, lowering.forms[arg])
        if plain is not None:
            shape, form = _times(node, place, shape, arg), plain
            continue
        form = lowering.single(form)
        if shape == SCALAR or arg.shape == SCALAR:
            inputs = [("i", "j") if s != SCALAR else () for s in (shape, arg.shape)]
            output = ("i", "j") if SCALAR not in (shape, arg.shape) or shape != arg.shape else ()
        else:
            inputs, output = [("i", "j"), ("j", "k")], ("i", "k")
        result = _times(node, place, shape, arg)
        form = contract(inputs, output, [shape, arg.shape], [form, lowering.factor(arg)], result)
        shape = result
    return form


def _evaluate_product(node: Node, *args: Any) -> Any:
    result, shape = args[0], node.args[0].shape
    for arg, other in zip(args[1:], node.args[1:], strict=True):
        if shape == SCALAR or other.shape == SCALAR:
            scalar, matrix = (result, arg) if shape == SCALAR else (arg, result)
            result, shape = scalar * matrix, other.shape if shape == SCALAR else shape
        else:
            result, shape = result @ arg, Shape(shape.rows, other.shape.cols)
    return result


def _show_product(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    parts: list[str] = []
    sign = ""
    for place, arg in enumerate(node.args):
        if place == 0 and arg.op.name == "number" and arg.data == -1 and len(node.args) > 1:
            sign = "-"
            continue
        # a product inside a product keeps its parentheses unless it comes first: what was written is shown
        words = argument(place, PRODUCT if place == 0 else PRODUCT + 1)
        if words.startswith("-") and parts:
            words = rf"\left({words}\right)" if style == "latex" else f"({words})"
        if parts and {arg.op.name, node.args[place - 1].op.name} == {"number"}:  # 3 · 4, which is not 34
            words = rf"\cdot {words}" if style == "latex" else f"· {words}"
        elif parts and style == "latex":
            words = rf"\, {words}"
        parts.append(words)
    return sign + " ".join(parts), PRODUCT


PRODUCT_OP = Op(
    "product",
    shape=_product_shape,
    meaning=_product_meaning,
    evaluate=_evaluate_product,
    classes=(MatMul, sympy.Mul),
    read=lambda expr: (expr.args, None),
    build=lambda args, data: symbols.Product(*args),
    show=_show_product,
)


def _hadamard_meaning(lowering: Lowering, node: Node) -> Form:
    inputs = [() if arg.shape == SCALAR else ("i", "j") for arg in node.args]
    output = () if node.shape == SCALAR else ("i", "j")
    forms = [lowering.factor(arg) for arg in node.args]
    return contract(inputs, output, [arg.shape for arg in node.args], forms, node.shape)


def _evaluate_hadamard(node: Node, *args: Any) -> Any:
    result = args[0]
    for arg in args[1:]:
        result = result * arg
    return result


def _show_hadamard(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    sign = r" \odot " if style == "latex" else " ∘ "
    # looser than a product: `(A ∘ B) C` needs its parentheses
    return sign.join(argument(place, PRODUCT) for place in range(len(node.args))), PRODUCT - 5


HADAMARD = Op(
    "hadamard",
    shape=lambda node: common_shape(node, "elementwise product", plain=False),
    meaning=_hadamard_meaning,
    evaluate=_evaluate_hadamard,
    classes=(HadamardProduct,),
    read=lambda expr: (expr.args, None),
    build=lambda args, data: symbols.Hadamard(*args),
    show=_show_hadamard,
)


# --- transpose and trace ---------------------------------------------------------------------------------------------


def _show_transpose(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    words = argument(0, ATOM)
    if node.args[0].op.name == "inverse":
        inner = words.removesuffix("⁻¹").removesuffix("^{-1}")
        return (f"{inner}^{{-T}}" if style == "latex" else f"{inner}⁻ᵀ"), ATOM
    if style != "latex":
        return f"{words}ᵀ", ATOM
    # a name that already carries a superscript needs braces before it takes another
    return (f"{{{words}}}^T" if "^" in words else f"{words}^T"), ATOM


TRANSPOSE = Op(
    "transpose",
    shape=lambda node: Shape(node.args[0].shape.cols, node.args[0].shape.rows),
    meaning=lambda lowering, node: _transposed(lowering.forms[node.args[0]], node),
    evaluate=lambda node, arg: arg.T,
    classes=(Transpose,),
    read=lambda expr: (expr.args, None),
    build=lambda args, data: symbols.Transposed(*args),
    show=_show_transpose,
)


def _transposed(form: Form, node: Node) -> Form:
    rows, cols = len(node.shape.rows), len(node.shape.cols)
    result = Form(sizes_of(node.shape))
    for key, coefficient in form.terms.items():
        result.add(opened(key, coefficient, (*range(rows, rows + cols), *range(rows)), fresh_indices()))
    return result


def _trace_shape(node: Node) -> Shape:
    shape = node.args[0].shape
    if length(shape.rows) is not length(shape.cols):
        raise IllTyped(f"the trace of `{text(node.args[0])}` does not exist: it is {shape}, not square")
    return SCALAR


def _show_trace(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    words = argument(0, 0)
    return (rf"\operatorname{{tr}}\left({words}\right)" if style == "latex" else f"tr({words})"), ATOM


def _trace_meaning(lowering: Lowering, node: Node) -> Form:
    """Linear, so a sum keeps its terms."""
    form, (rows, cols) = lowering.forms[node.args[0]], node.args[0].shape
    if rows != cols:
        raise NoRule(made_up(rows, cols))
    result = Form(())
    for key, coefficient in form.terms.items():
        fresh = fresh_indices()
        names = [next(fresh) for _ in rows]
        term = opened(key, coefficient, names + names, fresh)
        bound = {**term.bound, **{i: size.number for i, size in zip(names, rows, strict=True)}}
        result.add(Open(term.coefficient, term.scale, bound, term.factors))
    return result


TRACE = Op(
    "trace",
    shape=_trace_shape,
    meaning=_trace_meaning,
    evaluate=lambda node, arg: np.array([[sum(arg[i, i] for i in range(1, len(arg))) + arg[0, 0]]], dtype=object),
    classes=(Trace,),
    read=lambda expr: (expr.args, None),
    build=lambda args, data: symbols.TraceOf(*args),
    show=_show_trace,
)


# --- constant matrices: data is (rows, cols) -------------------------------------------------------------------------


def _constant(name: str, letter: str, bold: str, value: int, classes: tuple[type, ...], build: Any) -> Op:
    def show(style: str, node: Node, argument: Argument) -> tuple[str, int]:
        """Columns and rows by their length, as people write them."""
        rows, cols = node.data
        latex = style == "latex"
        if ONE not in (rows, cols):
            return (rf"{bold}_{{{rows} \times {cols}}}" if latex else f"{letter}[{rows} × {cols}]"), ATOM
        length = rows if cols is ONE else cols
        column = f"{bold}_{{{length}}}" if latex else f"{letter}[{length}]"
        return column if cols is ONE else f"{column}^T" if latex else f"{column}ᵀ", ATOM

    return Op(
        name,
        shape=lambda node: Shape(axis(node.data[0]), axis(node.data[1])),
        meaning=lambda lowering, node: unit(sizes_of(node.shape), value),
        evaluate=lambda node, rows, cols: np.full((prod(rows), prod(cols)), value, dtype=object),
        classes=classes,
        read=lambda expr: ([], (read_size(expr.shape[0]), read_size(expr.shape[1]))),
        build=lambda args, data: build(size_expr(data[0]), size_expr(data[1])),
        show=show,
    )


ONES = _constant("ones", "1", r"\mathbf{1}", 1, (OneMatrix,), symbols.ones)
ZEROS = _constant("zeros", "0", r"\mathbf{0}", 0, (ZeroMatrix,), symbols.zeros)


def _identity_meaning(lowering: Lowering, node: Node) -> Form:
    form = Form(sizes_of(node.shape))
    form.terms[((), (), ((DELTA, 0, 1),) if node.shape.rows else ())] = 1
    return form


IDENTITY = Op(
    "identity",
    shape=lambda node: Shape(axis(node.data), axis(node.data)),
    meaning=_identity_meaning,
    evaluate=lambda node, rows, cols: np.eye(prod(rows), dtype=int),
    classes=(Identity,),
    read=lambda expr: ([], read_size(expr.shape[0])),
    build=lambda args, data: symbols.identity(size_expr(data)),
    show=lambda style, node, argument: ((f"I_{{{node.data}}}" if style == "latex" else f"I[{node.data}]"), ATOM),
)


OPS = (ADD, PRODUCT_OP, HADAMARD, TRANSPOSE, TRACE, ONES, ZEROS, IDENTITY)
