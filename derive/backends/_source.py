"""A stand-alone function from array expressions: what is used twice is a local variable, and keeps the author's name.

This module knows no array library; a `Library` brings the syntax.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from derive.backends._array import NEGATIVE, Array, length, ordered
from derive.backends._names import Names, identifier
from derive.backends._prologue import Prologue
from derive.backends._text import Library, Shown, Writer
from derive.backends._translate import translate
from derive.core.errors import Unreadable
from derive.core.function import Function
from derive.core.op import SCALAR, Node, Shape, walk

LONGEST = 100  # a longer expression is broken into statements
FREE = ("argument", "constant", "transpose")  # costs nothing, and is written wherever it is used
NUMBERS = ("constant", "scale", "add", "times", "divide")  # of Python's numbers, these are Python's numbers
STEMS = {"decay": "decay", "tail": "tail", "max": "peak"}
COMMENTS = {"decay": "at most 1: nothing overflows", "max": "taken off, so that exp does not overflow"}


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
) -> Source:
    """The function (arguments) -> (outputs), in these orders."""
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
    order = ordered(roots)
    opaque = {text: names.claim(text) for text in sorted({a.data for a in order if a.kind == "opaque"})}
    prologue = Prologue(names, library.checked)
    prologue.check(nodes)
    body = _Body(library, names, prologue, opaque, {nodes[place].data[0]: place for place in nodes})
    results = body.statements(order, dict(zip(outputs, roots, strict=True)), outputs, preferred)
    signature = [*places, *(["*"] if opaque else []), *opaque.values()]
    lines = [
        *_listed(f"def {called}(", signature, "):"),
        *_docstring(doc, places, outputs),
        *(f"    {line}" for line in (*prologue.text(), *body.lines)),
        *_return(results),
    ]
    bound = {opaque[text]: value for text, value in given.items() if text in opaque and callable(value)}
    kinds = {array.data if array.kind == "function" else array.kind for array in order}
    needed = sorted(kinds & library.helpers.keys())
    helpers = dict.fromkeys(part for kind in needed for part in library.helpers[kind].split("\n\n\n"))  # each once
    parts = [library.head, *helpers, "\n".join(lines)]
    return Source(called, "\n\n\n".join(parts) + "\n", bound)


def _symbols(roots: Iterable[Node]) -> dict[str, Node]:
    symbols: dict[str, Node] = {}
    for node in walk(roots):
        if node.op.name == "symbol" and symbols.setdefault(node.data[0], node) is not node:
            raise Unreadable(f"`{node.data[0]}` stands for two different things")
    return symbols


class _Body:
    """The statements of the function."""

    def __init__(
        self, library: Library, names: Names, prologue: Prologue, calls: Mapping[str, str], arguments: Mapping[str, str]
    ) -> None:
        self.library, self.names, self.prologue, self.calls = library, names, prologue, calls
        self.arguments = arguments
        self.writer = Writer(library, prologue.size, self._opaque)
        self.lines: list[str] = []
        self.numbers: set[Array] = set()

    def statements(
        self,
        order: Sequence[Array],
        roots: Mapping[str, Array],
        outputs: Mapping[str, Node],
        preferred: dict[Array, str],
    ) -> list[str]:
        """Write the statements; the result is what is returned."""
        for text, root in roots.items():
            if root.kind != "constant" and _viewed(root).kind != "argument" and root.shape == outputs[text].shape:
                preferred.setdefault(root, text)
        locals_ = {array: self.names.local(preferred[array]) for array in order if array in preferred}
        uses = _uses(order, roots.values(), preferred)
        for array in order:
            if array.kind in NUMBERS and self.numbers.issuperset(array.args):
                self.numbers.add(array)
            if array.kind == "argument":
                self.writer.name(array, self.arguments[array.data])
                continue
            shown = self.writer.shown[array] = self._short(array) if uses[array] else self.writer.write(array)
            if array in preferred or (array.kind not in FREE and uses[array] > 1):
                self._assign(array, shown, locals_.get(array))
        returned: set[Array] = set()
        return [self._returned(root, outputs[text].shape, returned) for text, root in roots.items()]

    def _assign(self, array: Array, shown: Shown, name: str | None = None) -> None:
        kind = array.data if array.kind == "function" else array.kind
        name = name or self.names.temporary(STEMS.get(kind, "t"), kind not in STEMS)
        comment = f"  # {COMMENTS[kind]}" if kind in COMMENTS else ""
        self.lines.append(f"{name} = {shown[0]}{comment}")
        self.writer.name(array, name)

    def _short(self, array: Array) -> Shown:
        """The source of an array, its longest arguments being assigned first where it would be too long."""
        shown = self.writer.write(array)
        while len(shown[0]) > LONGEST:
            inner = [arg.args[0] if arg.kind == "transpose" else arg for arg in array.args]
            inner = [arg for arg in inner if arg.kind not in FREE and arg not in self.writer.named]
            if not inner:
                break
            longest = max(inner, key=lambda arg: len(self.writer.shown[arg][0]))
            self._assign(longest, self.writer.shown[longest])
            for arg in array.args:
                if arg.kind == "transpose" and arg not in self.writer.named:
                    self.writer.shown[arg] = self.writer.write(arg)
            shown = self.writer.write(array)
        return shown

    def _opaque(self, array: Array, argument: str) -> str:
        """g(Z) as the caller's function gives it, checked as an argument is."""
        label = f"{array.data}({argument})" if argument.isidentifier() else f"{array.data}(...)"
        axes = [] if array.shape == SCALAR else [f"*{argument}.shape"]
        symbols = ", ".join(str(length(axis)) for axis in array.shape) if axes else ""
        return self.library.checked(label, f"{self.calls[array.data]}({argument})", symbols, axes)

    def _returned(self, root: Array, shape: Shape, returned: set[Array]) -> str:
        """Stored whole, a number of the library's where it is a scalar, and sharing memory with nothing else."""
        words, _ = self.writer.shown[root]
        if shape == SCALAR:
            return self.library.scalar(words) if root in self.numbers else words
        base = _viewed(root)
        if root.shape != shape:
            lengths = [self.prologue.size(length(axis))[0] for axis in shape]
            if words in ("0", "1"):
                return (self.library.ones if words == "1" else self.library.zeros)(lengths)
            return self.library.full(words, lengths, root.shape == SCALAR)
        if base.kind == "argument" or base in returned:
            return self.library.copy(words)
        returned.add(base)
        return words


