"""The judge of proofs. Everything that is `Proved` was accepted here, and nothing here searches.

A proof of lhs = rhs is a list of steps, each a multiple of something that is known to vanish (see `laws.py`):

    lhs - rhs  =  sum over steps of  coefficient * (sum over bound indices of multiplier * law at given indices)

The kernel forms the difference, subtracts every step, and accepts when nothing is left. Whatever a statement, a law
or a multiplier needs in order to be defined is collected in `uses`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derive.core.condition import NOTHING, Condition, Rejected, Uses, visible_sign
from derive.core.derivative import Records
from derive.core.environment import Environment, IllFitting
from derive.core.form import Form, Key, Number, subtract_multiple
from derive.core.laws import Laws
from derive.core.lemma import SEAL, LawName, Lemma, Step
from derive.core.property import implied
from derive.core.sizes import SIZES
from derive.core.square import starts_the_identity


class Proof:
    """A proof under way: `residual` is what is left of lhs - rhs."""

    def __init__(self, kernel: Kernel, lhs: Form, rhs: Form) -> None:
        try:
            kernel.env.check(lhs)
            kernel.env.check(rhs)
        except IllFitting as error:
            raise Rejected(str(error)) from error
        if lhs.free != rhs.free:
            raise Rejected("the two sides have different free indices")
        self.kernel, self.lhs, self.rhs = kernel, lhs, rhs
        self.residual = lhs.copy()
        self.residual.add_form(rhs, -1)
        self.steps: list[Step] = []
        self.uses: set[Condition] = set(kernel.needed_by(lhs) | kernel.needed_by(rhs))

    def step(self, coefficient: Number, multiplier: Key, law: LawName, indices: Sequence[int]) -> list[Key]:
        """residual := residual - coefficient * multiplier * law; the terms that this touched."""
        try:
            return self._step(coefficient, multiplier, law, tuple(indices))
        except IllFitting as error:
            raise Rejected(str(error)) from error
        except (TypeError, ValueError, IndexError, KeyError) as error:
            raise Rejected(f"the step is not made as steps are: {error}") from error

    def _step(self, coefficient: Number, multiplier: Key, law: LawName, indices: tuple[int, ...]) -> list[Key]:
        kernel = self.kernel
        if type(coefficient) not in (int, Fraction):
            raise Rejected(f"the coefficient {coefficient!r} is not a rational number")
        sizes = kernel.env.check_key(multiplier, self.lhs.free)
        form, uses = kernel.law(law)
        if len(indices) != len(form.free):
            raise Rejected(
                f"the law {kernel.show(law)} has {len(form.free)} free indices, and {len(indices)} are given"
            )
        for index, size in zip(indices, form.free, strict=True):
            if type(index) is not int or not 0 <= index < len(sizes):
                raise Rejected(f"the law {kernel.show(law)} is used at an index that the step does not have")
            if sizes[index] != size:
                actual, wanted = SIZES[sizes[index]], SIZES[size]
                raise Rejected(f"the law {kernel.show(law)} is used at an index of size {actual} instead of {wanted}")
        touched = subtract_multiple(self.residual, coefficient, multiplier, form, indices)
        self.steps.append(Step(coefficient, multiplier, law, indices))
        if uses:
            self.uses |= uses
        for factor in multiplier[2]:
            self.uses |= kernel.needed_by_head(factor[0])
        return touched

    def settle(self) -> Lemma:
        """The lemma lhs = rhs + residual, which is what the steps so far show."""
        rest = self.rhs.copy()
        rest.add_form(self.residual)
        self.rhs, self.residual = rest, Form(self.lhs.free)
        return self.close()

    def fork(self) -> Proof:
        """A copy to try something on."""
        other = Proof(self.kernel, self.lhs, self.rhs)
        other.residual = self.residual.copy()
        other.steps = list(self.steps)
        other.uses = set(self.uses)
        return other

    def close(self) -> Lemma:
        """The lemma, if nothing is left."""
        if self.residual.terms:
            count = len(self.residual.terms)
            raise Rejected(f"{count} {'term' if count == 1 else 'terms'} of the difference left over")
        return self.kernel.accept(self)


class Kernel(Laws):
    """Lemmas, each resting on laws and on earlier lemmas, and conditions that are known to hold."""

    def __init__(self, env: Environment, records: Records, given: Uses = NOTHING) -> None:
        super().__init__(env, records, given)
        self.known: dict[Condition, Uses] = {}  # conditions that were shown to hold, and what that used
        self.witnesses: dict[Condition, tuple[int, Uses]] = {}  # ... by which lemma, and what was assumed

    def accept(self, proof: Proof) -> Lemma:
        if proof.kernel is not self or proof.residual.terms:
            raise Rejected("the proof is not finished")
        # copies: whoever handed the forms over may still change them
        sides = proof.lhs.copy(), proof.rhs.copy()
        lemma = Lemma(SEAL, len(self.lemmas), *sides, tuple(proof.steps), frozenset(proof.uses))
        self.lemmas.append(lemma)
        return lemma

    def prove(self, lhs: Form, rhs: Form, steps: Sequence[Step]) -> Lemma:
        """Check a whole proof."""
        proof = Proof(self, lhs, rhs)
        for coefficient, multiplier, law, indices in steps:
            proof.step(coefficient, multiplier, law, indices)
        return proof.close()

    def establish(self, condition: Condition, lemma: Lemma, assumed: Uses = NOTHING) -> None:
        """A condition that holds where the assumed ones do: a sign, from a lemma that the symbol equals something whose
        sign is visible; that it is not zero, from one whose sign is visibly negative; that a symbol is invertible, from
        a lemma that its product with something is the identity."""
        kind, symbol = condition
        self.own(lemma.number)
        if lemma is not self.lemmas[lemma.number]:
            raise Rejected(f"the lemma is not about {symbol}")
        if kind == "invertible":
            starts_the_identity(self.env, symbol, lemma.lhs, lemma.rhs)
            uses: Uses = NOTHING
        elif kind in ("positive", "nonnegative"):
            if lemma.lhs.key != self.entry(symbol).key:
                raise Rejected(f"the lemma is not about {symbol}")
            known = {**{c: frozenset([c]) for c in assumed | self.given}, **self.known}
            seen = visible_sign(self.env, self.functions, known, lemma.rhs)
            if seen is None or (kind == "positive" and not seen[0]):
                raise Rejected(f"the right side of the lemma about {symbol} is not visibly {kind}")
            uses = seen[1]
        elif kind == "nonzero":  # being negative; what is positive is known to be that
            opposite = Form(lemma.rhs.free)
            opposite.add_form(lemma.rhs, -1)
            known = {**{c: frozenset([c]) for c in assumed | self.given}, **self.known}
            seen = visible_sign(self.env, self.functions, known, opposite)
            if lemma.lhs.key != self.entry(symbol).key or seen is None or not seen[0]:
                raise Rejected(f"the right side of the lemma about {symbol} is not visibly negative")
            uses = seen[1]
        else:
            raise Rejected(f"nothing shows that something is {kind}")
        uses = self.remaining(lemma.uses | uses)
        if condition in uses:
            raise Rejected(f"that {symbol} is {kind} rests on itself")
        self.known[condition] = uses
        self.witnesses[condition] = lemma.number, assumed

    def remaining(self, uses: Uses) -> Uses:
        """The conditions that are not known to hold."""
        left: set[Condition] = set()
        for condition in uses:
            known = self.known.get(condition)
            if known is None and condition[0] in ("nonzero", "nonnegative"):
                known = self.known.get(("positive", condition[1]))
            declared = implied(self.env, self.given, condition) if known is None else None
            left |= known if known is not None else frozenset([declared or condition])
        return frozenset(left)
