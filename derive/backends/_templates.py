"""What array libraries write alike, as NumPy does; a back end says only where its library differs."""

from __future__ import annotations

from collections.abc import Sequence

from derive.backends._text import Template
from derive.core.text import ATOM, PRODUCT


def listed(lengths: Sequence[str]) -> str:
    """(n, m)"""
    return f"({', '.join(lengths)})"


def checked(label: str, value: str, symbols: str, lengths: Sequence[str]) -> str:
    """The call of the function that checks an argument."""
    arguments = [f'"{label}"', value, *([f'"{symbols}"', *lengths] if lengths else [])]
    return f"_array({', '.join(arguments)})"


def common(prefix: str) -> dict[str, Template]:
    """The templates, with what stands before the names of the library's functions."""
    return {
        "transpose": Template("{0}.T", ATOM),
        "tanh_prime": Template("_tanh_prime({0}, {1})"),
        "vdot": Template(prefix + "vdot({0}, {1})"),
        "trace": Template(prefix + "trace({0})"),
        "norm": Template(prefix + "linalg.norm({0})"),
        "inverse": Template(prefix + "linalg.inv({0})"),
        "solve": Template(prefix + "linalg.solve({0}, {1})"),
        "det": Template(prefix + "linalg.det({0})"),
        "logdet": Template("_logdet({0})"),
        "diag": Template(prefix + "diagflat({0})"),
        "diagonal": Template(f"{prefix}diagonal({{0}})[:, {prefix}newaxis]"),
        "kron": Template(prefix + "kron({0}, {1})"),
        "column": Template("{0}.reshape(-1, 1)", ATOM),
        "reshape": Template("{0}.reshape({1}, {2})", ATOM),
        "permute": Template("{0}.reshape({4}).transpose({3}).reshape({1}, {2})", ATOM),
        "joined *": Template("({0}.reshape({2}) * {1}.reshape({3})).reshape({4})", ATOM),
        "joined @": Template("({0}.reshape({2}) @ {1}.reshape({3})).reshape({4})", ATOM),
        "pairs": Template("_pairs({0})"),
        "mirrored": Template("_mirrored({0}, {1}, {2})"),
        "unpaired": Template("_unpaired({0}, {1})"),
        "paired": Template("_paired({0}, {1})"),
        "spread": Template("_spread({0}, {1}, ({2})).reshape({3})"),
        "softmax": Template("{2} / {3}", PRODUCT, PRODUCT),
        "max": Template("{0}.max()", ATOM),
        "max 0": Template("{0}.max(axis=0, keepdims=True)", ATOM),
        "max 1": Template("{0}.max(axis=1, keepdims=True)", ATOM),
        "sum": Template("{0}.sum()", ATOM),
        "sum 0": Template("{0}.sum(axis=0, keepdims=True)", ATOM),
        "sum 1": Template("{0}.sum(axis=1, keepdims=True)", ATOM),
        "tail": Template(prefix + "log1p({0})"),
    }
