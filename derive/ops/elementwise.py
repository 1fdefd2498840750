"""Functions of one variable applied to every entry, and the quotient entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import sympy
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from derive.core import symbols
from derive.core.environment import ENTRY
from derive.core.errors import IllTyped, NoRule, Unreadable
from derive.core.form import Factor, Form, Open
from derive.core.function import WHOLE, Function
from derive.core.lower import Lowering, contract, sizes_of
from derive.core.op import SCALAR, Node, Op
from derive.core.text import ATOM, PRODUCT, text
from derive.ops import activations, real_functions
from derive.ops.tensor import common_shape

Argument = Callable[[int, int], str]


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + (-z).exp())


EXP = Function(
    "exp",
    derivative=((1, ("exp",)),),
    value=lambda z: z.exp(),
    latex=r"\exp",
    numpy="np.exp({})",
    positive=(((1, ("exp",)),),),
)
LOG = Function(
    "log",
    derivative=((1, ("reciprocal",)),),
    value=lambda z: z.log(),
    latex=r"\log",
    numpy="np.log({})",
    where="positive",
)
RECIPROCAL = Function(
    "reciprocal",
    derivative=((-1, ("reciprocal", "reciprocal")),),
    value=lambda z: 1 / z,
    latex=r"\operatorname{reciprocal}",
    numpy="1 / {}",
    laws=(((1, ("reciprocal", "id")), (-1, ())),),
    where="nonzero",
)
SIGMOID = Function(
    "sigmoid",
    derivative=((1, ("sigmoid",)), (-1, ("sigmoid", "sigmoid"))),
    value=_sigmoid,
    latex=r"\sigma",
    numpy="sigmoid({})",
    laws=(((1, ("sigmoid", "exp")), (1, ("sigmoid",)), (-1, ("exp",))),),
    positive=(((1, ("sigmoid",)),), ((1, ()), (-1, ("sigmoid",)))),
)
TANH = Function(
    "tanh",
    derivative=((1, ()), (-1, ("tanh", "tanh"))),
    value=lambda z: z.tanh(),
    latex=r"\tanh",
    numpy="np.tanh({})",
    laws=(((1, ("tanh", "exp", "exp")), (1, ("tanh",)), (-1, ("exp", "exp")), (1, ())),),
    positive=(((1, ()), (-1, ("tanh",))), ((1, ()), (1, ("tanh",)))),
)
FUNCTIONS = (EXP, LOG, RECIPROCAL, SIGMOID, TANH)
BY_NAME = {function.name: function for function in FUNCTIONS}
KNOWN = {function.name: function for function in (*FUNCTIONS, *real_functions.FUNCTIONS, *activations.FUNCTIONS)}


def _function_name(name: str) -> str:
    """An identifier, with primes for derivatives."""
    if not name.rstrip("'").isidentifier() or name.rstrip("'") in WHOLE:
        raise Unreadable(f"`{name}` cannot be the name of a function")
    return name


def _show_apply(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    """The LaTeX of a function has {} where the argument goes, or is followed by it in parentheses."""
    from derive.ops import language  # collects this module among others

    words = argument(0, 0)
    record = language().functions.get(node.data)
    if style == "latex":
        name = record.latex if record else node.data
        return name.replace("{}", words) if "{}" in name else rf"{name}\left({words}\right)", ATOM
    return f"{'σ' if node.data == 'sigmoid' else node.data}({words})", ATOM


APPLY = Op(
    "apply",
    shape=lambda node: node.args[0].shape,
    meaning=lambda lowering, node: lowering.named(node.data, lowering.forms[node.args[0]]),
    evaluate=lambda node, arg: arg,  # the evaluator applies the function itself
    classes=(symbols.Applied,),
    read=lambda expr: ([expr.args[1]], _function_name(expr.args[0].name)),
    build=lambda args, data: symbols.Applied(data, args[0]),
    show=_show_apply,
)


# --- quotient --------------------------------------------------------------------------------------------------------


def _quotient_meaning(lowering: Lowering, node: Node) -> Form:
    top, bottom = node.args
    inputs = [() if arg.shape == SCALAR else ("i", "j") for arg in node.args]
    output = () if node.shape == SCALAR else ("i", "j")
    forms = [lowering.factor(top), inverted(lowering, bottom)]
    return contract(inputs, output, [top.shape, bottom.shape], forms, node.shape)


def inverted(lowering: Lowering, node: Node) -> Form:
    """1/(c s f g ...) = (1/c)(1/s)(1/f)(1/g) ... where nothing is summed, else the reciprocal of the whole."""
    form = lowering.forms[node]
    if not form.terms:
        raise IllTyped(f"`{text(node)}` is zero and cannot be divided by")
    if node.op.name == "product" and all(arg.shape == SCALAR for arg in node.args):
        forms = [inverted(lowering, arg) for arg in node.args]
        return contract([()] * len(forms), (), [SCALAR] * len(forms), forms, SCALAR)
    result = Form(sizes_of(node.shape))
    if len(form.terms) == 1:
        (((scale, bound, factors), coefficient),) = form.terms.items()
        if not bound and all(lowering.env.heads[f[0]].fn == ENTRY and f[0] for f in factors):
            below: list[Factor] = [
                (lowering.env.head("reciprocal", lowering.env.heads[f[0]].symbol), *f[1:]) for f in factors
            ]
            result.add(Open(Fraction(1) / coefficient, {s: -p for s, p in scale}, {}, below))
            return result
    return lowering.named("reciprocal", form)


def _show_quotient(style: str, node: Node, argument: Argument) -> tuple[str, int]:
    if style == "latex":
        return rf"\frac{{{argument(0, 0)}}}{{{argument(1, 0)}}}", PRODUCT + 5
    return f"{argument(0, PRODUCT + 1)}/{argument(1, PRODUCT + 1)}", PRODUCT - 1


QUOTIENT = Op(
    "quotient",
    shape=lambda node: common_shape(node, "elementwise quotient", plain=False),
    meaning=_quotient_meaning,
    evaluate=lambda node, top, bottom: top / bottom,
    classes=(symbols.Quotient,),
    read=lambda expr: (expr.args, None),
    build=lambda args, data: symbols.Quotient(*args),
    show=_show_quotient,
)


# --- SymPy's own ways of writing functions ---------------------------------------------------------------------------


def _scalar_function(name: str) -> Callable[[Any], Any]:
    def rewritten(expr: Any) -> Any:
        (argument,) = expr.args
        if symbols.dimensions(argument) != (1, 1):
            raise NoRule(f"`{name}` of a matrix has no rule: apply it to every entry with `derive.{name}`")
        return symbols.Applied(name, argument)

    return rewritten


def _applied_lambda(expr: Any) -> Any:
    """ElementwiseApplyFunction(Lambda(z, ...), X): the body with X for z, entry by entry."""
    body, argument = expr.function, expr.expr
    (variable,) = body.variables
    entry = _entrywise(body.expr, variable, argument)
    if body.expr.has_free(variable):
        return entry
    return symbols.Hadamard(entry, symbols.ones(*symbols.dimensions(argument)))  # the same number at every entry


def _entrywise(expr: Any, variable: Any, argument: Any) -> Any:
    if expr == variable:
        return argument
    parts: Sequence[Any] = [_entrywise(part, variable, argument) for part in expr.args]
    if isinstance(expr, sympy.Add):
        return symbols.Addition(*parts)
    if isinstance(expr, sympy.Mul):
        return symbols.Hadamard(*parts)
    if isinstance(expr, sympy.Pow) and isinstance(expr.args[1], sympy.Integer):
        power = int(expr.args[1])
        factors = symbols.Hadamard(*[parts[0]] * abs(power))
        return factors if power > 0 else symbols.Quotient(sympy.S.One, factors)
    name = type(expr).__name__
    if isinstance(expr, sympy.Function) and len(parts) == 1 and (isinstance(expr, AppliedUndef) or name in BY_NAME):
        return symbols.Applied(name, parts[0])
    if not parts and not expr.is_Matrix:
        return expr
    raise NoRule(f"`{expr}` cannot be applied entry by entry")


def _written_out(expr: Any) -> Any:
    """f' of a known function as the polynomial that it is; g' of an opaque one stays."""
    name, argument = expr.args[0].name, expr.args[1]
    record = KNOWN.get(name.rstrip("'"))
    if not name.endswith("'") or record is None:
        return expr
    if name.endswith("''") or not record.derivative:
        raise NoRule(f"the derivative `{name}` of a known function has no rule: write it out")
    terms = []
    for c, names in record.derivative:
        factors = [symbols.Applied(inner, argument) for inner in names]
        factor = symbols.Hadamard(*factors) if len(factors) > 1 else factors[0] if factors else symbols.exact(1)
        terms.append(factor if c == 1 else symbols.Product(symbols.exact(c), factor))
    return symbols.Addition(*terms) if len(terms) > 1 else terms[0]


MACROS: dict[type, Callable[[Any], Any]] = {
    symbols.Applied: _written_out,
    sympy.exp: _scalar_function("exp"),
    sympy.log: _scalar_function("log"),
    sympy.tanh: _scalar_function("tanh"),
    ElementwiseApplyFunction: _applied_lambda,
}
OPS = (APPLY, QUOTIENT)
