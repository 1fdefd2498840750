"""Declaring sizes, scalars, vectors and matrices, and the SymPy classes whose operators build and never evaluate.

    n, m = sizes("n m");  X, w, b = matrix("X", n, m), vector("w", n), scalar("b")
    Z = define("Z", X.T * w + b * ones(m))

SymPy's own operators rewrite what was written, so every class here overrides them (and takes precedence over
SymPy's, through `_op_priority`). The classes are subclasses of SymPy's own, so that people can print and pass them
on; their `shape` is for SymPy's eyes only. Shapes are checked when an expression is read (see `read.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import isfinite
from numbers import Integral
from typing import Any

import sympy
from sympy.core.basic import Basic
from sympy.core.symbol import Str
from sympy.matrices.expressions import (
    HadamardProduct,
    Identity,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    OneMatrix,
    Trace,
    Transpose,
    ZeroMatrix,
)
from sympy.printing.pretty.stringpict import prettyForm

from derive.core.errors import NoRule, Unreadable
from derive.core.sizes import read_size

LARGEST_POWER = 64  # beyond which a power is not written out

Expr = Any  # SymPy's own annotations do not describe its operators


def exact(value: object) -> Expr:
    """A number as an exact SymPy object; a float is the decimal that it prints as."""
    if isinstance(value, float) and isfinite(value):
        return sympy.Rational(repr(float(value)))
    if isinstance(value, Fraction):
        return sympy.Rational(value.numerator, value.denominator)
    if isinstance(value, Integral) and not isinstance(value, bool):
        return sympy.Integer(int(value))
    if isinstance(value, Basic):
        return value
    raise Unreadable(f"`{value!r}` of type {type(value).__name__} cannot stand in an expression")


def dimensions(expr: Expr) -> tuple[Expr, Expr]:
    """The shape for SymPy's eyes; a scalar expression of SymPy's has that of the first matrix that slipped into it."""
    seen: set[int] = set()
    pending = [expr]
    while pending:
        part = pending.pop()
        if isinstance(part, MatrixExpr):
            return (part.shape[0], part.shape[1])
        if id(part) not in seen and isinstance(part, sympy.Add | sympy.Mul | sympy.Pow | sympy.Function):
            seen.add(id(part))
            pending.extend(part.args)
    return (sympy.S.One, sympy.S.One)


def _structure(expr: Expr, style: str) -> str:
    """How an expression prints until `print_with` has said better."""
    return f"{type(expr).__name__}({', '.join(map(str, expr.args))})"


_printers: list[Callable[[Expr, str], str]] = [_structure]


def print_with(printer: Callable[[Expr, str], str]) -> None:
    """How expressions print, in "text" or "latex": SymPy's printers reorder, and know other classes by our names."""
    _printers[:] = [printer]


class Expression:
    """Operators that build. `+` and `-` of a scalar and a matrix mean entry by entry, as does `/`."""

    __slots__ = ()
    _op_priority = 20
    __array_ufunc__ = None  # NumPy's numbers leave the operation to us

    def _no_rule(self, *others: object) -> Any:
        raise NoRule(f"`{self}`: comparisons and remainders are not part of the language (relu, step, abs are)")

    # SymPy would decide `b > 0` from assumptions that hold for no reason
    __lt__ = __le__ = __gt__ = __ge__ = __mod__ = __rmod__ = __floordiv__ = __rfloordiv__ = __divmod__ = _no_rule

    def __abs__(self) -> Expr:
        return Applied("abs", self)

    def _sympystr(self, printer: object) -> str:
        return _printers[0](self, "text")

    def _latex(self, printer: object) -> str:
        return _printers[0](self, "latex")

    def _pretty(self, printer: object) -> prettyForm:
        return prettyForm(_printers[0](self, "text"))

    def _repr_latex_(self) -> str:
        return f"${_printers[0](self, 'latex')}$"

    def __add__(self, other: object) -> Expr:
        return Addition(self, exact(other))

    def __radd__(self, other: object) -> Expr:
        return Addition(exact(other), self)

    def __sub__(self, other: object) -> Expr:
        return Addition(self, Product(sympy.S.NegativeOne, exact(other)))

    def __rsub__(self, other: object) -> Expr:
        return Addition(exact(other), Product(sympy.S.NegativeOne, self))

    def __mul__(self, other: object) -> Expr:
        return Product(self, exact(other))

    def __rmul__(self, other: object) -> Expr:
        return Product(exact(other), self)

    __matmul__ = __mul__
    __rmatmul__ = __rmul__

    def __neg__(self) -> Expr:
        return Product(sympy.S.NegativeOne, self)

    def __pos__(self) -> Expr:
        return self

    def __truediv__(self, other: object) -> Expr:
        return Quotient(self, exact(other))

    def __rtruediv__(self, other: object) -> Expr:
        return Quotient(exact(other), self)

    def __pow__(self, power: object) -> Expr:
        exponent = exact(power)
        if exponent == sympy.S.Half and dimensions(self) == (1, 1):
            return Applied("sqrt", self)
        if dimensions(self) == (1, 1) and not isinstance(exponent, sympy.Integer):
            raise NoRule(f"`{self}` to the power `{exponent}` has no rule: exponents are whole numbers, or 1/2")
        if isinstance(exponent, sympy.Integer) and 0 < int(exponent) <= LARGEST_POWER:
            return product([self] * int(exponent))
        if isinstance(exponent, sympy.Integer) and dimensions(self) == (1, 1) and -LARGEST_POWER <= int(exponent) < 0:
            return Quotient(sympy.S.One, product([self] * -int(exponent)))
        return Basic.__new__(MatPow, self, exponent)  # reading it says why there is no rule

    def __getitem__(self, key: Any) -> Expr:
        from derive.core.indices import entry_of  # which are made of what is here

        row, col = key if isinstance(key, tuple) else (key, 1) if dimensions(self)[1] == 1 else (1, key)
        return entry_of(self, *[None if part == slice(None) else part for part in (row, col)])

    @property
    def T(self) -> Expr:
        return Transposed(self)

    @property
    def I(self) -> Expr:  # noqa: E743
        return self**-1


