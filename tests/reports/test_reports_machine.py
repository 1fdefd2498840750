"""The JSON has exactly the keys of its schema, and nothing that JSON cannot hold."""

import json
import sys
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from derive.check.document import Document
from reports.machine import entry, gathered, written

NUMBER = (int, float)
EXACT: Any = (str, {"lo": str, "hi": str})
WITNESS = {"sizes": {str: int}, "values": {str: [[str]]}, "functions": {str: str}, "lhs": EXACT, "rhs": EXACT}
CLAIM = {
    "id": str,
    "line": int,
    "column": int,
    "step": int,
    "latex": str,
    "kind": {
        *("value", "gradient", "differential", "jacobian", "hessian", "piecewise", "update", "definition", "shape"),
        "code",
    },
    "verdict": {"proved", "refuted", "undecided", "ill-formed"},
    "expected": {"proved", "refuted", "undecided", "ill-formed"},
    "reason": str,
    "assumptions": [str],
    "defect": {
        *(None, "missing-factor", "sign", "transpose", "order", "product-kind", "index", "missing-term", "extra-term"),
        *("function", "argument", "missing-derivative", "scope", "precedence", "parenthesis", "range", "bounds"),
        *("definition", "shape", "other"),
    },
    "correction": (str, None),
    "witness": (WITNESS, None),
    "seconds": NUMBER,
}
AGREEMENT = {
    "name": str,
    "symbolic_vs_numeric": NUMBER,
    "lambdified_vs_numeric": NUMBER,
    "numeric_vs_complex_step": (*NUMBER, None),
}
SCHEMA = {
    "schema": {1},
    "documents": [
        {
            "path": str,
            "claims": [CLAIM],
            "not_understood": [{"line": int, "column": int, "latex": str, "reason": str}],
            "agreement": [AGREEMENT],
        }
    ],
    "summary": {
        **dict.fromkeys(("claims", "proved", "refuted", "undecided", "ill_formed", "not_understood"), int),
        "seconds": NUMBER,
    },
}


def conforms(value: Any, schema: Any) -> bool:
    """A type, a set of values, a list of one schema, keys with their schemas, or several schemas of which one holds."""
    if isinstance(schema, tuple):
        return any(conforms(value, one) for one in schema)
    if isinstance(schema, set):
        return value in schema
    if isinstance(schema, list):
        return isinstance(value, list) and all(conforms(part, schema[0]) for part in value)
    if isinstance(schema, dict) and str in schema:
        return isinstance(value, dict) and all(conforms(part, schema[str]) for part in value.values())
    if isinstance(schema, dict):
        same_keys = isinstance(value, dict) and list(value) == list(schema)
        return same_keys and all(conforms(value[key], schema[key]) for key in schema)
    return value is None if schema is None else isinstance(value, schema) and not isinstance(value, bool)


def dumps(*documents: Document) -> str:
    return written(map(entry, documents), sum(document.seconds for document in documents))


def test_the_schema_is_kept(document: Document) -> None:
    read = json.loads(dumps(document, document))
    assert conforms(read, SCHEMA)
    assert len(read["documents"]) == 2


def test_the_check_of_the_schema_can_fail(document: Document) -> None:
    for path, value in [
        (("documents", 0, "claims", 0, "line"), "1"),
        (("documents", 0, "claims", 0, "verdict"), "true"),
        (("documents", 0, "claims", 2, "witness", "lhs"), 1.5),
        (("documents", 0, "claims", 2, "extra"), None),
        (("summary", "claims"), None),
        (("schema",), 2),
    ]:
        read: Any = json.loads(dumps(document))
        *way, last = path
        part = read
        for key in way:
            part = part[key]
        part[last] = value
        assert not conforms(read, SCHEMA), path


def test_values(document: Document) -> None:
    shown = entry(document)
    proved, assuming, refuted, other, ill_formed, undecided = shown["claims"]
    assert shown["path"] == "made"
    assert (proved["id"], proved["line"], proved["column"], proved["step"]) == ("made:1.1", 1, 1, 1)
    assert proved["latex"] == r"\frac{\partial L}{\partial A} = B^T"
    assert (proved["defect"], proved["correction"], proved["witness"]) == (None, None, None)
    assert assuming["assumptions"] == ["A > 0", "s ≠ 0"]
    assert (refuted["verdict"], refuted["expected"], refuted["step"]) == ("refuted", "refuted", 2)
    assert refuted["correction"] == "A^T"
    assert other["expected"] == "proved"
    assert other["witness"] == {
        "sizes": {},
        "values": {"s": [["1/2"]]},
        "functions": {"g": "(-1/3) + (2)*z**2"},
        "lhs": "3/2",
        "rhs": {"lo": "-0.71", "hi": "-0.69"},
    }
    assert (ill_formed["defect"], ill_formed["witness"]) == ("shape", None)
    assert undecided["reason"] == "no proof was found; the two sides agree at 6 points"
    assert [row["numeric_vs_complex_step"] for row in shown["agreement"]] == [None, sys.float_info.max]
    assert shown["agreement"][1]["lambdified_vs_numeric"] == sys.float_info.max
    assert gathered([entry(document)], 1.5)["summary"] == {
        "claims": 6,
        "proved": 2,
        "refuted": 2,
        "undecided": 1,
        "ill_formed": 1,
        "not_understood": 1,
        "seconds": 1.5,
    }


def test_no_documents() -> None:
    assert conforms(json.loads(dumps()), SCHEMA)


@given(words=st.text())
def test_any_words_come_back(hostile: Callable[[str], Document], words: str) -> None:
    shown = dumps(hostile(words))
    assert shown.isascii()
    (document,) = json.loads(shown)["documents"]
    assert document["path"] == document["claims"][5]["reason"] == words
    assert document["claims"][5]["latex"] == (words or r"s = s \, s")
