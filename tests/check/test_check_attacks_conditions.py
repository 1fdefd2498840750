"""Attempts by conditions: what an earlier claim took for granted, names that a proof brings in, what is left out."""

from __future__ import annotations

import pytest

from derive.check.judge import judge
from derive.claims import read_document
from derive.claims.draft import Draft


def draft(names: str, *lines: str) -> Draft:
    found = read_document("\n\n".join([f"```derive\n{names}\n```", *(f"${line}$" for line in lines)]), "text")
    assert found.not_understood == ()
    return found


def verdicts(names: str, *lines: str) -> list[str]:
    return [judge(stated.session, stated.claim).name for stated in draft(names, *lines).claims]


SUM = r"s = w + x^T x"
LENT = r"\sqrt{s} + \sqrt{w} = \sqrt{w} + \sqrt{s}"  # for w ≥ 0, where s is not negative


def test_a_claim_takes_nothing_for_granted_that_only_another_one_needs() -> None:
    names = "w : scalar\nx : n × 1"
    assert verdicts(names, SUM, LENT, r"\sqrt{s^2} = s") == ["proved", "proved", "undecided"]  # w = -1 and x = 0
    assert verdicts(names, SUM, LENT, r"\sqrt{s} \sqrt{s} = s") == ["proved"] * 3


@pytest.mark.parametrize("more", [r"|v| - |v|", r"\operatorname{relu}(v) - \operatorname{relu}(v)"])
def test_a_strict_inequality_is_about_kinks_too(more: str) -> None:
    found = verdicts(
        "x : n × 1", "v = x^T x", f"v + {more} + 0 = v + {more} > 0", f"v + {more} + 0 = v + {more} \\geq 0"
    )
    assert found[2] == "refuted"  # x = 0
    assert found[4] == "proved"


def test_a_strict_inequality_of_derivatives_holds_away_from_kinks() -> None:
    lines = (
        r"K = \operatorname{relu}(u)",
        r"\frac{\partial K}{\partial u} + 1 > 0",
        r"\frac{\partial K}{\partial u} > 0",
    )
    assert verdicts("u : scalar", *lines)[2] != "proved"


NEAR_ONE = r"\log(\frac{1}{%s} - (z-1)^2)"  # has a value where z is near 1, and nowhere else


@pytest.mark.parametrize("declared", ["t : scalar, entries 0 or 1", "t : scalar, entries -1 or 1", "x : t × 1"])
def test_what_goes_through_a_stretch_of_the_line_has_a_name_of_its_own(declared: str) -> None:
    false, true = (rf"z^2 + {near} = \begin{{cases}} %s + {near} & z > 0 \end{{cases}}" for near in (
        NEAR_ONE % 1000, NEAR_ONE % 2,
    ))  # fmt: skip
    assert verdicts(f"z : scalar\n{declared}", false % "z") != ["proved"]  # z² = z where z is t, which is 0 or 1
    assert verdicts(f"z : scalar\n{declared}", true % "z z") == ["proved"]


def test_a_size_may_be_called_as_what_goes_through_a_stretch() -> None:
    claim = r"\operatorname{relu}(z) J = \begin{cases} 0 & z < 0 \\ J z & z \ge 0 \end{cases}"
    assert verdicts("z : scalar\nx : t × 1", "J = x^T x", claim) == ["proved", "proved"]


def test_pieces_may_not_leave_out_what_few_points_show() -> None:
    value = r"\log(-a) \log(b) \log(-a - b)"  # has a value at few points
    whole = rf"{value} \operatorname{{relu}}(z) = \begin{{cases}} {value} z & z > 0 %s \end{{cases}}"
    assert verdicts("z, a, b : scalar", whole % "") == ["refuted"]
    assert verdicts("z, a, b : scalar", whole % r"\\ 0 & z \le 0") == ["proved"]
    assert verdicts("z, a : scalar", r"\log(z) + \log(a) = \begin{cases} \log(z) + \log(a) & z > 0 \end{cases}") == [
        "proved"  # there is no value elsewhere
    ]