class Scalar(Expression, sympy.Symbol):
    """A real number."""

    __slots__ = ()

    def __new__(cls, name: str) -> Scalar:
        return sympy.Symbol.__xnew__(cls, name, real=True)


class Variable(Expression, MatrixSymbol):
    """A matrix of independent real numbers."""

    def __new__(cls, name: str | Str, rows: Expr, cols: Expr) -> Variable:
        return Basic.__new__(cls, name if isinstance(name, Str) else Str(name), exact(rows), exact(cols))


class Defined(Expression, MatrixSymbol):
    """A name for an expression, which stays a name until something needs what it stands for."""

    def __new__(cls, name: str | Str, *shape_and_definition: Expr) -> Defined:
        definition = shape_and_definition[-1]  # SymPy makes symbols anew from all their arguments
        rows, cols = dimensions(definition)
        self: Defined = Basic.__new__(cls, name if isinstance(name, Str) else Str(name), rows, cols, definition)
        return self

    @property
    def definition(self) -> Expr:
        return self.args[3]


class _Built(Expression):
    """An operation on expressions; its shape is found when it is built, since expressions may be deep."""

    def __new__(cls, *args: Expr) -> Any:
        self: Any = Basic.__new__(cls, *args)
        self._dimensions = cls._shaped(*map(dimensions, args))
        return self

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        """Entry by entry: the shape of whatever is not a scalar."""
        return next((shape for shape in shapes if shape != (1, 1)), (sympy.S.One, sympy.S.One))

    _dimensions: tuple[Expr, Expr]

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return self._dimensions


class Product(_Built, MatMul):
    """A product of matrices and scalars, in the order written."""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        matrices = [shape for shape in shapes if shape != (1, 1)]
        return (matrices[0][0], matrices[-1][1]) if matrices else (sympy.S.One, sympy.S.One)

    shape = _Built.shape


class Addition(_Built, MatAdd):
    """A sum of matrices of one shape and of scalars, in the order written."""

    shape = _Built.shape


class Transposed(_Built, Transpose):
    """A transpose that stays where it was written."""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return shapes[0][1], shapes[0][0]

    shape = _Built.shape


class Hadamard(_Built, HadamardProduct):
    """The product entry by entry; a scalar multiplies every entry."""

    shape = _Built.shape


class Quotient(_Built, MatrixExpr):
    """The quotient entry by entry; a scalar is divided by, or divides, every entry."""

    shape = _Built.shape


class TraceOf(_Built, Trace):
    """A trace."""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return (sympy.S.One, sympy.S.One)

    shape = _Built.shape


class Ones(Expression, OneMatrix):
    """A matrix of ones."""

    def __new__(cls, rows: Expr, cols: Expr) -> Ones:
        return Basic.__new__(cls, exact(rows), exact(cols))


class Zeros(Expression, ZeroMatrix):
    """A matrix of zeros."""

    def __new__(cls, rows: Expr, cols: Expr) -> Zeros:
        return Basic.__new__(cls, exact(rows), exact(cols))


class Eye(Expression, Identity):
    """An identity matrix."""

    def __new__(cls, size: Expr) -> Eye:
        return Basic.__new__(cls, exact(size))


