"""Formulas with arguments, two names of one thing, superscripts that number samples, and what counts them."""

from __future__ import annotations

import pytest

from derive.check.judge import judge
from derive.claims import read_document
from derive.claims.draft import Draft

NAMES = "```derive\nX : n × m\nY : 1 × m\nw, u : n × 1\nv : m × 1\nb : scalar\nS : n × n\n```\n"
PREDICTION = "$\\hat y = \\sigma(w^T X + b)$\n"
LOSS = r"$\mathcal{L}(\hat y, y) = -(y \log \hat y + (1 - y) \log(1 - \hat y))$" + "\n"


def draft(*lines: str) -> Draft:
    return read_document(NAMES + "".join(line if line.endswith("\n") else f"${line}$\n" for line in lines), "text")


def verdicts(*lines: str) -> list[str]:
    found = draft(*lines)
    assert found.not_understood == ()
    return [judge(stated.session, stated.claim).name for stated in found.claims]


def reasons(*lines: str) -> list[str]:
    return [piece.reason.partition(" (column")[0] for piece in draft(*lines).not_understood]


def nonsense(*lines: str) -> list[str]:
    return [verdict.reason for verdict in draft(*lines).ill_formed]


def test_a_loss_of_numbers_is_summed_over_the_samples() -> None:
    sums = [rf"J = \frac{{1}}{{m}} \sum_{{i=1}}^m \mathcal{{L}}({of})" for of in (r"\hat y^{(i)}, y^{(i)}",)]
    whole = r"J = %s\frac{1}{m} (Y \odot \log \hat y + (1 - Y) \odot \log (1 - \hat y)) \mathbf{1}"
    assert verdicts(PREDICTION, LOSS, *sums, whole % "-", whole % "") == ["proved"] * 4 + ["refuted"]


def test_a_loss_of_samples_is_one_of_other_samples() -> None:
    loss = r"\ell(\hat y^{(i)}, y^{i}) = -y^{(i)} \log \hat y^{(i)} - (1 - y^{(i)}) \log (1 - \hat y^{(i)})"
    used = r"J = \frac1m \sum_{j=1}^m \ell(%s)"
    right, turned = used % r"\hat y^{(j)}, y^{j}", used % r"y^{(j)}, \hat y^{j}"
    assert verdicts(PREDICTION, loss, right, turned) == ["proved", "proved", "proved", "refuted"]


def test_a_formula_of_declared_names_at_others_of_their_shape() -> None:
    formula = "f(w) = w^T X X^T w"
    expanded = "f(2 w + u) = 4 f(w) + %d w^T X X^T u + f(u)"
    claims = (formula, "f(u) = u^T X X^T u", "f(u) = f(w)", expanded % 4, expanded % 2)
    assert verdicts(*claims) == ["proved", "proved", "refuted", "proved", "refuted"]
    assert nonsense(formula, "f(v) = 1") == [
        "`f` is a formula of what has the shape of `w`, and its argument has another shape"
    ]


def test_a_formula_of_numbers() -> None:
    formula = "q(t) = t^2 + 1"
    claims = (formula, "q(b) = b^2 + 1", "q(b + 1) = b^2 + 2 b + 2", "q(b + 1) = b^2 + 2", r"\frac{d q(b)}{d b} = 2 b")
    assert verdicts(*claims) == ["proved", "proved", "proved", "refuted", "proved"]
    assert nonsense(formula, "q(w) = 1") == ["`q` is a formula of numbers, and its argument has another shape"]
    assert nonsense(formula, "q(b, 2) = 1") == ["`q` is a formula of 1 argument, and here it has 2"]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("z = X^T w", "h(w) = z^T z"), "`z` in it depends on its arguments too"),
        ((r"k(w) = w^T \nabla_w w^T w",), "derivatives stand in it"),
        (("k(w) = w_1 + w^T w",), "it has indices of its own"),
    ],
)
def test_nothing_is_put_in_where_more_than_the_letters_would_change(lines: tuple[str, ...], why: str) -> None:
    name = lines[-1][0]
    assert reasons(*lines, f"{name}(u) = 1")[-1] == f"`{name}` at other arguments is not read: {why}"


