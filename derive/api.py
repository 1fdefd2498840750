"""What users call: each function composes the layers below."""

from __future__ import annotations

import operator
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.backends import load as _backend
from derive.calculus.differential import differential as _differential
from derive.calculus.differential import variables
from derive.calculus.gradient import gradient as _gradient
from derive.calculus.hessian_product import hessian_vector_product as _hessian_vector_product
from derive.calculus.jacobian import hessian as _hessian
from derive.calculus.jacobian import jacobian as _jacobian
from derive.check.agree import agreement, chosen
from derive.check.declared import declared
from derive.check.document import Document, Explanation, Graph, Judged
from derive.check.explain import explain as _explain
from derive.check.graph import graph as _graph
from derive.check.judge import judge as _judge
from derive.check.verdict import Undecided, Verdict
from derive.core.claim import Claim
from derive.core.errors import DeriveError, IllTyped, InternalError, Unreadable
from derive.core.op import SCALAR, Node
from derive.core.read import read
from derive.core.text import text
from derive.models import Model, load, names
from derive.normal.session import Session
from derive.ops import language

if TYPE_CHECKING:
    from derive.claims import Draft

NUMBER = re.compile(r"-?[0-9]{1,30}([./][0-9]{1,30})?")


def gradient(loss: Any, variable: Any) -> Any:
    """G with G[i,j] = ∂ loss / ∂ variable[i,j], as a SymPy expression in the shape of the variable.

    `loss` is a scalar expression and `variable` a symbol in it, declared or defined. Raises IllTyped where the shapes
    of the expression do not fit, NoRule where an operation has no derivative.
    """
    session = Session(language())
    return session.build(_gradient(session, session.read(loss), session.read(variable)))


def jacobian(expr: Any, variable: Any, layout: str = "numerator") -> Any:
    """J = ∂ vec F / ∂ (vec X)ᵀ in Kronecker form, J[(j,i),(l,k)] = ∂ F[i,j] / ∂ X[k,l].

    vec takes columns one below the other. `layout` "denominator" gives the transpose. Raises NoRule where there is no
    Kronecker form.
    """
    if layout not in ("numerator", "denominator"):
        raise Unreadable(f"a layout is `numerator` or `denominator`, not `{layout}`")
    session = Session(language())
    node = _jacobian(session, session.read(expr), session.read(variable))
    return session.build(node if layout == "numerator" else session.language.make("transpose", node))


def hessian(loss: Any, variable: Any, other: Any = None) -> Any:
    """H = ∂² f / ∂ vec X ∂ (vec Y)ᵀ, Y being X where only one variable is named; symmetric in that case."""
    session = Session(language())
    first = session.read(variable)
    return session.build(_hessian(session, session.read(loss), first, first if other is None else session.read(other)))


def hessian_vector_product(loss: Any, variable: Any, direction: Any) -> Any:
    """P in the shape of X with vec P = H vec V, H being the Hessian by X, which is not formed.

    `direction` is V: a variable other than X, in the shape of X. Raises IllTyped where it is not.
    """
    session = Session(language())
    nodes = map(session.read, (loss, variable, direction))
    return session.build(_hessian_vector_product(session, *nodes))


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


def explain(loss: Any, variable: Any, form: str = "trace") -> Explanation:
    """dJ = ... = tr(Gᵀ dX): the derivation of the gradient as people write it, each line judged by the one before.

    The `form` "vec" is that of Kronecker products and vec: dJ = ... = vec(G)ᵀ vec(dX), and for a matrix F the Jacobian
    C of vec(dF) = ... = C vec(dX).
    `print` shows it; `.lines` are data, `.proved` says whether every line is, `.gradient` is G. Raises what `gradient`
    raises.
    """
    session = Session(language())
    return _explain(session, session.read(loss), session.read(variable), form)


