"""The statements of a generated function: expressions, with a local variable for what is used twice or has a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from derive.backends._array import NEGATIVE, Array, length
from derive.backends._names import Names
from derive.backends._prologue import Prologue
from derive.backends._text import NUMBERS, Library, Shown, Writer
from derive.core.op import SCALAR, Node, Shape

LONGEST = 100  # a longer expression is broken into statements
FREE = ("argument", "constant", "transpose")  # costs nothing, and is written wherever it is used
# these may share memory with what they show
VIEWS = ("transpose", "diagonal", "column", "reshape", "permute", "whole")
READ_ONLY = ("diagonal", "whole")
STEMS = {"decay": "decay", "tail": "tail", "max": "peak"}
COMMENTS = {"decay": "at most 1: nothing overflows", "max": "taken off, so that exp does not overflow"}


class Body:
    """The statements of the function."""

    def __init__(
        self, library: Library, names: Names, prologue: Prologue, calls: Mapping[str, str], arguments: Mapping[str, str]
    ) -> None:
        self.library, self.names, self.prologue, self.calls = library, names, prologue, calls
        self.arguments = arguments
        self.writer = Writer(library, prologue.size, self._opaque)
        self.lines: list[str] = []
        self.numbers = self.writer.numbers
        self.roots: Sequence[Array] = ()

    def statements(
        self,
        order: Sequence[Array],
        roots: Mapping[str, Array],
        outputs: Mapping[str, Node],
        preferred: dict[Array, str],
        kept: Collection[Array],
    ) -> list[str]:
        """Write the statements, what is kept being assigned; the result is what is returned."""
        for text, root in roots.items():
            if root.kind != "constant" and _viewed(root).kind != "argument" and root.shape == outputs[text].shape:
                preferred.setdefault(root, text)
        locals_ = {array: self.names.local(preferred[array]) for array in order if array in preferred}
        uses = _uses(order, roots.values(), preferred)
        self.roots = tuple(roots.values())
        self._write_all(order, uses, kept, locals_)
        returned: set[Array] = set()
        return [self._returned(root, outputs[text].shape, returned) for text, root in roots.items()]

    def opening(self, arguments: Sequence[str]) -> list[str]:
        """What comes before the statements."""
        return []

    def _write_all(
        self, order: Sequence[Array], uses: Mapping[Array, int], kept: Collection[Array], names: Mapping[Array, str]
    ) -> None:
        for array in order:
            self._note(array)
            if array.kind != "argument":
                shown = self.writer.shown[array] = self._short(array) if uses[array] else self.writer.write(array)
                if array in names or (array.kind not in FREE and (array in kept or uses[array] > 1)):
                    self._assign(array, shown, names.get(array))

    def _note(self, array: Array) -> None:
        if array.kind in NUMBERS and self.numbers.issuperset(array.args):
            self.numbers.add(array)
        if array.kind == "argument":
            self.writer.name(array, self.arguments[array.data])

    def guards(self, order: Sequence[Array], found: Sequence[Array], delicate: bool) -> tuple[list[str], list[str]]:
        """What looks for nan and inf in the arguments before the statements, and after them."""
        assert self.library.guarded
        # an argument that nothing is computed of is looked at in any case
        used = {self.arguments[array.data] for array in order if array.kind == "argument"}
        first = [place for place in self.arguments.values() if delicate or place not in used]
        vdot = self.library.templates["vdot"].words
        names = [(array, self.writer.shown[array][0]) for array in found]
        certain = [name if array.shape == SCALAR else vdot.format(name, name) for array, name in names]
        after = self.library.guarded(certain, list(self.arguments.values())) if found else []
        return self.library.guarded([], first), after

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
        """g(Z) as the caller's function gives it, checked as an argument is.

        That function may change what it is given, and return an array that it changes later: both are copied.
        """
        label = f"{array.data}({argument})" if argument.isidentifier() else f"{array.data}(...)"
        axes = [] if array.shape == SCALAR else [f"*{argument}.shape"]
        symbols = ", ".join(str(length(axis)) for axis in array.shape) if axes else ""
        arg = array.args[0]
        held = _viewed(arg)
        ours = arg not in self.numbers and (held.kind == "argument" or held in self.writer.named)
        given = self.library.copy(argument, not axes) if ours else argument
        found = self.library.called(label, f"{self.calls[array.data]}({given})", symbols, axes)
        return self.library.copy(found, not axes)

    def _returned(self, root: Array, shape: Shape, returned: set[Array]) -> str:
        """Stored whole, a number of the library's where it is a scalar, and sharing memory with nothing else."""
        words, _ = self.writer.shown[root]
        if shape == SCALAR and root in self.numbers:
            return self.library.scalar(words)
        base = _viewed(root)
        if root.shape != shape:
            lengths = [self.prologue.size(length(axis))[0] for axis in shape]
            if words in ("0", "1"):
                return (self.library.ones if words == "1" else self.library.zeros)(lengths)
            return self.library.full(self.writer.operand(root)[0], lengths, root.shape == SCALAR)
        if base.kind == "argument" or base in returned or root.kind in READ_ONLY:
            return self.library.copy(words, shape == SCALAR)
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
    """What holds the entries."""
    while array.kind in VIEWS:
        (array,) = array.args
    return array


def filled(items: Sequence[str], indent: int) -> list[str]:
    """Items on as many lines as they need, each with a comma behind it."""
    lines: list[str] = []
    for item in items:
        if lines and len(lines[-1]) + len(item) < LONGEST:
            lines[-1] += f" {item},"
        else:
            lines.append(" " * indent + f"{item},")
    return lines