def test_two_names_of_one_thing() -> None:
    loss = r"L = -Y \log(A)^T - (1 - Y) \log(1 - A)^T"
    names = (r"A = \sigma(w^T X + b)", loss, PREDICTION, r"P = A")
    true = r"\frac{\partial L}{\partial %s} = \frac{1 - Y}{1 - A} - \frac{Y}{A}"
    false = r"\frac{\partial L}{\partial %s} = \frac{1 - Y}{1 - A} + \frac{Y}{A}"
    found = verdicts(*names, true % r"\hat y", true % "P", false % r"\hat y")
    assert found == ["proved"] * 6 + ["refuted"]
    last = draft(*names, true % r"\hat y").claims[-1]
    assert last.reading.startswith("`yhat` and `A` are two names of one thing")


def test_a_name_that_is_not_the_same_is_not_taken_for_it() -> None:
    found = draft(
        r"A = \sigma(w^T X + b)", r"L = A \mathbf{1}", r"B = \sigma(u^T X + b)", r"\frac{\partial L}{\partial B} = 1"
    )
    last = found.claims[-1]
    assert judge(last.session, last.claim).name == "ill-formed"


@pytest.mark.parametrize("sample", ["y^i", "y^{[i]}", "y^{(i)}"])
def test_superscripts_number_the_samples_of_a_sum(sample: str) -> None:
    sums = rf"\sum_{{i=1}}^m {sample} x^i = X Y^T"
    assert verdicts(sums, f"-{sums}") == ["proved", "refuted"]


@pytest.mark.parametrize("power", [r"\sum_{i=1}^m b^i", r"\sum_{i=1}^n \operatorname{tr}(S^i)"])
def test_powers_are_not_samples(power: str) -> None:
    (why,) = reasons(f"J = {power}")
    assert why.startswith(("powers other than whole numbers", "the index `i` is no number"))


def test_a_sum_in_which_the_index_is_missing() -> None:
    gradient = r"\frac{\partial J}{\partial w} = \frac1m \sum_{i=1}^m \{x%s (\hat y%s - y%s)\}"
    names = (PREDICTION, LOSS, r"J = \frac1m \sum_i \mathcal L(\hat y^i, y^i)")
    assert verdicts(*names, gradient % (("^{(i)}",) * 3)) == ["proved"] * 4
    assert nonsense(*names, gradient % (("",) * 3)) == [
        "nothing in the sum over `i` has this index: `x` would be `x^(i)`"
    ]
    assert verdicts(r"\sum_{i=1}^m b = m b", r"\sum_{i=1}^m b = b") == ["proved", "refuted"]


def test_words_below_a_sample_belong_to_the_name() -> None:
    lines = (
        r"y_{predicted}^{(i)} = w^T x^{(i)} + b",
        r"y_{predicted} = w^T X + b \mathbf{1}^T",
        r"y_{predicted} = w^T X",
    )
    assert verdicts(*lines) == ["proved", "proved", "refuted"]


def test_samples_are_counted_as_before() -> None:
    ambiguous = "p^{(i)} = 2 x^{(i)}"
    assert reasons(ambiguous) == ["ambiguous: it can be read as `2 X[:,i]` and as `2 X[i,:]ᵀ`"]
    columns, rows = r"\sum_i w^T x^{(i)} = w^T X \mathbf{1}", r"\sum_i v^T x^{(i)} = v^T X^T \mathbf{1}"
    assert verdicts(columns, ambiguous, "p = 2 X", "p = X") == ["proved", "proved", "proved", "refuted"]
    assert verdicts(rows, ambiguous, "p = 2 X", "p = X") == ["proved", "proved", "proved", "refuted"]
    assert reasons(columns, rows, ambiguous) == reasons(ambiguous)
    assert "samples are counted by m here, as they were before" in draft(columns, ambiguous).claims[-1].reading


def test_a_prime_on_a_formula_is_never_lost() -> None:
    definition = "h(b) = b^2 + b w^T w"
    assert verdicts(definition, "h'(b) = 2 b + w^T w", "h'(b) = h(b)") == ["proved", "proved", "refuted"]
    words = "the derivative of `h` at other arguments is not read yet"
    assert reasons(definition, "h'(2 b) = 4 b + w^T w", "h'(2 b) = h(2 b)") == [words, words]


def test_a_formula_whose_argument_is_not_declared_is_not_one() -> None:
    assert reasons("h(r) = r^2 + b r", "h(b + 1) = h(b)")[0] == "`r` is not declared"
