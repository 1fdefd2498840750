"""A stand-alone function from array expressions: what is used twice is a local variable, and keeps the author's name.

This module knows no array library; a `Library` brings the syntax.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from derive.backends._array import Array, ordered
from derive.backends._body import LONGEST, Body, filled
from derive.backends._docstring import docstring
from derive.backends._flat import Flat
from derive.backends._guard import DELICATE, witnesses
from derive.backends._names import Names, identifier
from derive.backends._prologue import Prologue
from derive.backends._text import Library
from derive.backends._translate import translate
from derive.core.errors import Unreadable
from derive.core.function import Function
from derive.core.op import SCALAR, Node, walk


@dataclass(frozen=True)
class Source:
    """The text of a function, and the functions of the caller's that it is to be called with."""

    name: str
    text: str
    bound: Mapping[str, Callable[..., Any]] = field(default_factory=dict)


def generate(
    library: Library,
    known: Mapping[str, Function],
    outputs: Mapping[str, Node],
    arguments: Sequence[str | Node],
    functions: Mapping[str, str | Callable[..., Any]] | None,
    name: str,
    doc: str,
    work: bool = False,
) -> Source:
    """The function (arguments) -> (outputs), in these orders; with work, it takes arrays to work in."""
    if not outputs:
        raise Unreadable("a function needs at least one output")
    given = functions or {}
    names = Names(library.reserved)
    called = identifier(name, library.reserved)
    for text in outputs:
        identifier(text)
    symbols = _symbols([*outputs.values(), *(argument for argument in arguments if isinstance(argument, Node))])
    texts = [argument.data[0] if isinstance(argument, Node) else argument for argument in arguments]
    places = {names.claim(text): symbols.get(text) for text in texts}
    nodes = {place: node for place, node in places.items() if node is not None}
    roots, preferred = translate(outputs.values(), list(nodes.values()), given, known)
    order = _in_turn(roots)
    opaque = {text: names.claim(text) for text in sorted({a.data for a in order if a.kind == "opaque"})}
    prologue = Prologue(names, library.checked)
    prologue.check(nodes)
    if work:
        names.claim("work")
    kind = Flat if work else Body
    body = kind(library, names, prologue, opaque, {nodes[place].data[0]: place for place in nodes})
    delicate = not DELICATE.isdisjoint(array.kind for array in order)
    found = witnesses(order, preferred.keys() | set(roots)) if library.guarded and not delicate else []
    results = body.statements(order, dict(zip(outputs, roots, strict=True)), outputs, preferred, found)
    before, after = body.guards(order, found, delicate) if library.guarded else ([], [])
    signature = [f"{place}: {library.types.argument}" for place in places]
    keywords = [f"{place}: {library.types.function}" for place in opaque.values()]
    if work:
        keywords.append(f"work: dict[str, {library.types.array}] | None = None")
    signature += ["*"] * bool(keywords) + keywords
    kinds = [library.types.scalar if node.shape == SCALAR else library.types.array for node in outputs.values()]
    opening = body.opening(list(nodes))  # it may use sizes that nothing else does
    statements = (*library.opening(list(places)), *prologue.text(), *before, *opening, *body.lines, *after)
    lines = [
        *([library.quiet] if found else []),
        *_signature(called, signature, kinds),
        *(f"    {line}".rstrip() for line in docstring(doc, places, opaque, outputs, given)),
        *(f"    {line}" for line in statements),
        *_return(results),
    ]
    bound = {opaque[text]: value for text, value in given.items() if text in opaque and callable(value)}
    used = {"", "work" * work, *(array.data if array.kind == "function" else array.kind for array in order)}
    imports = [line for kind in used & library.standard.keys() for line in library.standard[kind].split("\n")]
    imports.sort(key=lambda line: (line.startswith("from"), line))
    head = "".join(f"{line}\n" for line in imports) + "\n" * bool(imports) + library.head
    needed = sorted(used & library.helpers.keys())
    helpers = dict.fromkeys(part for kind in needed for part in library.helpers[kind].split("\n\n\n"))  # each once
    parts = [head, *helpers, "\n".join(lines)]
    return Source(called, "\n\n\n".join(parts) + "\n", bound)


def _in_turn(roots: Sequence[Array]) -> list[Array]:
    """Every array once, arguments first; of the results the least deep first, as a person goes back through layers.

    So the gradients of a layer are worked out while what they are made of is still in the caches of the processor.
    """
    depth: dict[Array, int] = {}
    for array in ordered(roots):
        depth[array] = 1 + max((depth[arg] for arg in array.args), default=0)
    return ordered(sorted(roots, key=lambda root: depth[root]))


def _symbols(roots: Iterable[Node]) -> dict[str, Node]:
    symbols: dict[str, Node] = {}
    for node in walk(roots):
        if node.op.name == "symbol" and symbols.setdefault(node.data[0], node) is not node:
            raise Unreadable(f"`{node.data[0]}` stands for two different things")
    return symbols


# --- layout ----------------------------------------------------------------------------------------------------------


def _signature(called: str, arguments: Sequence[str], results: Sequence[str]) -> list[str]:
    """def called(arguments) -> results:"""
    result = results[0] if len(results) == 1 else f"tuple[{', '.join(results)}]"
    line = f"def {called}({', '.join(arguments)}) -> {result}:"
    if len(line) <= LONGEST + 10:
        return [line]
    if len(result) <= LONGEST:
        return [f"def {called}(", *filled(arguments, 4), f") -> {result}:"]
    return [f"def {called}(", *filled(arguments, 4), ") -> tuple[", *filled(results, 4), "]:"]


def _return(results: Sequence[str]) -> list[str]:
    """On one line, or in brackets on as many as they need."""
    line = f"    return {', '.join(results)}"
    if len(line) <= LONGEST + 10 or len(results) == 1:
        return [line]
    return ["    return (", *filled(results, 8), "    )"]


__all__ = ["Source", "generate"]
