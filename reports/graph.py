"""What stands in the picture of a computation graph: definitions, values or shapes, and derivatives."""

from __future__ import annotations

from derive.check.document import Graph
from derive.check.document import Vertex as Named
from derive.core.op import SCALAR, Node
from reports.formula import NAME, Formula, equation, formula
from reports.picture import Picture, Vertex, picture
from reports.witness import number

LONGEST = 34  # characters of what stands in a box or beside a line
DIGITS = 7


def drawn(title: str, graph: Graph) -> Picture:
    """The picture of a graph under a title."""
    places = {vertex.symbol: place for place, vertex in enumerate(graph.vertices)}
    lines = [(places[used], place) for place, vertex in enumerate(graph.vertices) for used in vertex.uses]
    return picture(title, [_vertex(graph, vertex) for vertex in graph.vertices], lines)


def _vertex(graph: Graph, vertex: Named) -> Vertex:
    symbol = vertex.symbol
    name = formula(symbol)
    shown = equation(symbol, symbol.args[0]) if symbol.args else name
    if len(shown.text) > LONGEST:  # J(A, Y) says what the picture needs
        uses = [formula(used) for used in vertex.uses]
        shown = joined(name, "(", *[part for used in uses for part in (used, ", ")][:-1], ")")
    forward = Formula("") if symbol.shape == SCALAR else _shape(symbol)
    if vertex.value is not None:
        forward = joined(name, " = ", number(vertex.value, DIGITS))
    return Vertex(short(shown), short(forward), short(_backward(graph, vertex)), not symbol.args)


def _shape(symbol: Node) -> Formula:
    words = str(symbol.shape)
    known = all(NAME.fullmatch(name) for side in symbol.shape for size in side for name in size.names())
    return Formula(words, words.replace("×", r"\times").replace("·", r" \cdot "), not known)


def _backward(graph: Graph, vertex: Named) -> Formula:
    """∂J/∂X = its value, or what it is; its name alone where that is long."""
    if graph.loss is None or vertex.derivative is None:
        return Formula("")
    loss, name = formula(graph.loss), formula(vertex.symbol)
    left = Formula(
        f"∂{loss.text}/∂{name.text}", rf"\partial {loss.latex}/\partial {name.latex}", loss.quoted or name.quoted
    )
    right = formula(vertex.derivative) if vertex.slope is None else number(vertex.slope, DIGITS)
    return joined(left, " = ", right) if len(right.text) <= LONGEST else left


def joined(*parts: Formula | str) -> Formula:
    """The parts one after another; what cannot be typeset makes the whole quoted."""
    pieces = [Formula(part, part) if isinstance(part, str) else part for part in parts]
    quoted = not all(piece.typeset for piece in pieces)
    return Formula("".join(piece.text for piece in pieces), "".join(piece.latex for piece in pieces), quoted)


def short(shown: Formula) -> Formula:
    """As it is, or as much of its text as has room."""
    most = 2 * LONGEST
    return shown if len(shown.text) <= most else Formula(shown.text[: most - 1] + "…")
