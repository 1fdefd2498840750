"""What a proved claim rests on, as plain data: anybody's kernel can check it again, with no search and no reading.

    certificate  =  symbols and definitions, the lemmas behind the statement, signs, the statement, conditions

Sizes and heads stand in tables and are cited by their places; automatic names (#1, #2, ...) are numbered afresh.
docs/certificates.md describes the format, and `recheck.py` reads it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from derive.check.confirm import behind, renumbered
from derive.check.document import Judged
from derive.check.verdict import Proved
from derive.core.condition import Condition, Uses
from derive.core.form import DELTA, Form, Key, Number
from derive.core.kernel import Kernel
from derive.core.lemma import Lemma, Step
from derive.core.sizes import SIZES
from derive.core.text import text

SCHEMA = 1
LONGEST = 100  # characters of a file name


def certificate(judged: Judged) -> dict[str, Any]:
    """The certificate of a claim that is proved."""
    verdict = judged.verdict
    assert isinstance(verdict, Proved)
    claim = verdict.claim
    sides = [text(side) for side in (judged.lhs, judged.rhs) if side is not None]
    label = {
        "id": claim.id,
        "source": claim.place.source,
        "line": claim.place.line,
        "column": claim.place.column,
        "step": claim.place.step,
        "latex": claim.latex,
        "text": f" {claim.relation} ".join(sides),
    }
    return {"schema": SCHEMA, "claim": label, **_Writer(verdict.kernel, verdict.lemma, verdict.conditions).record()}


def dumps(record: dict[str, Any]) -> str:
    """One line of ASCII."""
    return json.dumps(record, separators=(",", ":"), allow_nan=False) + "\n"


def file_names(identifiers: Iterable[str]) -> Iterator[str]:
    """A safe name of a file for each identifier, always the same ones and no two alike, even where case is ignored."""
    taken: set[str] = set()
    for identifier in identifiers:
        stem = re.sub(r"[^A-Za-z0-9._]+", "-", identifier).strip("-.")[-LONGEST:].strip("-.") or "claim"
        name, count = stem, 1
        while name.lower() in taken:
            count += 1
            name = f"{stem}-{count}"
        taken.add(name.lower())
        yield f"{name}.json"


class _Writer:
    """One statement with everything that it rests on."""

    def __init__(self, kernel: Kernel, lemma: Lemma, conditions: Uses) -> None:
        self.kernel, self.env, self.lemma = kernel, kernel.env, lemma
        self.conditions = sorted(conditions)
        self.established = self._established(conditions)
        numbers = set(behind(kernel.lemmas, lemma.number)) - {lemma.number}
        for condition in self.established:
            numbers.update(behind(kernel.lemmas, kernel.witnesses[condition][0], numbers))
        self.numbers = {number: place for place, number in enumerate(sorted(numbers))}
        self.symbols = sorted(self._symbols(), key=self.env.rank.__getitem__)
        automatic = [symbol for symbol in self.symbols if symbol in self.env.automatic]
        self.names = {symbol: f"#{place}" for place, symbol in enumerate(automatic, 1)}
        self.sizes: dict[int, int] = {}
        self.heads: dict[int, int] = {DELTA: DELTA}

    def record(self) -> dict[str, Any]:
        symbols = [self._symbol(symbol) for symbol in self.symbols]
        lemmas = [self._lemma(self.kernel.lemmas[number]) for number in self.numbers]
        established = [self._witness(condition) for condition in self.established]
        statement = self._lemma(self.lemma)
        conditions = self._listed(self.conditions)
        heads = [self.env.heads[number] for number in self.heads if number != DELTA]
        return {
            "sizes": [[[c, [list(power) for power in names]] for names, c in SIZES[n].terms] for n in self.sizes],
            "heads": [[head.fn, self._name(head.symbol), [self._name(name) for name in head.wrt]] for head in heads],
            "symbols": symbols,
            "lemmas": lemmas,
            "established": established,
            "statement": statement,
            "conditions": conditions,
        }

    # --- what belongs to it ------------------------------------------------------------------------------------------

    def _established(self, conditions: Uses) -> list[Condition]:
        """The conditions proved that the statement rests on, in the order in which they were proved."""
        kernel = self.kernel
        place = {condition: k for k, condition in enumerate(kernel.witnesses) if condition not in conditions}
        about: dict[str, list[Condition]] = {}
        for condition in place:
            about.setdefault(condition[1], []).append(condition)
        found = {c for needed in self.lemma.uses - conditions for c in about.get(needed[1], ())}
        pending = list(found)
        while pending:
            condition = pending.pop()
            lemma = kernel.lemmas[kernel.witnesses[condition][0]]
            near = {name for _, name in lemma.uses} | self._of_heads(lemma.rhs.heads())
            for other in [c for name in near for c in about.get(name, ())]:
                if other not in found and place[other] < place[condition]:
                    found.add(other)
                    pending.append(other)
        return sorted(found, key=place.__getitem__)

    def _symbols(self) -> set[str]:
        """The symbols that anything here mentions, and those that their definitions mention."""
        assumed = [condition for c in self.established for condition in self.kernel.witnesses[c][1]]
        named: set[str] = {symbol for _, symbol in (*self.conditions, *assumed)}
        heads: set[int] = set()
        for lemma in (*(self.kernel.lemmas[number] for number in self.numbers), self.lemma):
            heads |= lemma.lhs.heads() | lemma.rhs.heads()
            for step in lemma.steps:
                heads |= {factor[0] for factor in step.multiplier[2]}
                for word in step.law[1:]:
                    named |= {word} if isinstance(word, str) else set(word) if isinstance(word, tuple) else set()
        found = (named & self.env.sizes.keys()) | self._of_heads(heads)
        pending = list(found)
        while pending:
            definition = self.env.definitions.get(pending.pop())
            if definition is not None:
                fresh = self._of_heads(definition.heads()) - found
                found |= fresh
                pending += fresh
        return found

    def _of_heads(self, numbers: Iterable[int]) -> set[str]:
        heads = [self.env.heads[number] for number in numbers if number != DELTA]
        named = {head.symbol for head in heads} | {name for head in heads for name in head.wrt}
        return named & self.env.sizes.keys()  # what varies may be a variable that nothing here mentions

    # --- as plain data -----------------------------------------------------------------------------------------------

    def _name(self, symbol: str) -> str:
        return self.names.get(symbol, symbol)

    def _size(self, number: int) -> int:
        return self.sizes.setdefault(number, len(self.sizes))

    def _symbol(self, symbol: str) -> dict[str, Any]:
        definition = self.env.definitions.get(symbol)
        if definition is None:
            return {"name": symbol, "sizes": [self._size(number) for number in self.env.sizes[symbol]]}
        return {"name": self._name(symbol), "definition": self._form(definition)}

    def _form(self, form: Form) -> list[Any]:
        terms = [[_number(c), *self._key(key)] for key, c in form.terms.items()]
        return [[self._size(number) for number in form.free], terms]

    def _key(self, key: Key) -> list[Any]:
        scale, bound, factors = key
        return [
            [[self._size(number), power] for number, power in scale],
            [self._size(number) for number in bound],
            [[self.heads.setdefault(factor[0], len(self.heads)), *factor[1:]] for factor in factors],
        ]

    def _lemma(self, lemma: Lemma) -> dict[str, Any]:
        return {"lhs": self._form(lemma.lhs), "rhs": self._form(lemma.rhs), "steps": list(map(self._step, lemma.steps))}

    def _listed(self, conditions: Iterable[Condition]) -> list[list[str]]:
        return [[kind, self._name(symbol)] for kind, symbol in conditions]

    def _witness(self, condition: Condition) -> list[Any]:
        number, assumed = self.kernel.witnesses[condition]
        return [*self._listed([condition]), self.numbers[number], self._listed(sorted(assumed))]

    def _step(self, step: Step) -> list[Any]:
        law = [self._word(word) for word in renumbered(step.law, self.numbers)]
        return [_number(step.coefficient), self._key(step.multiplier), law, list(step.indices)]

    def _word(self, word: str | int | Sequence[str]) -> Any:
        if isinstance(word, int):
            return word
        return self._name(word) if isinstance(word, str) else [self._name(name) for name in word]


def _number(value: Number) -> int | list[int]:
    """A whole number, or numerator and denominator."""
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else [exact.numerator, exact.denominator]
