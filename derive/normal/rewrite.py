"""Rewriting inside a proof: a rule replaces a product of factors, and every use of it is a step of the proof."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from derive.core.errors import OutOfBudget
from derive.core.form import Factor, Key, Number
from derive.core.kernel import Kernel, LawName, Proof


class Budget:
    """The work allowed for one claim, counted in terms, so that verdicts do not depend on the machine."""

    def __init__(self, terms: int) -> None:
        self.left = terms

    def spend(self, terms: int) -> None:
        self.left -= terms
        if self.left < 0:
            raise OutOfBudget("the work allowed for one claim is used up")


class Rule(NamedTuple):
    """Where `lead` occurs (its indices are the free indices of the law), the law takes it away."""

    lead: tuple[Factor, ...]
    law: LawName
    coefficient: Number  # of the lead in the law


Rules = dict[int, list[Rule]]  # by the head of the first factor of the lead


def index(rules: Iterable[Rule]) -> Rules:
    found: Rules = {}
    for rule in rules:
        found.setdefault(rule.lead[0][0], []).append(rule)
    return found


def rule_for_head(kernel: Kernel, head: int, law: LawName, coefficient: Number = 1) -> Rule:
    """The rule that replaces a single factor by the rest of a law."""
    return Rule(((head, *range(len(kernel.env.heads[head].sizes))),), law, coefficient)


def match(
    lead: tuple[Factor, ...], factors: tuple[Factor, ...], found: dict[int, int] | None = None
) -> tuple[dict[int, int], tuple[Factor, ...]] | None:
    """Indices of the law for indices of the term, and the factors that are left."""
    if not lead:
        return found or {}, factors
    pattern, rest = lead[0], lead[1:]
    for place, factor in enumerate(factors):
        if factor[0] != pattern[0] or (place and factor == factors[place - 1]):
            continue
        names = dict(found or {})
        if all(names.setdefault(i, j) == j for i, j in zip(pattern[1:], factor[1:], strict=True)):
            matched = match(rest, factors[:place] + factors[place + 1 :], names)
            if matched is not None:
                return matched
    return None


def apply(proof: Proof, key: Key, rule: Rule, budget: Budget) -> list[Key] | None:
    """Use the rule on one term of the residual; the terms that this touched, or None where it does not fit."""
    matched = match(rule.lead, key[2])
    if matched is None:
        return None
    names, rest = matched
    law, _ = proof.kernel.law(rule.law)
    if len(names) != len(law.free):
        return None
    budget.spend(len(law.terms) * (1 + len(rest) // 4))
    return proof.step(
        proof.residual.terms[key] if rule.coefficient == 1 else proof.residual.terms[key] / Fraction(rule.coefficient),
        (key[0], key[1], rest),
        rule.law,
        tuple(names[i] for i in range(len(names))),
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
