"""The suite: verdicts are the expected ones, found without looking at what is expected; no mutation gets through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from derive import InternalError, Proved, Refuted
from derive.check.judge import judge
from derive.check.mutate import mutations
from derive.check.refute import compare
from derive.core.claim import Claim
from derive.core.errors import NoRule
from derive.core.kernel import Lemma
from derive.models import Model, load, names
from derive.normal.prove import LITTLE
from derive.normal.session import Session
from derive.ops import language

CLAIMS = [(load(name), claim) for name in names() for claim in load(name).claims]
TRUE = [(model, claim) for model, claim in CLAIMS if claim.expected == "proved"]
FALSE = [(model, claim) for model, claim in CLAIMS if claim.expected == "refuted"]


def label(case: object) -> str:
    return case.name if isinstance(case, Model) else case.id if isinstance(case, Claim) else ""


def test_there_are_enough_claims() -> None:
    assert len(CLAIMS) >= 15
    lines = {claim.place.line for _, claim in CLAIMS if claim.expected != "proved"}
    assert {54, 108, 131, 138} <= lines


@pytest.mark.parametrize(("model", "claim"), CLAIMS, ids=label)
def test_the_verdict_is_the_expected_one(model: Model, claim: Claim) -> None:
    assert judge(model.session, claim).name == claim.expected


@pytest.mark.parametrize("name", names())
def test_nobody_reads_what_is_expected(name: str) -> None:
    """With every `expected` turned round, in a fresh session, the verdicts stay."""
    model = load(name)
    session = Session(language())
    for claim in model.claims:
        turned = replace(claim, expected="proved" if claim.expected != "proved" else "refuted")
        assert judge(session, turned).name == claim.expected


@pytest.mark.parametrize(("model", "claim"), TRUE, ids=label)
def test_every_true_claim_has_a_false_twin(model: Model, claim: Claim) -> None:
    assert isinstance(judge(model.session, replace(claim, rhs=2 * claim.rhs)), Refuted)
    assert isinstance(judge(model.session, replace(claim, lhs=-claim.lhs)), Refuted)


@pytest.mark.parametrize(("model", "claim"), FALSE, ids=label)
def test_a_correction_is_proved_where_one_is_given(model: Model, claim: Claim) -> None:
    verdict = judge(model.session, claim)
    assert isinstance(verdict, Refuted)
    if verdict.correction is not None:
        corrected = replace(claim, rhs=model.session.build(verdict.correction))
        assert isinstance(judge(model.session, corrected), Proved)


@pytest.mark.parametrize(("model", "claim"), TRUE, ids=label)
def test_no_mutation_is_proved_unless_the_second_opinion_says_that_it_is_equal(model: Model, claim: Claim) -> None:
    session = model.session
    lhs, rhs = session.read(claim.lhs), session.read(claim.rhs)
    varying = tuple(sorted(session.read(x).data[0] for x in claim.varying))
    left = session.lower(lhs, varying)
    tried = refuted = 0
    for _, changed in list(mutations(session.language, rhs))[:80]:
        try:
            proved = isinstance(session.prover.equal(left, session.lower(changed, varying), LITTLE), Lemma)
            differ = any(c.entry is not None for c in compare(session.language, lhs, changed, varying, 3))
        except NoRule:
            continue
        assert not (proved and differ)
        tried, refuted = tried + 1, refuted + differ
    assert tried >= 5
    assert refuted >= 4


def test_an_internal_contradiction_is_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the kernel's check taken out, the second opinion contradicts it."""
    from derive.core import kernel

    model = load("logistic_regression")
    session = Session(language())
    claim = next(claim for claim in model.claims if claim.expected == "refuted")

    def accepts(self: kernel.Proof) -> kernel.Lemma:
        self.residual = kernel.Form(self.lhs.free)
        return self.kernel.accept(self)

    monkeypatch.setattr(kernel.Proof, "close", accepts)
    monkeypatch.setattr(
        type(session.prover), "equal", lambda self, lhs, rhs, work=0: accepts(kernel.Proof(self.kernel, lhs, rhs))
    )
    with pytest.raises(InternalError, match="the second opinion finds"):
        judge(session, claim)


@pytest.mark.parametrize("name", names())
def test_derived_gradients_are_proved_and_have_the_shape_of_their_variables(name: str) -> None:
    from derive import partial

    model = load(name)
    for variable in model.learn:
        gradient = model.gradients[f"d{variable.name}"]
        node = model.session.read(gradient)
        assert node.shape == model.session.read(variable).shape
        claim = Claim("", partial(model.loss, variable), gradient)
        assert isinstance(judge(model.session, claim), Proved)
