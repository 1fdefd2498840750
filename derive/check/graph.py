"""The computation graph of a loss: what is computed from what, and the derivatives that come back along its edges."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from derive.calculus.gradient import gradient
from derive.check.case import proved
from derive.check.document import Graph, Vertex
from derive.check.evaluate import Evaluator, Point
from derive.check.number import Imprecise, Undefined, precision
from derive.check.refute import PRECISIONS, exact
from derive.check.verdict import Exact
from derive.core.claim import Claim
from derive.core.errors import DeriveError, Unreadable
from derive.core.function import Function
from derive.core.op import SCALAR, Node, length, walk
from derive.core.read import Language
from derive.core.sizes import Size
from derive.core.text import text, walk_shown
from derive.normal.session import Session

MOST = 30  # names; more make no picture
Numbers = Mapping[Node, tuple[Exact, Exact | None]]


def graph(
    session: Session,
    names: Sequence[Node],
    loss: Node | None,
    constant: Collection[Node] = (),
    at: Mapping[str, Fraction] | None = None,
    functions: Mapping[str, Function] | None = None,
) -> Graph:
    """Everything that the names are computed from, with ∂ loss / ∂ name for each that is not `constant`.

    `at` gives numbers to all variables, which must be scalars; `functions` says what functions are in numbers. Raises
    Unreadable where there are too many names, or where there is no value or no derivative at this point.
    """
    uses = _uses(names)
    if len(uses) > MOST:
        raise Unreadable(f"a picture of {len(uses)} names would not be legible; {MOST} are the most")
    behind = _uses([loss]) if loss is not None else {}
    followed = [x for x in uses if x in behind and x not in constant]
    numbers = {} if at is None else _numbers(list(uses), loss, followed, at, functions or {})
    vertices = []
    for symbol, below in uses.items():
        derivative = None
        if loss is not None and symbol in followed:
            above = [x for x in behind if symbol in behind[x]]
            derivative = _derivative(session, loss, symbol, above)
        vertices.append(Vertex(symbol, below, derivative, *numbers.get(symbol, ())))
    return Graph(loss, tuple(vertices))


def _uses(names: Sequence[Node]) -> dict[Node, tuple[Node, ...]]:
    """Each name with those that its definition mentions, in the order in which they are written; arguments first."""
    found: dict[Node, tuple[Node, ...]] = {}
    pending = list(reversed(names))
    while pending:
        symbol = pending[-1]
        mentioned = _mentioned(symbol)
        missing = [part for part in mentioned if part not in found]
        if not missing:
            found.setdefault(symbol, mentioned)
            pending.pop()
        pending.extend(reversed(missing))
    return found


def _mentioned(symbol: Node) -> tuple[Node, ...]:
    """The names in a definition, from left to right."""
    seen: dict[Node, None] = {}
    pending = list(symbol.args)
    while pending:
        part = pending.pop()
        if part not in seen:
            seen[part] = None
            pending.extend(reversed(part.args) if part.op.name != "symbol" else ())
    return tuple(part for part in seen if part.op.name == "symbol")


# --- derivatives -----------------------------------------------------------------------------------------------------


def _derivative(session: Session, loss: Node, symbol: Node, above: Sequence[Node]) -> Node:
    """∂ loss / ∂ symbol: as a whole, or from the derivatives by the names above it, whichever is shorter."""
    if symbol is loss:
        return session.language.make("number", data=Fraction(1))
    whole = gradient(session, loss, symbol)
    try:
        step = _step(session.language, loss, symbol, above)
        claim = Claim("", session.build(session.language.make("partial", loss, symbol)), session.build(step))
    except DeriveError:
        return whole
    return step if len(text(step)) < len(text(whole)) and proved(session, claim) else whole


def _step(language: Language, loss: Node, symbol: Node, above: Sequence[Node]) -> Node:
    """∂J/∂X = ∂ Σ tr(Gᵀ Z) / ∂X over the names Z above X, with everything else held fixed and G = ∂J/∂Z."""
    make = language.make

    def plain(name: str, like: Node) -> Node:
        return make("symbol", data=(name, *map(length, like.shape)))

    fixed = {part: plain(text(part), part) for z in above for part in walk_shown(z.args[0]) if part.op.name == "symbol"}
    slopes = {z: plain(f"∂{text(loss)}/∂{text(z)}", z) for z in above if z is not loss}
    terms = []
    for z in above:
        value = _exchanged(language, z.args[0], fixed)
        if z is loss:
            terms.append(value)
        elif z.shape == SCALAR:
            terms.append(make("product", slopes[z], value))
        else:
            terms.append(make("trace", make("product", make("transpose", slopes[z]), value)))
    total = make("add", *terms) if len(terms) > 1 else terms[0]
    found = gradient(Session(language), total, fixed[symbol])
    names = {made: part for part, made in fixed.items()} | {
        made: make("partial", loss, z) for z, made in slopes.items()
    }
    return _exchanged(language, found, names)


def _exchanged(language: Language, root: Node, table: Mapping[Node, Node]) -> Node:
    """The expression with others in place of some symbols."""
    made = dict(table)
    for part in walk_shown(root, table):
        made[part] = language.make(part.op.name, *[made.get(x, x) for x in part.args], data=part.data)
    return made[root]


# --- numbers ---------------------------------------------------------------------------------------------------------


def _numbers(
    names: Sequence[Node],
    loss: Node | None,
    followed: Collection[Node],
    at: Mapping[str, Fraction],
    functions: Mapping[str, Function],
) -> Numbers:
    """Of each name its value, and the derivative of the loss by it: exact, or enclosed."""
    _check(names, at, functions)
    point = Point({}, {name: ((value,),) for name, value in at.items()})
    for bits in PRECISIONS:
        with precision(bits):
            evaluator = Evaluator(functions, point)
            try:
                return {
                    name: (
                        exact(evaluator.value(name)[0, 0].value),
                        exact(evaluator.gradient(loss, name)[0, 0].value)
                        if loss is not None and name in followed
                        else None,
                    )
                    for name in names
                }
            except Undefined as error:
                raise Unreadable(f"at this point something has no value or no derivative: {error}") from error
            except Imprecise:
                continue
    raise Unreadable("at this point it cannot be told whether everything has a value")


def _check(names: Sequence[Node], at: Mapping[str, Fraction], functions: Mapping[str, Function]) -> None:
    """Raises Unreadable unless all variables are scalars, each with its number, and nothing else is unknown."""
    variables = {text(name): name for name in names if not name.args}
    for name in at:
        if name not in variables:
            raise Unreadable(f"`{name}` is not a variable here; the variables are {', '.join(variables)}")
    for symbol in names:
        if symbol.shape != SCALAR:
            raise Unreadable(f"`{text(symbol)}` is {symbol.shape}: numbers are given to scalars alone")
    for name in variables:
        if name not in at:
            raise Unreadable(f"there is no number for `{name}`")
    for part in walk(names):
        if part.op.name == "functional" or (part.op.name == "apply" and part.data not in functions):
            raise Unreadable(f"nothing is known of a function in `{text(part)}`, so it has no value")
        for size in _sizes((*part.shape, part.data)):
            if size.names():
                raise Unreadable(f"there is no number for the size `{size}`")


def _sizes(data: object) -> Iterator[Size]:
    if isinstance(data, Size):
        yield data
    elif isinstance(data, tuple):
        for part in data:
            yield from _sizes(part)
