"""What kind of slip a false claim looks like, and what holds instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.evaluate import Point
from derive.check.mutate import mutations
from derive.check.refute import compare_at
from derive.core.errors import DeriveError
from derive.core.kernel import Lemma
from derive.core.op import Node
from derive.normal.raise_ import NoMatrixForm

if TYPE_CHECKING:
    from derive.check.judge import Investigation

TRIED = 400  # changed expressions that are looked at


def diagnose(
    investigation: Investigation, lhs: Node, rhs: Node, varying: tuple[str, ...], point: Point
) -> tuple[str, Node | None]:
    """The one change after which the claim holds, where there is one; otherwise "other" and what was derived."""
    language = investigation.language
    for count, (defect, changed) in enumerate(mutations(language, rhs)):
        if count == TRIED:
            break
        try:
            comparison = compare_at(language, lhs, changed, varying, point)
            if comparison is None or comparison.entry is not None:
                continue
            left, right = investigation.lower(lhs, varying), investigation.lower(changed, varying)
            if isinstance(investigation.prover.equal(left, right), Lemma):
                return defect, changed
        except DeriveError:
            continue
    return "other", derived(investigation, lhs, varying)


def derived(investigation: Investigation, lhs: Node, varying: tuple[str, ...]) -> Node | None:
    """The right side that the program finds for a gradient, or for the differential of a scalar."""
    make = investigation.language.make
    try:
        if lhs.op.name == "partial":
            return investigation.gradient(*lhs.args)
        if lhs.op.name == "d" and lhs.args[0].shape == ((), ()):
            parts = []
            for name in varying:
                variable = investigation.symbols[name]
                gradient = investigation.gradient(lhs.args[0], variable)
                change = make("d", variable)
                parts.append(make("trace", make("product", make("transpose", gradient), change)))
            return parts[0] if len(parts) == 1 else make("add", *parts) if parts else None
    except (DeriveError, NoMatrixForm, KeyError):
        pass
    return None
