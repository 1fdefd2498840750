"""What a generated function says about itself: its formulas, and the shapes of what goes in and what comes out."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from derive.core.op import SCALAR, Node, Shape, walk
from derive.core.text import text

WIDTH = 100  # of a line; the source indents it by four more
FORMULAS = "Formulas (A B is the matrix product, A ∘ B the product entry by entry, 1[m] a column of m ones):"
LONGEST = 2_000  # a longer formula is nothing that anybody reads
WRAPPER = textwrap.TextWrapper(
    WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 8, break_long_words=False, break_on_hyphens=False
)


def docstring(
    doc: str,
    arguments: Mapping[str, Node | None],
    functions: Mapping[str, str],
    outputs: Mapping[str, Node],
    given: Mapping[str, object],
) -> list[str]:
    """The lines of the docstring, quotes and all.

    arguments   by their names in Python; None where one is not used
    functions   those that are passed: their names in the formulas, and in Python
    given       what functions in the formulas stand for
    """
    lines = [doc.strip() or "Written by a program from formulas.", "", FORMULAS]
    for formula in _formulas(arguments, outputs, given):
        lines += WRAPPER.wrap(formula)
    lines += ["Arguments:"]
    lines += [f"    {place}: {_shape(node.shape) if node else 'not used'}" for place, node in arguments.items()]
    lines += [f"    {place}: the function {name}, entry by entry" for name, place in functions.items()]
    lines += ["Returns:"] + [f"    {name}: {_shape(node.shape)}" for name, node in outputs.items()]
    return quoted("\n".join(lines))


def quoted(words: str) -> list[str]:
    """A text as a string in triple quotes; it may come from a document, and must not end the string it stands in."""
    escaped = words.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    escaped = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in escaped)
    return ('"""' + escaped + '\n"""').split("\n")


def _formulas(
    arguments: Mapping[str, Node | None], outputs: Mapping[str, Node], given: Mapping[str, object]
) -> list[str]:
    """Z = Xᵀ w + b 1[m], A = sigmoid(Z), ..., dw = (1/m) X (A - Y): each name before it is used."""
    formulas = [f"{letter} = {name}" for letter, name in given.items() if isinstance(name, str)]
    known = {node for node in arguments.values() if node is not None}
    said = set()
    for node in walk(outputs.values(), known):
        if node.op.name == "symbol" and node.args:
            said.add(node.data[0])
            formulas.append(f"{node.data[0]} = {_shown(node.args[0])}")
    formulas += [f"{name} = {_shown(node)}" for name, node in outputs.items() if name not in said]
    return formulas


def _shown(node: Node) -> str:
    words = text(node)
    return words if len(words) <= LONGEST else "…"


def _shape(shape: Shape) -> str:
    return "scalar" if shape == SCALAR else str(shape)
