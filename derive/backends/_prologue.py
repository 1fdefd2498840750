"""X = checked(X) with n, m = X.shape: the arguments are checked, and give the sizes their values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from derive.backends._array import length
from derive.backends._names import Names
from derive.core.errors import Unreadable
from derive.core.op import SCALAR, Axis, Node, Shape
from derive.core.sizes import Size
from derive.core.text import ATOM, PRODUCT, SUM


@dataclass
class Bound:
    """A line that takes sizes from the shape of an argument; what no other line reads is left out."""

    argument: str
    places: dict[int, str]  # axis -> name of a size

    def text(self, sizes: Mapping[str, str], used: set[str]) -> list[str]:
        read = {place: sizes[name] for place, name in self.places.items() if name in used}
        if len(read) == 2:
            return [f"{read[0]}, {read[1]} = {self.argument}.shape"]
        return [f"{name} = {self.argument}.shape[{place}]" for place, name in read.items()]


@dataclass
class Solved:
    """n = (rows - 1) // 2, where rows is 2 n + 1."""

    name: str
    words: str

    def text(self, sizes: Mapping[str, str], used: set[str]) -> list[str]:
        return [f"{sizes[self.name]} = {self.words}"] if self.name in used else []


@dataclass
class Prologue:
    """The checks of the arguments, in an order in which sizes are known before they are used."""

    names: Names
    checked: Callable[[str, str, str, list[str]], str]
    sizes: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    lines: list[str | Bound | Solved] = field(default_factory=list)

    def size(self, size: Size) -> tuple[str, int]:
        """The source of a size, and how tightly it binds."""
        words = []
        for names, coefficient in size.terms:
            powers = [self._name(name) + (f"**{power}" if power > 1 else "") for name, power in names]
            if coefficient != 1 or not powers:
                powers.insert(0, str(coefficient))
            words.append(" * ".join(powers))
        binding = SUM if len(words) > 1 else PRODUCT if " " in words[0] else ATOM
        return " + ".join(words).replace("+ -", "- "), binding

    def _name(self, name: str) -> str:
        if name not in self.sizes:
            raise Unreadable(_unknown(name))
        self.used.add(name)
        return self.sizes[name]

    def check(self, arguments: Mapping[str, Node]) -> None:
        """Check every argument; those whose sizes do not follow yet wait for the others."""
        waiting = dict(arguments)
        while waiting:
            ready = [name for name, node in waiting.items() if not any(self._open(a) for a in node.shape)]
            if ready:
                self._check(ready[0], waiting.pop(ready[0]).shape)
            else:
                name, node = next(iter(waiting.items()))
                self._solve(name, node.shape)

    def _open(self, axis: Axis) -> set[str]:
        """The names that the length of an axis needs and does not give: a name alone gives itself."""
        size = length(axis)
        return set() if _letter(size) else size.names() - self.sizes.keys()

    def _check(self, name: str, shape: Shape, unknown: Collection[Axis] = ()) -> None:
        """The check itself; a length that is not known yet is given as a text."""
        axes = [length(axis) for axis in shape]
        letters = {place: letter for place, size in enumerate(axes) if (letter := _letter(size))}
        new = {place: letter for place, letter in letters.items() if letter not in self.sizes}
        free = [place in new or shape[place] in unknown for place in (0, 1)]
        texts = [f'"{size}"' if free[place] else self.size(size)[0] for place, size in enumerate(axes)]
        scalar = shape == SCALAR
        self.lines.append(
            f"{name} = {self.checked(name, name, '' if scalar else ', '.join(map(str, axes)), [] if scalar else texts)}"
        )
        if new.get(0) == new.get(1):
            new.pop(1, None)
        if new:
            self.lines.append(Bound(name, new))
        for letter in new.values():
            self.sizes[letter] = self.names.local(letter)

    def _solve(self, name: str, shape: Shape) -> None:
        """n from 2 n + 1, where n alone is the length of no axis; the check that comes next says whether it fits."""
        for place, axis in enumerate(shape):
            terms = dict(length(axis).terms)
            constant = terms.pop((), 0)
            ((letters, factor),) = terms.items() if len(terms) == 1 else (((), 0),)
            if len(letters) == 1 and letters[0][1] == 1 and letters[0][0] in self._open(axis):
                ((letter, _),) = letters
                self._check(name, shape, [axis for axis in shape if self._open(axis)])
                words = f"{name}.shape[{place}]" + (f" - {constant}" if constant else "").replace("- -", "+ ")
                self.sizes[letter] = self.names.local(letter)
                self.lines.append(Solved(letter, words if factor == 1 else f"({words}) // {factor}"))
                return
        (first, *_) = sorted(set[str]().union(*map(self._open, shape)))
        raise Unreadable(_unknown(first))

    def text(self) -> list[str]:
        """The lines, once it is known which sizes are used."""
        result = []
        for line in self.lines:
            result.extend([line] if isinstance(line, str) else line.text(self.sizes, self.used))
        return result


def _letter(size: Size) -> str | None:
    """The name, where the size is nothing but a name."""
    names = size.names()
    return min(names) if size.terms == tuple((((name, 1),), 1) for name in names) and len(names) == 1 else None


def _unknown(name: str) -> str:
    return f"no argument has a shape from which the size `{name}` follows"
