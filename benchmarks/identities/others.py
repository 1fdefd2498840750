"""The gradients of the table in other programs, side by side in one run: SymPy entry by entry, SymPy's matrix
derivatives, and tensorgrad where it is installed.

python -m benchmarks.identities.others
"""

from __future__ import annotations

import importlib.util
import itertools
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce
from typing import Any

import numpy as np
import sympy

from benchmarks.identities import TABLE
from benchmarks.identities.row import Row
from derive import judge
from derive.core.op import Node, walk
from derive.normal.session import Session
from derive.ops import language

LIMIT = 10  # seconds for one row
Proves = Callable[[Row, Node, Node, Node], bool]
WIDTH = 2  # of every axis, where a program needs numbers


class Untold(Exception):
    """The program has no words for this."""


class TimeLimit(Exception):
    pass


@contextmanager
def limited() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeLimit

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LIMIT)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def symmetric(row: Row) -> set[str]:
    return {symbol.name for symbol, words in row.where.items() if words in ("symmetric", "positive definite")}


def translated(node: Node, words: dict[str, Callable[..., Any]]) -> Any:
    """An expression in the words of another program, arguments first."""
    done: dict[Node, Any] = {}
    for part in walk([node]):
        if part.op.name not in words:
            raise Untold(part.op.name)
        done[part] = words[part.op.name](part, *[done[arg] for arg in part.args])
    return done[node]


# --- SymPy, entry by entry: matrices of symbols, each entry differentiated, the difference simplified ----------------


def _array(rows: Any) -> Any:
    return np.array(rows, dtype=object)


def _symbols(node: Node, *definition: Any) -> Any:
    if definition:
        return definition[0]
    rows, cols = (WIDTH if axis else 1 for axis in node.shape)
    return _array([[sympy.Symbol(f"{node.data[0]}_{i}_{j}", real=True) for j in range(cols)] for i in range(rows)])


def _applied(node: Node, arg: Any) -> Any:
    made = {
        "sigmoid": lambda z: 1 / (1 + sympy.exp(-z)),
        "relu": lambda z: sympy.Max(z, 0),
        "step": sympy.Heaviside,
        "abs": sympy.Abs,
    }.get(node.data) or getattr(sympy, node.data, None)
    if made is None:
        raise Untold(node.data)
    return np.vectorize(made, otypes=[object])(arg)