def _uses(order: Sequence[Array], roots: Iterable[Array], preferred: Mapping[Array, str]) -> Counter[Array]:
    """How often each array is written; what is free hands this on, and in a sum a minus sign is free."""
    uses = Counter(roots)
    for array in reversed(order):
        times = uses[array] if array.kind in FREE and array not in preferred else min(uses[array], 1)
        for arg in array.args:
            subtracted = array.kind == "add" and arg.kind == "scale" and arg.data == NEGATIVE and arg not in preferred
            uses[arg.args[0] if subtracted else arg] += times
    return uses


def _viewed(array: Array) -> Array:
    """What holds the entries: a transpose is a view."""
    while array.kind == "transpose":
        (array,) = array.args
    return array


# --- layout ----------------------------------------------------------------------------------------------------------


def _return(results: Sequence[str]) -> list[str]:
    line = f"    return {', '.join(results)}"
    return [line] if len(line) <= LONGEST + 10 or len(results) == 1 else _listed("    return (", results, "    )")


def _listed(start: str, items: Sequence[str], end: str) -> list[str]:
    """Items on one line, or in brackets on as many as they need."""
    line = start + ", ".join(items) + end.lstrip()
    if len(line) <= LONGEST + 10:
        return [line]
    lines: list[str] = []
    for item in items:
        if lines and len(lines[-1]) + len(item) < LONGEST:
            lines[-1] += f" {item},"
        else:
            lines.append(f"        {item},")
    return [start, *lines, end]


def _docstring(doc: str, arguments: Mapping[str, Node | None], outputs: Mapping[str, Node]) -> list[str]:
    lines = [doc.strip() or "Written by a program from formulas.", "", "Arguments:"]
    lines += [f"    {place}: {_shape(node.shape) if node else 'not used'}" for place, node in arguments.items()]
    lines += ["Returns:"] + [f"    {text}: {_shape(node.shape)}" for text, node in outputs.items()]
    # the text may come from a document: it must not end the string that it stands in
    text = "\n".join(lines).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    text = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    return [f"    {line}".rstrip() for line in ('"""' + text + '\n"""').split("\n")]


def _shape(shape: Shape) -> str:
    return "scalar" if shape == SCALAR else str(shape)


__all__ = ["Source", "generate"]