def explain_model(name: str, wrt: str, form: str = "trace") -> Explanation:
    """The derivation of the gradient of a model's loss by one of its names. Raises Unreadable where there is none."""
    model = load(name)
    symbols = (*model.learn, *model.given, *model.definitions)
    if model.loss is None:
        raise Unreadable(f"the model {name} has no loss to be explained")
    known = {symbol.name: symbol for symbol in symbols if symbol is not model.loss}
    if wrt not in known:
        raise Unreadable(f"the model {name} has no `{wrt}`; it has {', '.join(known)}")
    return explain(model.loss, known[wrt], form)


def graph(subject: Model | Any, at: Mapping[Any, int | Fraction | str] | None = None) -> Graph:
    """The computation graph of a model, itself or by name, or of a loss that has a name: J = define("J", ...).

    Its `.vertices` are the variables and the definitions, arguments first, each with the derivative of the loss by it:
    as a whole or from the derivatives by the names that use it, whichever is shorter, and proved. `at` gives exact
    numbers to the variables of a graph of scalars, {a: 5, "b": "-3/2"}; then each vertex has its `.value` and its
    `.slope`. `print` shows it, `derive graph` draws it. Raises Unreadable where the graph is too large, or where at
    this point something has no value.
    """
    point = None if at is None else {getattr(x, "name", x): _number(x, value) for x, value in at.items()}
    if isinstance(subject, str):
        subject = load(subject)
    if isinstance(subject, Model):
        session = subject.session
        names = [*subject.definition_nodes.values()]
        loss = None if subject.loss is None else session.read(subject.loss)
        functions = chosen(session.language.functions, subject.functions)
        return _graph(session, names, loss, [session.read(x) for x in subject.given], point, functions)
    session = Session(language())
    loss = session.read(subject)
    if loss.op.name != "symbol" or loss.shape != SCALAR:
        raise Unreadable(f'the graph of `{text(loss)}` needs a scalar with a name: J = define("J", ...)')
    return _graph(session, [loss], loss, (), point, session.language.functions)


def _number(name: Any, value: object) -> Fraction:
    """An exact number; a float is none."""
    if isinstance(value, str) and NUMBER.fullmatch(value):
        with suppress(ZeroDivisionError):
            return Fraction(value)
    if isinstance(value, int | Fraction):
        return Fraction(value)
    raise Unreadable(f"`{value}` is no exact number for `{name}`: write it as 2, -3/4 or 0.25")


def show(expr: Any, style: str = "text") -> str:
    """An expression in the order in which it was written, as "text" or "latex"; ill-typed ones by their structure."""
    try:
        return text(read(language(), expr), style)
    except DeriveError:
        return f"{type(expr).__name__}({', '.join(map(str, expr.args))})"


def judge(
    lhs: Any,
    rhs: Any,
    *,
    varying: Sequence[Any] | Any = (),
    where: Mapping[Any, str] | None = None,
    relation: str = "=",
) -> Verdict:
    """Proved, Refuted, Undecided or IllFormed: whether lhs = rhs for all sizes and values.

    Or, entry by entry, lhs > rhs, lhs >= rhs, lhs < rhs or lhs <= rhs, as the `relation` says. `varying` are the
    variables that differentials vary, or the only one; all variables where none is named. `where`
    says what is known of variables: {S: "symmetric", y: "entries 0 or 1"}.
    """
    named = tuple(varying) if isinstance(varying, list | tuple) else (varying,)
    given = frozenset().union(*(declared(symbol, words) for symbol, words in (where or {}).items()))
    signs = {"=": "=", ">": ">", "<": "<", ">=": "≥", "<=": "≤", "≥": "≥", "≤": "≤"}
    if relation not in signs:
        raise Unreadable(f"`{relation}` is no relation: these are =, >, >=, < and <=")
    return _judge(Session(language(), given), Claim("", lhs, rhs, varying=named, relation=signs[relation]))