class Applied(_Built, MatrixExpr):
    """A function of one variable, applied to every entry; hashable and shared, unlike ElementwiseApplyFunction."""

    def __new__(cls, name: str | Str, argument: Expr) -> Any:
        return super().__new__(cls, name if isinstance(name, Str) else Str(name), argument)

    shape = _Built.shape


class Differential(_Built, MatrixExpr):
    """d of an expression."""

    shape = _Built.shape


class Partial(_Built, MatrixExpr):
    """The gradient of a scalar by a matrix, in the shape of the matrix."""

    @staticmethod
    def _shaped(*shapes: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return shapes[1]

    shape = _Built.shape


def _forget_assumptions(cls: type) -> None:
    """SymPy concludes from a class being one of matrices that its values are not zero, not positive, ..."""
    for fact in ("zero", "nonzero", "positive", "negative", "nonnegative", "nonpositive"):
        for name in (f"is_{fact}", f"is_extended_{fact}"):
            setattr(cls, name, None)
    subclasses: list[type] = cls.__subclasses__()
    for below in subclasses:
        _forget_assumptions(below)


_forget_assumptions(Expression)


# --- declaring -------------------------------------------------------------------------------------------------------


def _names(text: str) -> list[str]:
    names = text.replace(",", " ").split()
    if not names:
        raise Unreadable("a declaration needs at least one name")
    return names


def _one_name(name: object) -> str:
    if not isinstance(name, str) or not name or any(letter.isspace() for letter in name):
        raise Unreadable(f"`{name}` cannot be a name: a name is one word")
    return name


def size(name: str) -> Expr:
    """A positive whole number."""
    return sympy.Symbol(_one_name(name), integer=True, positive=True)


def sizes(names: str) -> list[Expr]:
    """Positive whole numbers: `n, m = sizes("n m")`."""
    return [size(name) for name in _names(names)]


def scalar(name: str) -> Expr:
    """A real number."""
    return Scalar(_one_name(name))


def vector(name: str, rows: Expr) -> Expr:
    """A column of `rows` real numbers."""
    return matrix(name, rows, 1)


def matrix(name: str, rows: Expr, cols: Expr) -> Expr:
    """A matrix of independent real numbers."""
    for length in (rows, cols):
        read_size(length)  # says what is wrong with it, if anything
    return Variable(_one_name(name), rows, cols)


def define(name: str, definition: Expr) -> Expr:
    """A name for an expression: gradients can be taken by it, and reports show it."""
    return Defined(_one_name(name), exact(definition))


def ones(rows: Expr, cols: Expr = 1) -> Expr:
    """A matrix of ones, or a column."""
    return Ones(rows, cols)


def zeros(rows: Expr, cols: Expr = 1) -> Expr:
    """A matrix of zeros, or a column."""
    return Zeros(rows, cols)


def identity(size: Expr) -> Expr:
    """The identity matrix."""
    return Eye(size)


def hadamard(*factors: Expr) -> Expr:
    """The product entry by entry."""
    if not factors:
        raise Unreadable("an elementwise product needs at least one factor")
    return Hadamard(*[exact(factor) for factor in factors])


def tr(expr: Expr) -> Expr:
    """The trace."""
    return TraceOf(exact(expr))


def d(expr: Expr) -> Expr:
    """The differential of a variable, of a defined name, or of any expression."""
    return Differential(exact(expr))


def partial(loss: Expr, variable: Expr) -> Expr:
    """The gradient of a scalar, as something to make claims about; `gradient` works it out."""
    return Partial(exact(loss), variable)


class Applier:
    """A function of one real variable, applied to every entry; `function("g").prime` is g'."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, argument: object) -> Expr:
        return Applied(self.name, exact(argument))

    @property
    def prime(self) -> Applier:
        return Applier(self.name + "'")

    def __repr__(self) -> str:
        return self.name


def function(name: str) -> Applier:
    """An opaque smooth function g, with derivatives g', g'', ...: what is proved with it holds for any."""
    return Applier(name)


exp, log, sigmoid, tanh = (Applier(name) for name in ("exp", "log", "sigmoid", "tanh"))
relu, step, sign, absolute, sqrt = (Applier(name) for name in ("relu", "step", "sign", "abs", "sqrt"))
sin, cos = Applier("sin"), Applier("cos")


def softplus(argument: Expr) -> Expr:
    """log(1 + exp(z)) at every entry."""
    return log(1 + exp(argument))


def product(factors: Sequence[Expr]) -> Expr:
    """Factors in order; one alone stands for itself."""
    return factors[0] if len(factors) == 1 else Product(*factors)
