"""Every lemma behind a verdict, checked once more by a kernel that the search has never touched."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from derive.core.condition import Condition, Uses
from derive.core.kernel import Kernel
from derive.core.lemma import LawName, Lemma, Step, cited


def behind(lemmas: Sequence[Lemma], number: int, known: Container[int] = ()) -> list[int]:
    """The numbers of a lemma and of all that it rests on, leaving out what is known; each cites earlier ones only."""
    found = {number} if number not in known else set()
    pending = list(found)
    while pending:
        for step in lemmas[pending.pop()].steps:
            other = cited(step.law)
            if other is not None and other not in found and other not in known:
                found.add(other)
                pending.append(other)
    return sorted(found)


def renumbered(law: LawName, numbers: Mapping[int, int]) -> LawName:
    """The law with the lemma that it cites, if any, under its new number."""
    number = cited(law)
    return law if number is None else (*law[:-1], numbers[number])


class Checker:
    """A second kernel that replays what the first one recorded, lemma by lemma, and nothing else."""

    def __init__(self, source: Kernel) -> None:
        self.source = source
        self.kernel = Kernel(source.env, source.records, source.given)
        self._numbers: dict[int, int] = {}  # the source's lemmas that have been replayed -> their numbers here
        self._established = 0  # how many of the conditions that the source has established have been replayed

    def confirm(self, lemma: Lemma) -> Lemma:
        """The same lemma from this kernel; raises Rejected where a recorded proof is none."""
        for number in behind(self.source.lemmas, lemma.number, self._numbers):
            found = self.source.lemmas[number]
            steps = [
                Step(s.coefficient, s.multiplier, renumbered(s.law, self._numbers), s.indices) for s in found.steps
            ]
            self._numbers[number] = self.kernel.prove(found.lhs, found.rhs, steps).number
        return self.kernel.lemmas[self._numbers[lemma.number]]

    def remaining(self, uses: Uses) -> frozenset[Condition]:
        """The conditions that are left once what the search found has been confirmed."""
        for condition in list(self.source.witnesses)[self._established :]:
            number, assumed = self.source.witnesses[condition]
            self.kernel.establish(condition, self.confirm(self.source.lemmas[number]), assumed)
            self._established += 1
        return self.kernel.remaining(uses)
