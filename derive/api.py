"""What users call: each function composes the layers below."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from derive.calculus.differential import differential as _differential
from derive.calculus.differential import variables
from derive.calculus.gradient import gradient as _gradient
from derive.check.agree import agreement, chosen
from derive.check.document import Document, Judged
from derive.check.judge import judge as _judge
from derive.check.verdict import Verdict
from derive.core.claim import Claim
from derive.core.errors import DeriveError, IllTyped, InternalError, Unreadable
from derive.core.op import Node
from derive.core.read import read
from derive.core.text import text
from derive.models import Model, load, names
from derive.normal.session import Session
from derive.ops import language


def gradient(loss: Any, variable: Any) -> Any:
    """G with G[i,j] = ∂ loss / ∂ variable[i,j], as a SymPy expression in the shape of the variable.

    `loss` is a scalar expression and `variable` a symbol in it, declared or defined. Raises IllTyped where the shapes
    of the expression do not fit, NoRule where an operation has no derivative.
    """
    session = Session(language())
    return session.build(_gradient(session, session.read(loss), session.read(variable)))


def differential(expr: Any, *varying: Any) -> Any:
    """d expr, linear in the differentials of the variables; of a scalar, the sum of tr(Gᵀ dX).

    `varying` are the variables that vary: all of them where none is named.
    """
    session = Session(language())
    node = session.read(expr)
    nodes = [session.read(x) for x in varying]
    for x in nodes:
        if x.op.name != "symbol" or x.args:
            raise IllTyped(f"`{text(x)}` cannot vary: it is not a variable")
    return session.build(_differential(session, node, nodes or variables(node)))


def show(expr: Any, style: str = "text") -> str:
    """An expression in the order in which it was written, as "text" or "latex"; ill-typed ones by their structure."""
    try:
        return text(read(language(), expr), style)
    except DeriveError:
        return f"{type(expr).__name__}({', '.join(map(str, expr.args))})"


def judge(lhs: Any, rhs: Any, *, varying: Sequence[Any] | Any = ()) -> Verdict:
    """Proved, Refuted, Undecided or IllFormed: whether lhs = rhs for all sizes and values.

    `varying` are the variables that differentials vary, or the only one; all variables where none is named.
    """
    named = tuple(varying) if isinstance(varying, list | tuple) else (varying,)
    return _judge(Session(language()), Claim("", lhs, rhs, varying=named))


def lambdify(
    exprs: Mapping[str, Any] | Any, args: Sequence[Any] | Any, functions: Mapping[str, str] | None = None
) -> Callable[..., Any]:
    """One NumPy function of `args` (declared symbols) that returns the values of the expressions.

    `exprs` is one expression, or several by name. `functions` says what opaque functions stand for: {"g": "tanh"}.
    """
    from derive.backends.numpy import compile, generate

    session = Session(language())
    named = exprs if isinstance(exprs, Mapping) else {"value": exprs}
    outputs = {name: session.read(expr) for name, expr in named.items()}
    arguments = [session.read(arg) for arg in (args if isinstance(args, list | tuple) else (args,))]
    for node in arguments:
        if node.op.name != "symbol":
            raise Unreadable(f"`{text(node)}` cannot be an argument: arguments are symbols (sizes follow from shapes)")
    return compile(generate(outputs, arguments, functions or {}, "lambdified", ""))


def verify(model: Model | str) -> Document:
    """Judge every claim of a model, and hold its formulas against the hand-written code."""
    if isinstance(model, str):
        if model not in names():
            raise Unreadable(f"there is no model called `{model}`; there are {', '.join(names())}")
        model = load(model)
    start = time.perf_counter()
    errors: list[str] = []
    judged = []
    for claim in model.claims:
        begun = time.perf_counter()
        try:
            verdict = _judge(model.session, claim)
        except InternalError as error:
            errors.append(str(error))
            continue
        sides = (_readable(model.session, claim.lhs), _readable(model.session, claim.rhs))
        judged.append(Judged(verdict, *sides, time.perf_counter() - begun))
    outputs = model.outputs(model.loss.name, *model.gradient_nodes)
    rows = agreement(
        outputs,
        model.loss.name,
        model.lambdify(*outputs),
        model.twin,
        chosen(model.session.language.functions, model.functions),
        model.sizes,
        {f"d{x.name}": x.name for x in model.learn},
    )
    return Document(
        model.name,
        model.title,
        tuple(judged),
        model.definition_nodes,
        model.gradient_nodes,
        rows,
        (),
        tuple(errors),
        time.perf_counter() - start,
    )


def _readable(session: Session, expr: Any) -> Node | None:
    try:
        return session.read(expr)
    except DeriveError:
        return None
