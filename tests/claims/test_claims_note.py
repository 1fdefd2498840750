"""A real note: every `=` of its derivations comes out as the mathematics demands."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.check.judge import judge
from derive.claims import read_document

NOTES = Path(__file__).parents[2].parent / "shared" / "notes"
# before which line of the note stands what it takes for granted
BEFORE = {
    15: """
```derive
x, w : n_x × 1
b, y : scalar
```
""",
    42: r"""
```derive
X : n_x × m
w : n_x × 1
Y : m × 1
b : scalar
```
$J = -\frac{1}{m} (Y^T \log(\sigma(X^T w + \bm1 b)) + (1 - Y)^T \log(1 - \sigma(X^T w + \bm1 b)))$
""",
    69: r"""
```derive
X : n_x × m
Y : 1 × m
W^{[1]} : n^{[1]} × n_x
W^{[2]} : 1 × n^{[1]}
b_1 : n^{[1]} × 1
b_2 : scalar
g : activation
```
$Z^{[1]} = W^{[1]} X + b_1 \bm1^T$, $A^{[1]} = g(Z^{[1]})$
$Z^{[2]} = W^{[2]} A^{[1]} + b_2 \bm1^T$, $A^{[2]} = \sigma(Z^{[2]})$
$J = -\frac{1}{m} (Y \log(A^{[2]})^T + (1 - Y) \log(1 - A^{[2]})^T)$
""",
}
REFUTED = {(31, 1), (32, 1), (54, 2), (131, 1), (138, 1)}
ILL_FORMED = {(58, 1), (63, 1), (63, 2), (93, 1), (94, 1), (108, 1), (118, 1), (119, 1), (127, 1)}
NOT_UNDERSTOOD = {54, 82, 85}  # 85: nothing says how long the ones are


def test_the_derivations_of_a_note() -> None:
    found = sorted(NOTES.glob("000_*.md"))
    if not found:
        pytest.skip("the notes are not beside the project")
    lines: list[str] = []
    numbers: list[int] = []
    for number, line in enumerate(found[0].read_text(encoding="utf-8").splitlines(), 1):
        for extra in BEFORE.get(number, "").splitlines():
            lines.append(extra)
            numbers.append(0)
        lines.append(line)
        numbers.append(number)
    draft = read_document("\n".join(lines), "note")
    verdicts = {}
    for stated in draft.claims:
        place = stated.claim.place
        verdicts[numbers[place.line - 1], place.step] = judge(stated.session, stated.claim).name
    for verdict in draft.ill_formed:
        verdicts[numbers[verdict.claim.place.line - 1], verdict.claim.place.step] = verdict.name
    assert {numbers[piece.line - 1] for piece in draft.not_understood} == NOT_UNDERSTOOD
    assert {key for key, name in verdicts.items() if name == "refuted"} == REFUTED
    assert {key for key, name in verdicts.items() if name == "ill-formed"} == ILL_FORMED
    assert {name for key, name in verdicts.items() if key not in REFUTED | ILL_FORMED} == {"proved"}
    assert len(verdicts) >= 60
