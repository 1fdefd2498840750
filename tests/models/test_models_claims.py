"""The suite: verdicts are the expected ones, found without looking at what is expected; no mutation gets through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from derive import IllFormed, InternalError, Proved, Refuted, Undecided
from derive.check.judge import judge
from derive.check.mutate import mutations
from derive.check.refute import compare
from derive.claims import read_document
from derive.core.claim import Claim
from derive.core.errors import DeriveError
from derive.core.lemma import Lemma
from derive.core.op import walk
from derive.models import load, names
from derive.normal.prove import LITTLE
from derive.normal.session import Session
from derive.ops import language

DRAFTS = {name: read_document(load(name).document, load(name).document.name, load) for name in names()}
CLAIMS = [(stated.session, stated.claim) for name in names() for stated in DRAFTS[name].claims]
TRUE = [(session, claim) for session, claim in CLAIMS if claim.expected == "proved"]
FALSE = [(session, claim) for session, claim in CLAIMS if claim.expected == "refuted"]

SAMPLED = 6  # mutations of a claim, spread over all of them


def label(case: object) -> str:
    return case.id if isinstance(case, Claim) else ""


def test_there_are_enough_claims() -> None:
    assert len(CLAIMS) >= 59
    lines = {claim.source.line for _, claim in CLAIMS if claim.expected != "proved" and claim.source is not None}
    assert {54, 108, 131, 138} <= lines


@pytest.mark.parametrize("name", names())
def test_all_that_is_written_about_a_model_is_a_claim(name: str) -> None:
    draft = DRAFTS[name]
    claims = [stated.claim for stated in draft.claims] + [verdict.claim for verdict in draft.ill_formed]
    assert draft.expecting
    assert draft.not_understood == ()
    assert all(claim.latex for claim in claims)
    assert len({claim.id for claim in claims}) == len(claims)
    assert all(verdict.claim.expected == "ill-formed" for verdict in draft.ill_formed)


def test_parentheses_that_the_note_leaves_open() -> None:
    ids = [verdict.claim.id for name in names() for verdict in DRAFTS[name].ill_formed]
    assert [place for place in ids if place.startswith("note 000")] == [
        f"note 000:{place}" for place in ("58.1", "63.1", "63.2", "93.1")
    ]


@pytest.mark.parametrize("name", names())
def test_the_names_of_a_document_are_those_of_the_model(name: str) -> None:
    model, draft = load(name), DRAFTS[name]
    assert {symbol: draft.definitions[symbol] for symbol in model.definition_nodes} == {
        symbol.name: symbol for symbol in model.definitions
    }


@pytest.mark.parametrize("name", names())
def test_the_verdicts_are_the_expected_ones(name: str) -> None:
    """In the order of the document, as the program judges: what is proved first helps with what follows."""
    stated = read_document(load(name).document, load(name).document.name, load).claims
    found = [(one.claim.id, judge(one.session, one.claim).name) for one in stated]
    assert found == [(one.claim.id, one.claim.expected) for one in stated]


@pytest.mark.parametrize("name", names())
def test_nobody_reads_what_is_expected(name: str) -> None:
    """With every `expected` turned round, in a fresh session, the verdicts stay."""
    fresh: dict[int, Session] = {}
    for stated in DRAFTS[name].claims:
        claim = stated.claim
        turned = replace(claim, expected="proved" if claim.expected != "proved" else "refuted")
        session = fresh.setdefault(id(stated.session), Session(language(), stated.session.kernel.given))
        assert judge(session, turned).name == claim.expected


@pytest.mark.parametrize(("session", "claim"), TRUE, ids=label)
def test_every_true_claim_has_a_false_twin(session: Session, claim: Claim) -> None:
    if claim.relation != "=":
        other = {"≥": "<", ">": "≤", "≤": ">", "<": "≥"}[claim.relation]
        assert isinstance(judge(session, replace(claim, relation=other)), Refuted)
        return
    expected = Undecided if claim.kind == "update" else Refuted
    nothing = session.read(claim.rhs).op.name == "zeros"
    lhs, rhs = (claim.lhs + 1, claim.rhs + 1) if nothing else (-claim.lhs, 2 * claim.rhs)
    twin = replace(claim, lhs=2 * claim.lhs) if claim.kind == "piecewise" else replace(claim, rhs=rhs)
    assert isinstance(judge(session, twin), expected)
    assert isinstance(judge(session, replace(claim, lhs=lhs)), expected)


@pytest.mark.parametrize(("session", "claim"), FALSE, ids=label)
def test_a_correction_is_proved_where_one_is_given(session: Session, claim: Claim) -> None:
    verdict = judge(session, claim)
    assert isinstance(verdict, Refuted)
    if verdict.correction is not None:
        corrected = replace(claim, rhs=session.build(verdict.correction))
        assert isinstance(judge(session, corrected), Proved)


ILL_FORMED = [(session, claim) for session, claim in CLAIMS if claim.expected == "ill-formed"]


@pytest.mark.parametrize(("session", "claim"), ILL_FORMED, ids=label)
def test_what_was_meant_is_proved_where_it_is_found(session: Session, claim: Claim) -> None:
    verdict = judge(session, claim)
    assert isinstance(verdict, IllFormed)
    if verdict.correction is not None:
        meant = session.build(verdict.correction)
        assert isinstance(judge(session, replace(claim, rhs=meant)), Proved)
        assert isinstance(judge(session, replace(claim, rhs=2 * meant)), Refuted)


WHOLE = [(session, claim) for session, claim in TRUE if claim.kind != "piecewise"]  # which have an index form


@pytest.mark.parametrize(("session", "claim"), WHOLE, ids=label)
def test_no_mutation_is_proved_unless_the_second_opinion_says_that_it_is_equal(session: Session, claim: Claim) -> None:
    lhs, rhs = session.read(claim.lhs), session.read(claim.rhs)
    varying = tuple(sorted(session.read(x).data[0] for x in claim.varying))
    given = session.kernel.given
    tried = refuted = 0
    every = list(mutations(session.language, rhs))
    for _, changed in every[:: max(1, len(every) // SAMPLED)][:SAMPLED]:
        try:
            letters = session.letters(lhs, changed)
            left, right = (session.lower(side, varying, letters) for side in (lhs, changed))
            same_axes = left.free == right.free  # a list of sizes may stand in another order
            proved = same_axes and isinstance(session.prover.equal(left, right, LITTLE), Lemma)
            differ = any(c.entry is not None for c in compare(session.language, lhs, changed, varying, 8, given))
        except DeriveError:  # a change may leave nothing with a meaning
            continue
        assert not (proved and differ)
        tried, refuted = tried + 1, refuted + differ
    assert tried >= min(4, len(every))
    # where parameters are zero, most changes change nothing
    assert refuted >= tried // 2 or any(node.op.name == "zeros" for node in walk([lhs, rhs]))


def test_an_internal_contradiction_is_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the kernel's check taken out, the second opinion contradicts it."""
    from derive.core import kernel

    session = Session(language())
    claim = next(claim for _, claim in FALSE)

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
def test_derivatives_are_proved(name: str) -> None:
    model = load(name)
    for key, statement in model.statements.items():
        claim = Claim("", model.session.build(statement), model.gradients[key])
        assert isinstance(judge(model.session, claim), Proved)