def _matrix(function: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda node, arg: _array(function(sympy.Matrix(arg)))


def _times(node: Node, *args: Any) -> Any:
    return reduce(lambda a, b: a * b if 1 in (a.size, b.size) else a @ b, args)


def _constant(value: int) -> Callable[..., Any]:
    return lambda node: _array(
        [[sympy.Integer(value)] * (WIDTH if node.shape.cols else 1)] * (WIDTH if node.shape.rows else 1)
    )


ENTRIES: dict[str, Callable[..., Any]] = {
    "symbol": _symbols,
    "number": lambda node: _array([[sympy.Rational(node.data.numerator, node.data.denominator)]]),
    "size": lambda node: _array([[sympy.Integer(node.data.at(dict.fromkeys(node.data.names(), WIDTH)))]]),
    "add": lambda node, *args: reduce(lambda a, b: a + b, args),
    "product": _times,
    "hadamard": lambda node, *args: reduce(lambda a, b: a * b, args),
    "transpose": lambda node, arg: arg.T,
    "trace": lambda node, arg: _array([[arg.trace()]]),
    "ones": _constant(1),
    "zeros": _constant(0),
    "identity": lambda node: _array(sympy.eye(WIDTH if node.shape.rows else 1)),
    "apply": _applied,
    "quotient": lambda node, a, b: a / b,
    "inverse": _matrix(lambda arg: arg.inv()),
    "det": _matrix(lambda arg: [[arg.det()]]),
    "total": lambda node, arg: _array([[arg.sum()]]),
    "row_sums": lambda node, arg: arg.sum(axis=1, keepdims=True),
    "column_sums": lambda node, arg: arg.sum(axis=0, keepdims=True),
    "diag": lambda node, arg: _array(sympy.diag(*arg.reshape(-1))),
    "diagonal": lambda node, arg: arg.diagonal().reshape(-1, 1),
    "norm": lambda node, arg: _array([[sympy.sqrt((arg * arg).sum())]]),
    "softmax": lambda node, arg: _applied_exp(arg) / _applied_exp(arg).sum(axis=node.data, keepdims=True),
    "logsumexp": lambda node, arg: _log(_applied_exp(arg).sum(axis=node.data, keepdims=True)),
    "kron": lambda node, *args: reduce(np.kron, args),
}
_applied_exp = np.vectorize(sympy.exp, otypes=[object])
_log = np.vectorize(sympy.log, otypes=[object])


def sympy_by_entries(row: Row, loss: Node, variable: Node, claimed: Node) -> bool:
    value, entries, right = (translated(node, ENTRIES) for node in (loss, variable, claimed))
    same = {
        sympy.Symbol(f"{name}_{i}_{j}", real=True): sympy.Symbol(f"{name}_{j}_{i}", real=True)
        for name in symmetric(row)
        for i, j in itertools.combinations(range(WIDTH), 2)
    }
    left = _array([[sympy.diff(value[0, 0], x) for x in row] for row in entries])
    return all(sympy.simplify((a - b).subs(same)) == 0 for a, b in zip(left.flat, right.flat, strict=True))


# --- SymPy's matrix derivatives: at symbolic sizes, compared as they come out ----------------------------------------


def _size(axis: Any) -> Any:
    return reduce(
        lambda a, b: a * b, [sympy.Symbol(str(size), integer=True, positive=True) for size in axis], sympy.S.One
    )


def _matrix_symbol(node: Node, *definition: Any) -> Any:
    if definition:
        return definition[0]
    rows, cols = (_size(axis) for axis in node.shape)
    return sympy.Symbol(node.data[0]) if rows == cols == 1 else sympy.MatrixSymbol(node.data[0], rows, cols)


def _sympy_product(node: Node, *args: Any) -> Any:
    """A 1 × 1 product of matrices multiplies as a trace, which SymPy takes for a number."""
    result, shape = args[0], node.args[0].shape
    for value, arg in zip(args[1:], node.args[1:], strict=True):
        scalars = [s == ((), ()) for s in (shape, arg.shape)]
        if any(scalars) and not all(scalars):
            result, value = (_number(v) if s else v for v, s in zip((result, value), scalars, strict=True))
            shape = arg.shape if scalars[0] else shape
        else:
            shape = type(shape)(shape.rows, arg.shape.cols)
        result = result * value
    return result


def _number(value: Any) -> Any:
    return sympy.Trace(value) if getattr(value, "is_Matrix", False) else value


def _sympy_applied(name: str, arg: Any) -> Any:
    made = getattr(sympy, name, None)
    if made is None:
        raise Untold(name)
    return arg.applyfunc(made) if getattr(arg, "is_Matrix", False) and arg.shape != (1, 1) else made(_number(arg))


MATRICES: dict[str, Callable[..., Any]] = {
    "symbol": _matrix_symbol,
    "number": lambda node: sympy.Rational(node.data.numerator, node.data.denominator),
    "size": lambda node: _size((node.data,)),
    "add": lambda node, *args: reduce(lambda a, b: a + b, args),
    "product": _sympy_product,
    "hadamard": lambda node, *args: sympy.HadamardProduct(*args),
    "transpose": lambda node, arg: arg.T if getattr(arg, "is_Matrix", False) else arg,
    "trace": lambda node, arg: sympy.Trace(arg),
    "ones": lambda node: sympy.OneMatrix(*map(_size, node.shape)),
    "identity": lambda node: sympy.Identity(_size(node.shape.rows)),
    "inverse": lambda node, arg: arg.inv(),
    "det": lambda node, arg: sympy.Determinant(arg),
    "apply": lambda node, arg: _sympy_applied(node.data, arg),
}  # fmt: skip


def sympy_by_matrices(row: Row, loss: Node, variable: Node, claimed: Node) -> bool:
    value, by, right = (translated(node, MATRICES) for node in (loss, variable, claimed))
    left = sympy.diff(_number(value), by)
    return bool(left == right or left.doit() == right.doit() or (left - right).doit().expand().is_zero_matrix)


# --- tensorgrad ------------------------------------------------------------------------------------------------------


def _tensorgrad() -> Proves:
    import tensorgrad as tg
    import tensorgrad.functions as fn

    known: set[str] = set()
    fresh = (f"k{number}" for number in itertools.count())
    size = lambda axis: _size(axis)  # noqa: E731
    ends = lambda node: {name: size(axis) for name, axis in zip("rc", node.shape, strict=True) if axis}  # noqa: E731

    def symbol(node: Node, *definition: Any) -> Any:
        if definition:
            return definition[0]
        made = tg.Variable(node.data[0], **ends(node))
        return made.with_symmetries("r c") if node.data[0] in known else made

    def times(node: Node, *args: Any) -> Any:
        result, edges = args[0], set(ends(node.args[0]))
        for value, arg in zip(args[1:], node.args[1:], strict=True):
            if not edges or not ends(arg):
                result, edges = result @ value, edges | set(ends(arg))
                continue
            joined = next(fresh)
            left = result.rename(c=joined) if "c" in edges else result
            right = value.rename(r=joined) if "r" in ends(arg) else value
            result, edges = left @ right, (edges - {"c"}) | (set(ends(arg)) - {"r"})
        return result

    def wide(node: Node, arg: Any, of: Node) -> Any:
        return arg @ tg.Ones(**ends(node)) if ends(node) and not ends(of) else arg

    def entrywise(node: Node, args: tuple[Any, ...], made: Callable[[Any, Any], Any]) -> Any:
        return reduce(made, [wide(node, arg, of) for arg, of in zip(args, node.args, strict=True)])

    def applied(node: Node, arg: Any) -> Any:
        names = {"step": "gt0"}
        made = getattr(fn, names.get(node.data, node.data), None)
        if made is None:
            raise Untold(node.data)
        return made(arg)

    def transposed(node: Node, arg: Any) -> Any:
        other = {"r": "c", "c": "r"}
        return arg.rename(**{other[end]: end for end in ends(node)})

    def identity(node: Node) -> Any:
        return tg.Delta(size(node.shape.rows), "r", "c")

    words: dict[str, Callable[..., Any]] = {
        "symbol": symbol,
        "number": lambda node: tg.Product([]) * 1 if node.data == 1 else tg.Sum([tg.Product([])], [node.data]),
        "size": lambda node: tg.Delta(size((node.data,))),
        "add": lambda node, *args: entrywise(node, args, lambda a, b: a + b),
        "product": times,
        "hadamard": lambda node, *args: entrywise(node, args, lambda a, b: a * b),
        "transpose": transposed,
        "trace": lambda node, arg: arg @ tg.Delta(size(node.args[0].shape.rows), "r", "c"),
        "ones": lambda node: tg.Ones(**ends(node)),
        "identity": identity,
        "apply": applied,
        "quotient": lambda node, *args: entrywise(node, args, lambda a, b: a * fn.pow(b, -1)),
        "inverse": lambda node, arg: fn.inverse(arg, {"r", "c"}),
        "total": lambda node, arg: fn.sum(arg),
        "norm": lambda node, arg: fn.sqrt(fn.sum(arg * arg)),
        "softmax": lambda node, arg: fn.softmax(arg, dim="rc"[node.data]),
    }  # fmt: skip

    def proves(row: Row, loss: Node, variable: Node, claimed: Node) -> bool:
        known.clear()
        known.update(symmetric(row))
        value, by, right = (translated(node, words) for node in (loss, variable, claimed))
        names = {name: f"{name}_" for name in ends(variable)}
        left = tg.Derivative(value, by, names).full_simplify()
        right = wide(variable, right, claimed).rename(**names).full_simplify()
        return bool(left == right or (left - right).full_simplify() == tg.Zero(**left.shape))

    return proves


# --- side by side ----------------------------------------------------------------------------------------------------


def gradients() -> list[tuple[Row, Node, Node, Node]]:
    """The rows of the form ∂loss/∂X = G: loss, X and G."""
    found = []
    for _, row in TABLE:
        session = Session(language())
        left, right = session.read(row.lhs), session.read(row.rhs)
        if left.op.name == "partial":
            found.append((row, *left.args, right))
    return found


def main() -> None:
    rows = gradients()
    programs: dict[str, Proves] = {
        f"SymPy {sympy.__version__}, entries at width {WIDTH}": sympy_by_entries,
        f"SymPy {sympy.__version__}, matrix derivatives": sympy_by_matrices,
    }
    if importlib.util.find_spec("tensorgrad"):
        programs["tensorgrad"] = _tensorgrad()
    warnings.simplefilter("ignore")  # SymPy's, of its own matrix derivatives
    print(f"{len(rows)} rows that state a gradient, {LIMIT} s for each.\n")
    print("| program | proved | not shown | not expressible | out of time | seconds | median ms | sizes |")
    print("|---|---|---|---|---|---|---|---|")
    times, outcomes = [], []
    for row, *_ in rows:
        start = time.process_time()
        outcomes.append(judge(row.lhs, row.rhs, where=row.where, varying=row.varying).name == "proved")
        times.append(time.process_time() - start)
    proved = sum(outcomes)
    print(
        f"| derive | {proved} | {len(rows) - proved} | 0 | 0 | {sum(times):.1f} | {1e3 * np.median(times):.1f} | all |"
    )
    for name, proves in programs.items():
        counts = dict.fromkeys(("proved", "not shown", "not expressible", "out of time"), 0)
        times = []
        for row, loss, variable, claimed in rows:
            start = time.process_time()
            try:
                with limited():
                    outcome = "proved" if proves(row, loss, variable, claimed) else "not shown"
            except TimeLimit:
                outcome = "out of time"
            except Untold:
                outcome = "not expressible"
            except Exception:  # another program may fail in any way
                outcome = "not shown"
            counts[outcome] += 1
            times.append(time.process_time() - start)
        sizes = str(WIDTH) if "entries" in name else "all"
        cells = " | ".join(map(str, counts.values()))
        print(f"| {name} | {cells} | {sum(times):.1f} | {1e3 * np.median(times):.1f} | {sizes} |", flush=True)
    if "tensorgrad" not in programs:
        print("\ntensorgrad is not installed here: left out.")


if __name__ == "__main__":
    main()
