"""Certificates as `derive verify` writes them: what is in them, what is read out of them, and by whom."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import derive as dv
from derive import api, define, exp, log, partial, sigmoid
from derive.check.certificate import certificate, dumps, file_names
from derive.check.document import Document, Judged
from derive.check.indexed import conditions, definitions, statement
from derive.check.judge import judge
from derive.check.recheck import Rechecked, recheck
from derive.check.verdict import Proved
from derive.core.claim import Claim
from derive.core.condition import Rejected
from derive.core.errors import Unreadable
from derive.core.sizes import name
from derive.normal.session import Session
from derive.ops import language

pytestmark = pytest.mark.xdist_group("suite")

Certificates = tuple[tuple[Judged, dict[str, Any]], ...]
ROOT = Path(__file__).parent.parent.parent
n, m = dv.sizes("n m")
X, w, y, a, b = dv.matrix("X", n, m), dv.vector("w", n), dv.vector("y", m), dv.scalar("a"), dv.scalar("b")
r = define("r", X.T * w - y)
J = define("J", r.T * r / m)


def certified(lhs: Any, rhs: Any, varying: tuple[Any, ...] = ()) -> dict[str, Any]:
    """The certificate of a claim that must come out proved."""
    session = Session(language())
    verdict = judge(session, Claim("claim", lhs, rhs, varying=varying))
    assert isinstance(verdict, Proved)
    return certificate(Judged(verdict, session.read(lhs), session.read(rhs), 0.0))


def again(record: dict[str, Any]) -> Rechecked:
    return recheck(dumps(record).encode(), language().records)


@pytest.fixture(scope="module")
def certificates(suite: Mapping[str, Document]) -> Certificates:
    """Every proved claim of the models, of those by pieces every piece."""
    judged = [each for document in suite.values() for each in document.claims if isinstance(each.verdict, Proved)]
    whole = [each for each in judged if not each.verdict.pieces]
    pieces = [replace(each, verdict=piece) for each in judged for piece in each.verdict.pieces]
    return tuple((each, certificate(each)) for each in (*whole, *pieces))


def test_every_certificate_of_the_suite_is_accepted(certificates: Certificates) -> None:
    assert len(certificates) > 100
    for judged, record in certificates:
        found = again(record)
        assert isinstance(judged.verdict, Proved)
        assert len(found.conditions) == len(judged.verdict.conditions)


@pytest.mark.parametrize("path", sorted((ROOT / "tests/documents").glob("*.md")), ids=lambda path: path.stem)
def test_every_certificate_of_a_document_is_accepted(path: Path) -> None:
    proved = [each for each in api.verify(path).claims if isinstance(each.verdict, Proved)]
    assert proved
    for each in proved:
        assert " = " in statement(again(certificate(each)))


def test_the_proof_of_another_statement_is_none(certificates: Certificates) -> None:
    """Twice the left side, with the proof of once the left side: false, unless both sides are nothing."""
    for _, record in certificates:
        free, terms = record["statement"]["lhs"]
        doubled = [free, [[2, *term[1:]] if term[0] == 1 else [1, *term[1:]] for term in terms]]
        with pytest.raises(Rejected, match=r"^statement: \d+ terms? of the difference left over$"):
            again({**record, "statement": {**record["statement"], "lhs": doubled}})


def test_the_statement_is_read_from_the_forms() -> None:
    found = again(certified(partial(J, w), (2 / m) * X * r))
    assert statement(found) == "D(J; w)[i] = 2 * m^-1 * sum(j < m: X[i,j] * r[j])   for i < n"
    assert conditions(found) == []
    assert definitions(found) == [
        "r[i < m] = sum(j < n: X[j,i] * w[j]) - y[i]",
        "J = m^-1 * sum(i < m: r[i] * r[i])",
        "X[i < n, j < m], w[i < n], y[i < m] any real numbers",
    ]


def test_conditions_are_told_and_opaque_functions_too() -> None:
    g = dv.function("g")
    Z = define("Z", a / b)
    found = again(certified(partial(define("L", log(a) + g(Z)), a), 1 / a + g.prime(Z) / b))
    assert statement(found) == "D(L; a) = reciprocal(a) + reciprocal(b) * g'(Z)"
    assert conditions(found) == ["b != 0", "a > 0"]
    assert definitions(found)[-2:] == ["a, b any real numbers", "g any smooth functions"]


def test_signs_come_along() -> None:
    """log(1 - sigmoid(a)) is defined everywhere, and the certificate shows why."""
    record = certified(log(1 - sigmoid(a)) + log(1 + exp(a)), 0 * a)
    assert again(record).conditions == frozenset()
    assert len(record["established"]) > 0
    with pytest.raises(Rejected, match='conditions: the proof also needs "#1" to be positive'):
        again({**record, "established": []})


def test_more_conditions_than_are_needed_make_a_weaker_statement() -> None:
    record = certified(a + b, b + a)
    found = again({**record, "conditions": [["positive", "a"]]})
    assert conditions(found) == ["a > 0"]


def test_the_label_is_not_looked_at() -> None:
    record = certified(a + b, b + a)
    assert record["claim"]["text"] == "a + b = b + a"
    found = again({**record, "claim": {"latex": "1 = 2"}})
    assert statement(found) == "a + b = b + a"


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("w", "w"),
        ("W[l]", '"W[l]"'),
        ("w * 2", '"w * 2"'),
        ("d", '"d"'),
        ("sum", '"sum"'),
        ("е", '"\\u0435"'),  # a Cyrillic letter
        ("\x1b[2J", '"\\u001b[2J"'),
        ("w" * 90, "w" * 90),
    ],
)
def test_names_cannot_be_taken_for_anything_else(word: str, shown: str) -> None:
    record = certified(a + b, b + a)
    changed = json.loads(json.dumps(record).replace('"a"', json.dumps(word)))
    assert statement(again(changed)) == f"{shown} + b = b + {shown}"


def test_sizes_keep_their_meaning_whatever_their_numbers_are() -> None:
    """Sizes are numbered in the order in which a process meets them."""
    other = {"n": "later", "m": "earlier"}
    assert name(other["m"]).number < name(other["n"]).number
    record = certified(partial(J, w), (2 / m) * X * r)
    changed = [
        [[c, [[other[base], power] for base, power in powers]] for c, powers in size] for size in record["sizes"]
    ]
    expected = re.sub(r"\b[nm]\b", lambda match: other[match[0]], statement(again(record)))
    assert statement(again({**record, "sizes": changed})) == expected


def test_a_certificate_is_the_same_in_every_process() -> None:
    script = (
        "import hashlib\nfrom derive import api\nfrom derive.check.certificate import certificate, dumps\n"
        "claims = api.verify('logistic_regression').claims\n"
        "proved = [dumps(certificate(each)) for each in claims if each.verdict.name == 'proved']\n"
        "print(len(proved), hashlib.sha256(''.join(proved).encode()).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0] == runs[1]
    assert int(runs[0].split()[0])


def test_what_varies_need_not_occur() -> None:
    record = certified(dv.d(a * a), 2 * a * dv.d(a), (a, b))
    assert [symbol["name"] for symbol in record["symbols"]] == ["a", "#1"]
    assert statement(again(record)) == "d(#1; a, b) = 2 * a * d(a; a, b)"


def test_only_what_a_statement_rests_on_is_written() -> None:
    session = Session(language())
    verdicts = [judge(session, Claim("", *sides)) for sides in ((partial(J, w), (2 / m) * X * r), (a + b, b + a))]
    records = [certificate(Judged(verdict, None, None, 0.0)) for verdict in verdicts]
    assert [symbol["name"] for symbol in records[1]["symbols"]] == ["a", "b"]
    assert records[1]["lemmas"] == []


@pytest.mark.parametrize(
    ("bound", "least", "sentence"),
    [
        ("WORK", 2, r"^lemmas\[0\]\.steps\[\d+\] goes beyond the 2 terms that a proof may touch$"),
        ("BITS", 0, r"^lemmas\[0\]\.steps\[0\] leads to a coefficient of more than 0 bits$"),
    ],
)
def test_work_is_bounded(bound: str, least: int, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    record = certified(partial(define("K", 8 * w.T * w + 8 * a), w), 16 * w)
    assert again(record)
    monkeypatch.setattr(f"derive.check.recheck.{bound}", least)
    with pytest.raises(Unreadable, match=sentence):
        again(record)


def test_names_of_files() -> None:
    given = ["a/b.md-5.1", "a b.md-5.1", "A-b.md-5.1", "../../etc/passwd", "", "...", "ünï", "x" * 300]
    assert list(file_names(given)) == [
        "a-b.md-5.1.json",
        "a-b.md-5.1-2.json",
        "A-b.md-5.1-3.json",
        "etc-passwd.json",
        "claim.json",
        "claim-2.json",
        "n.json",
        "x" * 100 + ".json",
    ]


# --- who takes part --------------------------------------------------------------------------------------------------


def reached(module: str) -> set[str]:
    """The modules of the project that a module imports, directly or not, found in the source."""
    found: set[str] = set()
    pending = [module]
    while pending:
        path = ROOT / (pending.pop().replace(".", "/") + ".py")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith("derive."):
                if node.module not in found and (ROOT / (node.module.replace(".", "/") + ".py")).exists():
                    found.add(node.module)
                    pending.append(node.module)
    return found


READING = {"derive.check.recheck", "derive.check.untrusted", "derive.check.indexed"}


def test_whoever_rechecks_imports_core_alone() -> None:
    for module in ("derive.check.finding", "derive.check.indexed", "derive.check.recheck"):
        others = {other for other in reached(module) if not other.startswith("derive.core.")}
        assert others <= READING


def test_rechecking_runs_without_the_rest_of_the_program(tmp_path: Path, certificates: Certificates) -> None:
    """In a process in which nothing but core, the records of functions and the reader can be imported."""
    for place, (_, record) in enumerate(certificates[:12]):
        (tmp_path / f"{place}.json").write_text(dumps(record))
    script = f"""
import sys, types
for package in ("derive", "derive.check"):
    module = types.ModuleType(package)
    module.__path__ = [{str(ROOT)!r} + "/" + package.replace(".", "/")]
    sys.modules[package] = module
from derive.check.finding import findings
from derive.ops import language
found = list(findings([{str(tmp_path)!r}], language().records))
assert [one.verdict for one in found] == ["accepted"] * 12, found
print("\\n".join(sorted(name for name in sys.modules if name.split(".")[0] in ("derive", "numeric", "reports"))))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    allowed = READING | {"derive", "derive.check", "derive.check.finding"}
    assert {module for module in loaded if module.split(".")[1:2] not in (["core"], ["ops"])} <= allowed
    assert "derive.core.kernel" in loaded
