r"""L(\hat y, y) = ... as a formula: what its parameters stand for is said where it is used, L(\hat y^{(i)}, y^{(i)}).

A formula of numbers, where its parameters are no names of the document, or samples, and nothing else stands in it. A
name that is defined with its arguments, f(w) = ..., is one of what has the shapes of these arguments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from derive.claims.atoms import Meaningless, NotRead
from derive.claims.dimension import Known
from derive.claims.scope import Scope, spelling
from derive.claims.tree import (
    BigSum,
    Call,
    Change,
    Differential,
    Entry,
    Gradient,
    Group,
    Hessian,
    Number,
    Power,
    Surface,
    Symbol,
    Term,
    below,
    rebuilt,
)
from derive.claims.typed import is_scalar, unify_shapes

if TYPE_CHECKING:
    from derive.claims.terms import Terms

CHANGING = (Gradient, Hessian, Differential, Change)  # what is put in would have to be differentiated first


@dataclass(frozen=True, slots=True)
class Formula:
    """What stands for a name, and its parameters. `of_numbers` where every argument is a number."""

    name: str
    parameters: tuple[Symbol, ...]
    body: Surface
    of_numbers: bool = False

    @property
    def spelled(self) -> tuple[str, ...]:
        return tuple(map(spelling, self.parameters))

    def at(self, arguments: Sequence[Surface]) -> Surface:
        """The body with these in place of the parameters."""
        return put(self.body, dict(zip(self.spelled, arguments, strict=True)))

    def in_numbers(self) -> tuple[list[str], Surface]:
        """The same in letters without indices, for the definition itself."""
        letters = [name.partition("(")[0] for name in self.spelled]
        return letters, self.at([Symbol(self.body.at, letter) for letter in letters])


def formula(left: Surface | None, right: Surface | None, scope: Scope) -> Formula | None:
    """The formula of numbers that this line defines, if it does."""
    if not isinstance(left, Call) or not isinstance(left.head, Symbol) or right is None or left.group.mixed:
        return None
    parameters = [_numbered(entry) for entry in left.group.entries]
    names = [spelling(symbol) for symbol in parameters if symbol is not None and not symbol.primes]
    head = spelling(left.head)
    if len(names) < len(parameters) or len({name.partition("(")[0] for name in names}) < len(names):
        return None
    if scope.known(head) or head in scope.formulas or left.head.primes or left.head.sample or head in names:
        return None
    samples = {symbol.sample for symbol in parameters if symbol is not None}
    indexed = len(samples) == 1 and all(letter.isalpha() and not scope.known(letter) for letter in samples)
    if not indexed and (samples != {""} or all(scope.known(name) for name in names)):
        return None
    made = Formula(head, tuple(symbol for symbol in parameters if symbol is not None), right, True)
    others = {spelling(part) for part in below(right) if isinstance(part, Symbol)} - {*names, "e"}
    return None if others or _obstacle(made, scope) else made


def applied(reader: Terms, call: Call, known: Known) -> Surface:
    """What a call of a formula stands for; NotRead where its arguments are not what it is a formula of."""
    assert isinstance(call.head, Symbol)
    made = reader.scope.formulas[spelling(call.head)]
    arguments = call.group.entries
    if len(arguments) != len(made.parameters):
        count = len(made.parameters)
        words = f"{count} {'argument' if count == 1 else 'arguments'}, and here it has {len(arguments)}"
        raise Meaningless(call.at, f"`{made.name}` is a formula of {words}", "argument")
    obstacle = _obstacle(made, reader.scope)
    if obstacle:
        raise NotRead(call.at, f"`{made.name}` at other arguments is not read: {obstacle}")
    for name, argument in zip(made.spelled, arguments, strict=True):
        meaning = None if made.of_numbers else reader.scope.names[name].typed()
        for part, after in reader.readings(argument, known):
            fits = unify_shapes(meaning, part, after) is not None if meaning else is_scalar(part, after)
            if not fits:
                kind = "numbers" if made.of_numbers else f"what has the shape of `{name}`"
                words = f"`{made.name}` is a formula of {kind}, and its argument has another shape"
                raise Meaningless(argument.at, words, "argument")
    return made.at(arguments)


def put(surface: Surface, arguments: Mapping[str, Surface]) -> Surface:
    """The same with these surfaces in place of the names."""

    def change(part: Surface) -> Surface | None:
        if isinstance(part, Symbol):
            found = arguments.get(spelling(part))
            return found if found is None or isinstance(found, Symbol | Number) else Group(found.at, (found,))
        if isinstance(part, Call) and isinstance(part.head, Symbol) and spelling(part.head) in arguments:
            factors = (("", put(part.head, arguments)), ("", put(part.group, arguments)))
            return Group(part.at, (Term(part.at, factors),))
        return None

    return rebuilt(surface, change)


def _numbered(entry: Surface) -> Symbol | None:
    """A parameter: a name, y^{(i)}, or y^{i}."""
    if isinstance(entry, Power) and isinstance(entry.of, Symbol) and isinstance(entry.exponent, Symbol):
        return replace(entry.of, sample=entry.exponent.base)
    return entry if isinstance(entry, Symbol) else None


def _obstacle(made: Formula, scope: Scope) -> str:
    """Why nothing can be put in place of the parameters; empty where it can."""
    return next(_obstacles(made, scope), "")


def _obstacles(made: Formula, scope: Scope) -> Iterator[str]:
    for name in made.spelled:
        if not made.of_numbers and name not in scope.names:
            yield f"`{name}` is not declared"
    behind = set().union(*(scope.names[name].variables for name in made.spelled if name in scope.names))
    for part in below(made.body):
        if isinstance(part, CHANGING):
            yield "derivatives stand in it"
        if isinstance(part, BigSum | Entry):
            yield "it has indices of its own"
        if isinstance(part, Symbol) and spelling(part) not in made.spelled:
            meaning = scope.names.get(scope.whole(part))
            if (part.sub or part.sample) and scope.whole(part) != spelling(part):
                yield "it has indices of its own"
            if meaning is not None and not made.of_numbers and meaning.variables & behind:
                yield f"`{spelling(part)}` in it depends on its arguments too"
