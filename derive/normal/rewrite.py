"""Rewriting inside a proof: a rule replaces a product of factors, and every use of it is a step of the proof."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from derive.core.errors import OutOfBudget
from derive.core.form import DELTA, Factor, Form, Key, Number, Scale
from derive.core.kernel import Kernel, Proof
from derive.core.lemma import LawName


class Budget:
    """The work allowed for one claim, counted in terms, so that verdicts do not depend on the machine."""

    def __init__(self, terms: int) -> None:
        self.left = terms

    def spend(self, terms: int) -> None:
        self.left -= terms
        if self.left < 0:
            raise OutOfBudget("the work allowed for one claim is used up")


class Rule(NamedTuple):
    """Where `lead` occurs, the law takes it away. Its indices are those of the law, free ones first.

    What the law sums over must be summed over in the term too, and stand nowhere else in it.
    """

    lead: tuple[Factor, ...]
    law: LawName
    coefficient: Number  # of the lead in the law
    scale: Scale = ()  # ... and its sizes


Rules = dict[int, list[Rule]]  # by the head of the first factor of the lead


def index(rules: Iterable[Rule]) -> Rules:
    found: Rules = {}
    for rule in rules:
        if rule.lead:  # 1 = 0 follows where what is divided by vanishes: nothing is to be shown by that
            found.setdefault(rule.lead[0][0], []).append(rule)
    return found


def rule_for_head(kernel: Kernel, head: int, law: LawName, coefficient: Number = 1) -> Rule:
    """The rule that replaces a single factor by the rest of a law."""
    return Rule(((head, *range(len(kernel.env.heads[head].sizes))),), law, coefficient)


class Matching(NamedTuple):
    """Indices of the law for indices of the term, and the factors that are left."""

    names: dict[int, int]
    rest: tuple[Factor, ...]


def rule_for_term(law: LawName, form: Form, sign: int = 1) -> Rule | None:
    """The rule that takes away the largest term of a form, of which the law has `sign` times each term."""
    plain = [key for key in form.terms if key[2] and all(factor[0] != DELTA for factor in key[2])]
    if not plain:
        return None
    key = max(plain, key=lambda key: (len(key[2]), len(key[1]), key))
    return Rule(key[2], law, sign * form.terms[key], key[0])


def match(
    lead: tuple[Factor, ...], factors: tuple[Factor, ...], free: tuple[int, int], found: dict[int, int] | None = None
) -> Matching | None:
    """`free` is how many free indices the law and the term have."""
    if not lead:
        names = found or {}
        summed = [j for i, j in names.items() if i >= free[0]]
        if summed:
            left = {i for factor in factors for i in factor[1:]} | {j for i, j in names.items() if i < free[0]}
            if min(summed) < free[1] or left & set(summed) or len(set(summed)) < len(summed):
                return None
        return Matching(names, factors)
    pattern, rest = lead[0], lead[1:]
    for place, factor in enumerate(factors):
        if factor[0] != pattern[0] or (place and factor == factors[place - 1]):
            continue
        names = dict(found or {})
        if all(names.setdefault(i, j) == j for i, j in zip(pattern[1:], factor[1:], strict=True)):
            matched = match(rest, factors[:place] + factors[place + 1 :], free, names)
            if matched is not None:
                return matched
    return None


def apply(proof: Proof, key: Key, rule: Rule, budget: Budget) -> list[Key] | None:
    """Use the rule on one term of the residual; the terms that this touched, or None where it does not fit."""
    law, _ = proof.kernel.law(rule.law)
    width, start = len(law.free), len(proof.lhs.free)
    matched = match(rule.lead, key[2], (width, start))
    if matched is None or not all(i in matched.names for i in range(width)):
        return None
    scale, bound, rest = key[0], key[1], matched.rest
    indices = tuple(matched.names[i] for i in range(width))
    if len(matched.names) > width:
        gone = {j for i, j in matched.names.items() if i >= width}
        kept = [j for j in range(start, start + len(bound)) if j not in gone]
        now = {**{j: j for j in range(start)}, **{j: start + place for place, j in enumerate(kept)}}
        bound = tuple(bound[j - start] for j in kept)
        rest = tuple((f[0], *[now[j] for j in f[1:]]) for f in rest)
        indices = tuple(now[j] for j in indices)
    if rule.scale:
        powers = dict(scale)
        for size, power in rule.scale:
            powers[size] = powers.get(size, 0) - power
        scale = tuple(sorted((size, power) for size, power in powers.items() if power))
    budget.spend(len(law.terms) * (1 + len(rest) // 4))
    return proof.step(
        proof.residual.terms[key] if rule.coefficient == 1 else proof.residual.terms[key] / Fraction(rule.coefficient),
        (scale, bound, rest),
        rule.law,
        indices,
    )


def rewrite(proof: Proof, rules: Rules, budget: Budget) -> bool:
    """Use the rules until none fits; whether any did."""
    changed = False
    pending = list(proof.residual.terms) if rules else []
    while pending:
        key = pending.pop()
        if key not in proof.residual.terms:
            continue
        for head in {factor[0] for factor in key[2]}:
            for rule in rules.get(head, ()):
                touched = apply(proof, key, rule, budget)
                if touched is not None:
                    changed = True
                    pending += touched
                    break
            else:
                continue
            break
    return changed