def lambdify(
    exprs: Mapping[str, Any] | Any,
    args: Sequence[Any] | Any,
    functions: Mapping[str, str | Callable[..., Any]] | None = None,
    backend: str = "numpy",
    work: bool = False,
) -> Callable[..., Any]:
    """One function of `args` (declared symbols) that returns the values of the expressions.

    `exprs` is one expression, or several by name. `functions` says what opaque functions stand for, by name or in
    code: {"g": "tanh"}. `backend` is the library that computes: "numpy", "jax" or "torch". With `work`, the function
    takes a dict as keyword argument `work`, in which it keeps the arrays that it works in; what is returned lies in
    them.
    """
    library = _backend(backend)
    session = Session(language())
    named = exprs if isinstance(exprs, Mapping) else {"value": exprs}
    outputs = {name: session.read(expr) for name, expr in named.items()}
    arguments = [session.read(arg) for arg in (args if isinstance(args, list | tuple) else (args,))]
    for node in arguments:
        if node.op.name != "symbol":
            raise Unreadable(f"`{text(node)}` cannot be an argument: arguments are symbols (sizes follow from shapes)")
    return library.compile(library.generate(outputs, arguments, functions or {}, "lambdified", "", work))


def verify(subject: Model | str | Path, stop: Callable[[Claim], str] = lambda claim: "") -> Document:
    """Judge every claim of a model, or of a Markdown file that declares its symbols.

    The formulas of a model are also held against its hand-written code. A claim for which `stop` has a sentence is not
    judged: it is undecided for that reason. Raises Unreadable where there is no such model or file, or where the file
    cannot be used.
    """
    if isinstance(subject, Model):
        return _verify_model(subject, stop)
    if str(subject) in names():
        return _verify_model(load(str(subject)), stop)
    if os.path.lexists(subject):
        return _verify_file(Path(subject), str(subject), stop)
    raise Unreadable(f"there is no model or file called `{subject}`; the models are {', '.join(names())}")


def _verify_model(model: Model, stop: Callable[[Claim], str]) -> Document:
    from derive.claims import read_document

    start = time.perf_counter()

    def library(name: str) -> Model:
        return model if name == model.name else load(name)

    draft = read_document(model.document, model.document.name, library)
    judged, errors = _judged(draft, stop)
    outputs = model.outputs()
    rows = agreement(
        outputs,
        model.loss.name if model.loss is not None else "",
        {name: tuple(part.name for part in parts) for name, parts in model.derivatives.items()},
        model.lambdify(*outputs),
        model.twin,
        chosen(model.session.language.functions, model.functions),
        model.sizes,
    )
    return Document(
        model.name,
        model.title,
        judged,
        model.definition_nodes,
        tuple((model.statements[name], node) for name, node in model.derivative_nodes.items()),
        rows,
        draft.not_understood,
        internal_errors=errors,
        seconds=time.perf_counter() - start,
    )


def _verify_file(path: Path, name: str, stop: Callable[[Claim], str]) -> Document:
    from derive.claims import read_document

    start = time.perf_counter()
    draft = read_document(path, name, load)
    judged, errors = _judged(draft, stop)
    return Document(
        name,
        draft.title,
        judged,
        {symbol: draft.session.read(expr) for symbol, expr in draft.definitions.items()},
        not_understood=draft.not_understood,
        internal_errors=errors,
        seconds=time.perf_counter() - start,
        expecting=draft.expecting,
    )


def _judged(draft: Draft, stop: Callable[[Claim], str]) -> tuple[tuple[Judged, ...], tuple[str, ...]]:
    """Verdicts by place, and internal errors in place of verdicts: the other claims are still judged."""
    judged = [Judged(verdict, None, None, 0.0) for verdict in draft.ill_formed]
    errors: list[str] = []
    for stated in draft.claims:
        begun = time.perf_counter()
        session, claim = stated.session, stated.claim
        try:
            reason = stop(claim)
            verdict = Undecided(claim, reason) if reason else _judge(session, claim)
        except InternalError as error:
            errors.append(f"{claim.id}: {error}")
            continue
        sides = (_readable(session, claim.lhs), _readable(session, claim.rhs))
        judged.append(Judged(verdict, *sides, time.perf_counter() - begun, stated.reading))
    place = operator.attrgetter("verdict.claim.place.line", "verdict.claim.place.column", "verdict.claim.place.step")
    return tuple(sorted(judged, key=place)), tuple(errors)


def _readable(session: Session, expr: Any) -> Node | None:
    try:
        return session.read(expr)
    except DeriveError:
        return None
