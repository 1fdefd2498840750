"""Every lemma behind a verdict, checked once more by a kernel that the search has never touched."""

from __future__ import annotations

from derive.core.condition import Condition, Uses
from derive.core.kernel import Kernel
from derive.core.lemma import LawName, Lemma, Step, cited


class Checker:
    """A second kernel that replays what the first one recorded, lemma by lemma, and nothing else."""

    def __init__(self, source: Kernel) -> None:
        self.source = source
        self.kernel = Kernel(source.env, source.records, source.given)
        self._confirmed: dict[int, Lemma] = {}
        self._established = 0  # how many of the conditions that the source has established have been replayed

    def confirm(self, lemma: Lemma) -> Lemma:
        """The same lemma from this kernel; raises Rejected where a recorded proof is none."""
        pending = [lemma.number]
        while pending:
            number = pending[-1]
            found = self.source.lemmas[number]
            needed = {cited(step.law) for step in found.steps} - {None}
            missing = [k for k in needed if k is not None and k not in self._confirmed]
            if number in self._confirmed:
                pending.pop()
            elif missing:
                pending += missing
            else:
                steps = [Step(s.coefficient, s.multiplier, self._renumbered(s.law), s.indices) for s in found.steps]
                self._confirmed[number] = self.kernel.prove(found.lhs, found.rhs, steps)
        return self._confirmed[lemma.number]

    def remaining(self, uses: Uses) -> frozenset[Condition]:
        """The conditions that are left once what the search found has been confirmed."""
        for condition in list(self.source.witnesses)[self._established :]:
            number, assumed = self.source.witnesses[condition]
            self.kernel.establish(condition, self.confirm(self.source.lemmas[number]), assumed)
            self._established += 1
        return self.kernel.remaining(uses)

    def _renumbered(self, law: LawName) -> LawName:
        number = cited(law)
        return law if number is None else (*law[:-1], self._confirmed[number].number)
