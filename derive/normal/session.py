"""One set of names with everything that is known about it: what is read, derived and proved once serves again."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from derive.core.condition import NOTHING, Condition, Uses
from derive.core.environment import Environment
from derive.core.errors import OutOfBounds
from derive.core.form import Form
from derive.core.kernel import Kernel
from derive.core.lemma import Lemma
from derive.core.lower import Lowering
from derive.core.op import Node, walk
from derive.core.read import Language, build, read
from derive.normal.prove import Prover
from derive.normal.raise_ import NoMatrixForm, Raiser
from derive.normal.written import Writer
from derive.ops.elementwise import inverted
from derive.ops.indexed import Letter
from derive.ops.lift import Lift


class Session:
    """Expressions over shared names, their index forms, and a kernel with a prover."""

    def __init__(self, language: Language, given: Uses = NOTHING) -> None:
        self.language = language
        self.env = Environment()
        self.kernel = Kernel(self.env, language.records, given)
        self.prover = Prover(self.kernel)
        self.symbols: dict[str, Node] = {}
        self._read: dict[int, Any] = {}
        self._lift = Lift()
        self.writer = Writer(language)
        self._origins: dict[str, Node] = {}
        self._raiser: Raiser | None = None
        self._lowerings: dict[tuple[str, ...], Lowering] = {}

    def read(self, expr: Any) -> Node:
        return read(self.language, expr, self._read)

    def build(self, node: Node) -> Any:
        return build(node)

    def lower(self, node: Node, varying: tuple[str, ...] = (), letters: tuple[Letter, ...] = ()) -> Form:
        """The form of a node; where indices are free in it, of the array over these letters."""
        return self.lowering(varying).form(self._lift.node(node, letters))

    def letters(self, *nodes: Node) -> tuple[Letter, ...]:
        """The indices that are free in any of the nodes."""
        found = {letter for node in nodes for letter in self._lift.letters(node)}
        letters = sorted(found, key=lambda letter: (letter[0], str(letter[1])))
        for (name, size), (following, other) in pairwise(letters):
            if name == following:
                raise OutOfBounds(f"the index `{name}` goes up to {size} in one place but to {other} in another")
        return tuple(letters)

    def needs(self, node: Node, varying: tuple[str, ...] = ()) -> Uses:
        """What a node needs in order to be defined, as it was written: nothing is lost by cancelling."""
        lowering = self.lowering(varying)
        node = self._lift.node(node, self._lift.letters(node))
        lowering.form(node)
        needs: set[Condition] = set()
        for part in walk([node]):
            needs |= self.kernel.needed_by(lowering.forms[part])
            if part.op.name == "quotient":  # 0/x is 0 only where x is not
                needs |= self.kernel.needed_by(inverted(lowering, part.args[1]))
        return frozenset(needs)

    def kinks(self, node: Node, varying: tuple[str, ...] = ()) -> Uses:
        """What it takes for the functions in a node, and behind its names, to be away from their kinks."""
        lowering = self.lowering(varying)
        node = self._lift.node(node, self._lift.letters(node))
        lowering.form(node)
        heads = {number for part in walk([node]) for number in lowering.forms[part].heads()}
        symbols = {s for number in heads if number for s in self.kernel.reach(self.env.heads[number].symbol)}
        forms = [self.env.definitions[symbol] for symbol in symbols if symbol in self.env.definitions]
        heads = heads.union(*(form.heads() for form in forms))
        found: set[Condition] = set()
        for number in heads:
            record = self.kernel.records.get(self.env.heads[number].fn)
            if record is not None and record.smooth is not None:
                found.add((record.smooth, self.env.heads[number].symbol))
        return frozenset(found)

    def lowering(self, varying: tuple[str, ...] = ()) -> Lowering:
        names = tuple(sorted(varying))
        return self._lowerings.setdefault(names, Lowering(self.env, names, self.symbols, self._origins))

    def raised(self, form: Form, rows: int, cols: int, varying: tuple[str, ...] = ()) -> Node:
        """The form in matrices, lowered again and found to be the same; NoMatrixForm where there is none."""
        for factored in (True, False):
            raiser = self.raiser() if factored else Raiser(self.language, self.env, self.symbols, factored)
            node = raiser.node(form, rows, cols)
            for shown in dict.fromkeys((self.writer.written(node), node)):
                lowered = self.lower(shown, varying)
                if lowered.free == form.free and isinstance(self.prover.equal(lowered, form), Lemma):
                    return shown
        raise NoMatrixForm("the form in matrices could not be confirmed")

    def condition(self, condition: Condition) -> Node:
        """What a condition speaks of. A multiple and a transpose are invertible with what they are made of."""
        kind, symbol = condition
        if kind == "invertible" and symbol in self._origins:
            return self._origins[symbol]
        return self.raiser().condition(symbol)

    def raiser(self) -> Raiser:
        """The one for the names that are known now: what it has raised, it keeps."""
        if self._raiser is None or self._raiser.known != len(self.symbols):
            self._raiser = Raiser(self.language, self.env, self.symbols)
        return self._raiser
