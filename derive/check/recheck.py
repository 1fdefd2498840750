"""A certificate, read by somebody who trusts nobody: the kernel, core and the records of functions, and nothing else.

What comes out is what was proved, in the certificate's own forms; what the file says about itself is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from derive.check.untrusted import Part, parse, quoted
from derive.core.condition import Condition, Rejected, Uses
from derive.core.derivative import Records
from derive.core.environment import DERIVATIVE, DIFFERENTIAL, SECOND, Environment, IllFitting
from derive.core.errors import DeriveError, Unreadable
from derive.core.form import DELTA, Factor, Form, Key, Number, fresh_indices, opened
from derive.core.kernel import Kernel, Proof
from derive.core.lemma import Lemma
from derive.core.property import PROPERTIES
from derive.core.sizes import SIZES, Size, add, multiply, name, number

SCHEMA = 1
WORK = 2_000_000  # terms that all proofs of one certificate may touch
INDICES = 40  # of one term
SUMMED = 4  # ... whose size is a sum, since such sizes are multiplied out
LONGEST = 6  # terms of a size
POWER = 64  # of a size
BITS = 20_000  # of a coefficient on the way

Triple = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Rechecked:
    """What a kernel of its own has accepted: the statement, and what it holds under."""

    kernel: Kernel
    statement: Lemma
    conditions: Uses


def recheck(data: bytes, records: Records) -> Rechecked:
    """Check everything again. Unreadable where it is no certificate, Rejected where a proof is none."""
    whole = parse(data)
    if whole.has("schema") and type(whole.value["schema"]) is int and whole.value["schema"] != SCHEMA:
        raise Unreadable(f"its schema is {whole.value['schema']}, and this program reads schema {SCHEMA}")
    names = ("schema", "claim", "sizes", "heads", "symbols", "lemmas", "established", "statement", "conditions")
    schema, _, sizes, heads, symbols, lemmas, established, statement, conditions = whole.fields(*names)
    schema.whole()
    stated = frozenset(_condition(part) for part in conditions.items())
    reader = _Reader(records, stated, _sizes(sizes), [_head(part) for part in heads.items()])
    for part in symbols.items():
        reader.symbol(part)
    for part in lemmas.items():
        reader.lemma(part)
    for part in established.items():
        reader.established(part)
    proved = reader.lemma(statement)
    reader.varying(heads)
    return Rechecked(reader.kernel, proved, reader.conditions(conditions, proved))


def _sizes(table: Part) -> list[int]:
    """Sums of products of names with whole positive coefficients: they are positive whatever the names stand for."""
    return [_size(part).number for part in table.items()]


def _size(part: Part) -> Size:
    terms = part.items()
    if not 0 < len(terms) <= LONGEST:
        raise Unreadable(f"{part.place} has {len(terms)} terms; a size has 1 to {LONGEST}")
    total = []
    for term in terms:
        coefficient, powers = term.items(2)
        product = number(coefficient.whole(1))
        for pair in powers.items():
            base, power = pair.items(2)
            for _ in range(_bounded(power, power.whole(1))):
                product = multiply(product, name(base.text()))
        total.append(product)
    return add(total)


def _bounded(part: Part, power: int) -> int:
    if abs(power) > POWER:
        raise Unreadable(f"{part.place} is {power}; powers of sizes go up to {POWER}")
    return power


def _head(part: Part) -> Triple:
    fn, symbol, wrt = part.items(3)
    return fn.text(), symbol.text(), tuple(item.text() for item in wrt.items())


def _condition(part: Part) -> Condition:
    kind, symbol = part.items(2)
    return kind.text(), symbol.text()


class _Reader:
    """An environment and a kernel that hold nothing but what one certificate says."""

    def __init__(self, records: Records, stated: Uses, sizes: list[int], heads: list[Triple]) -> None:
        self.env = Environment()
        # what the statement is conditional on is taken for declared
        self.kernel = Kernel(self.env, records, frozenset(c for c in stated if c[0] in PROPERTIES))
        self.env.meet(sizes)
        self.sizes, self.triples = sizes, heads
        self.work = 0
        self._heads: dict[int, int] = {DELTA: DELTA}

    def symbol(self, part: Part) -> None:
        """A variable with the sizes of its indices, or a name with its definition by earlier symbols."""
        defined = part.has("definition")
        name_part, content = part.fields("name", "definition" if defined else "sizes")
        symbol = name_part.text()
        automatic = symbol.startswith("#")
        with _at(part):
            if symbol in self.env.sizes:
                raise Rejected(f"{quoted(symbol)} stands for two different things")
            if not defined and automatic:
                raise Rejected(f"{quoted(symbol)} is the name of a definition, not of a variable")
            if not defined:
                self.env.declare(symbol, self._listed(content))
            elif not automatic:
                self.env.define(symbol, self._form(content))
            elif symbol != (found := self.env.abbreviate(self._form(content))):
                raise Rejected(f"what {quoted(symbol)} stands for is called {found}")

    def lemma(self, part: Part) -> Lemma:
        """An equality that the kernel accepts, step by step."""
        lhs, rhs, steps = part.fields("lhs", "rhs", "steps")
        with _at(part):
            proof = Proof(self.kernel, self._form(lhs), self._form(rhs))
        for step in steps.items():
            with _at(step):
                self._step(proof, step)
        with _at(part):
            return proof.close()

    def _step(self, proof: Proof, part: Part) -> None:
        coefficient, multiplier, law, indices = part.items(4)
        scale, bound, factors = multiplier.items(3)
        words = tuple(_word(word) for word in law.items())
        key = self._key(scale, bound, factors, len(proof.lhs.free))
        touched = proof.step(_rational(coefficient), key, words, indices.places())
        self.work += len(touched) + 1
        if self.work > WORK:
            raise Unreadable(f"{part.place} goes beyond the {WORK} terms that a proof may touch")
        for value in (proof.residual.terms.get(key, 0) for key in touched):
            if max(value.numerator.bit_length(), value.denominator.bit_length()) > BITS:
                raise Unreadable(f"{part.place} leads to a coefficient of more than {BITS} bits")

    def established(self, part: Part) -> None:
        """A condition that a lemma shows to hold, where those that are assumed do."""
        condition, place, assumed = part.items(3)
        with _at(part):
            taken = frozenset(map(self._condition, assumed.items()))
            if place.whole(0) >= len(self.kernel.lemmas):
                raise Rejected(f"there is no lemma {place.value}")
            self.kernel.establish(self._condition(condition), self.kernel.lemmas[place.value], taken)

    def varying(self, part: Part) -> None:
        """Only variables vary: a name for something follows what it stands for."""
        for head in self.env.heads:
            for symbol in head.wrt if head.fn in (DIFFERENTIAL, SECOND) else ():
                if symbol in self.env.definitions:
                    raise Rejected(f"{part.place}: {quoted(symbol)} cannot vary, it is a name for something")

    def conditions(self, part: Part, statement: Lemma) -> Uses:
        """What the file says that the statement needs; it may not keep silent about anything."""
        with _at(part):
            stated = frozenset(map(self._condition, part.items()))
            for kind, symbol in sorted(self.kernel.remaining(statement.uses) - stated):
                raise Rejected(f"the proof also needs {quoted(symbol)} to be {kind}")
        return stated

    def _condition(self, part: Part) -> Condition:
        kind, symbol = _condition(part)
        return kind, self._known(symbol)

    # --- forms -------------------------------------------------------------------------------------------------------

    def _form(self, part: Part) -> Form:
        """A form whose every term fits the symbols known so far, under canonical keys."""
        free, terms = part.items(2)
        form = Form(self._listed(free))
        for term in terms.items():
            coefficient, scale, bound, factors = term.items(4)
            value = _rational(coefficient)
            if not value:
                raise Unreadable(f"{coefficient.place} is 0, and a term that is nothing is not written")
            key = self._key(scale, bound, factors, len(form.free))
            self.env.check_key(key, form.free)
            form.add(opened(key, value, range(len(form.free)), fresh_indices()))
        return form

    def _key(self, scale: Part, bound: Part, factors: Part, free: int) -> Key:
        sizes = self._listed(bound)
        summed = sum(len(SIZES[size].terms) > 1 for size in sizes)
        if free + len(sizes) > INDICES or summed > SUMMED:
            raise Unreadable(
                f"{bound.place} makes more than {INDICES} indices, or more than {SUMMED} whose size is a sum"
            )
        powers = tuple(self._power(pair) for pair in scale.items())
        if len(dict(powers)) < len(powers):
            raise Unreadable(f"{scale.place} has one size twice")
        return powers, sizes, tuple(self._factor(factor) for factor in factors.items())

    def _power(self, part: Part) -> tuple[int, int]:
        base, exponent = part.items(2)
        size, power = base.entry(self.sizes, "sizes"), _bounded(exponent, exponent.whole())
        (names, coefficient), *others = SIZES[size].terms
        if power > 0 and (others or coefficient != 1 or [p for _, p in names] != [1]):
            raise Unreadable(f"{part.place} is a power of {SIZES[size]}, which is to be multiplied out")
        return size, power

    def _listed(self, part: Part) -> tuple[int, ...]:
        return tuple(item.entry(self.sizes, "sizes") for item in part.items())

    def _factor(self, part: Part) -> Factor:
        places = part.places()
        if not places:
            raise Unreadable(f"{part.place} has no head")
        head = self._heads.get(places[0])
        return (self._head(part, places[0]) if head is None else head, *places[1:])

    def _head(self, part: Part, place: int) -> int:
        """The number of a head here, made when the symbols that it is about are known."""
        if place > len(self.triples):
            raise Unreadable(f"{part.place} has head {place}, but there are only {len(self.triples)} heads")
        fn, symbol, wrt = self.triples[place - 1]
        # what varies may be a variable that nothing here mentions
        for mentioned in (symbol, *wrt) if fn == DERIVATIVE else (symbol,):
            self._known(mentioned)
        if bool(wrt) != (fn in (DIFFERENTIAL, DERIVATIVE, SECOND)):
            by = f"by {quoted(wrt[0])}" if wrt else "by nothing"
            raise Rejected(f"there is no {quoted(fn)} {quoted(symbol)} {by}")
        found = self._heads[place] = self.env.head(fn, symbol, wrt)
        return found

    def _known(self, symbol: str) -> str:
        if symbol not in self.env.sizes:
            raise Rejected(f"{quoted(symbol)} is neither declared nor defined before")
        return symbol


@contextmanager
def _at(part: Part) -> Iterator[None]:
    """What the kernel has against a part comes with its place; nothing that a part may be is a traceback."""
    try:
        yield
    except Unreadable:
        raise
    except (Rejected, IllFitting, DeriveError) as error:
        raise Rejected(f"{part.place}: {error}") from error
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Rejected(f"{part.place}: it is not made as it should be: {error}") from error


def _rational(part: Part) -> Number:
    """A whole number, or numerator and denominator in lowest terms."""
    if type(part.value) is not list:
        return part.whole()
    above, below = part.items(2)
    if gcd(above.whole(), below.whole(2)) != 1:
        raise Unreadable(f"{part.place} is not a fraction in lowest terms")
    return Fraction(above.value, below.value)


def _word(part: Part) -> str | int | tuple[str, ...]:
    if type(part.value) is list:
        return tuple(item.text() for item in part.items())
    return part.whole() if type(part.value) is int else part.text()
