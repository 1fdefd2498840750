"""Which names probably stand for the same thing: their values at one point in floating point. A guess, no proof."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist
from typing import Any
from zlib import crc32

import numpy as np

from derive.core.environment import DERIVATIVE, DETERMINANT, DIFFERENTIAL, ENTRY, NUMBER_OF, Environment
from derive.core.form import DELTA, Form
from derive.core.function import Function
from derive.core.sizes import SIZES

Array = np.ndarray[Any, np.dtype[np.float64]]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = 9


class _Reals(np.ndarray[Any, np.dtype[np.float64]]):
    """Arrays with the methods that the records of functions call."""

    def exp(self) -> Any:
        return np.exp(self)

    def log(self) -> Any:
        return np.log(np.abs(self))

    def sqrt(self) -> Any:
        return np.sqrt(np.abs(self))

    def sin(self) -> Any:
        return np.sin(self)

    def cos(self) -> Any:
        return np.cos(self)

    def normal_distribution(self) -> Any:
        return np.vectorize(NormalDist().cdf)(self)

    def normal_density(self) -> Any:
        return np.exp(-0.5 * self * self) / np.sqrt(2 * np.pi)

    def bent(self, above: int, below: int) -> Any:
        return self.by_sign(above, below) * self

    def by_sign(self, above: int, below: int) -> Any:
        return np.where(self > 0, above, below)


class Fingerprints:
    """Values of symbols at sizes 2, 3 and 4; equal forms have equal values up to rounding."""

    def __init__(self, env: Environment, functions: Mapping[str, Function]) -> None:
        self.env, self.functions = env, functions
        self._values: dict[str, Array] = {}
        self._heads: dict[int, Array] = {}

    def of(self, symbol: str) -> tuple[tuple[int, ...], str] | None:
        """What symbols with the same value up to sign have in common; None where the value is no number."""
        total = abs(self._projected(symbol))
        return (self.env.sizes[symbol], f"{total:.{DIGITS}g}") if np.isfinite(total) else None

    def sign(self, left: str, right: str) -> int:
        """1 or -1: left = sign * right, if they have the same fingerprint."""
        return 1 if self._projected(left) * self._projected(right) >= 0 else -1

    def _projected(self, symbol: str) -> float:
        try:
            value = self.value(symbol)
        except ValueError:  # more operands than einsum takes
            return float("nan")
        with np.errstate(all="ignore"):
            return float(np.sum(value * self._random("weights", value.shape)))

    def value(self, symbol: str) -> Array:
        pending = [symbol]
        while pending:
            part = pending[-1]
            form = self.env.definitions.get(part)
            if part in self._values:
                pending.pop()
            elif form is None:
                self._values[part] = self._random(part, self._shape(self.env.sizes[part]))
            else:
                missing = [s for s in self.env.mentioned(form) if s not in self._values]
                if missing:
                    pending += missing
                else:
                    with np.errstate(all="ignore"):
                        self._values[part] = self._form(form)
        return self._values[symbol]

    def _form(self, form: Form) -> Array:
        total = np.zeros(self._shape(form.free))
        for (scale, bound, factors), c in form.terms.items():
            sizes = form.free + bound
            weight = float(c)
            for size, power in scale:
                weight *= float(self._length(size)) ** power
            used = {i for factor in factors for i in factor[1:]}
            operands = [self._head(factor[0], tuple(sizes[i] for i in factor[1:])) for factor in factors]
            patterns = ["".join(LETTERS[i] for i in factor[1:]) for factor in factors]
            for i in range(len(form.free)):
                if i not in used:
                    operands.append(np.ones(self._length(sizes[i])))
                    patterns.append(LETTERS[i])
            output = LETTERS[: len(form.free)]
            total += weight * (np.einsum(",".join(patterns) + "->" + output, *operands) if operands else 1.0)
        return total

    def _head(self, number: int, sizes: tuple[int, ...]) -> Array:
        if number == DELTA:
            return np.eye(self._length(sizes[0]))
        found = self._heads.get(number)
        if found is None:
            head = self.env.heads[number]
            if head.fn == ENTRY:
                found = self._values[head.symbol]
            elif head.fn in (DERIVATIVE, DIFFERENTIAL):
                found = self._random(f"{head}", self._shape(head.sizes))
            elif head.fn == "inverse" or head.fn == DETERMINANT:
                square = self._values[head.symbol]
                length = int(np.sqrt(square.size))
                made = np.linalg.inv if head.fn == "inverse" else np.linalg.det
                try:
                    found = np.asarray(made(square.reshape(length, length))).reshape(self._shape(head.sizes))
                except np.linalg.LinAlgError:
                    found = np.full(self._shape(head.sizes), np.nan)
            elif head.fn.startswith(NUMBER_OF):
                argument = self._values[head.symbol]
                weight = float(np.sum(argument * self._random(head.fn, argument.shape)))
                found = np.sin(weight + self._random(head.fn, self._shape(head.sizes)))
            elif head.fn in self.functions:
                found = np.asarray(self.functions[head.fn].value(np.asarray(self._values[head.symbol]).view(_Reals)))
            else:
                rate, shift = np.random.default_rng(crc32(head.fn.encode())).uniform(0.4, 1.6, 2)
                found = np.sin(rate * self._values[head.symbol] + shift)
            self._heads[number] = found
        return found

    def _length(self, size: int) -> int:
        return SIZES[size].at({name: 2 + crc32(name.encode()) % 3 for name in SIZES[size].names()})

    def _shape(self, sizes: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(self._length(size) for size in sizes)

    @staticmethod
    def _random(name: str, shape: tuple[int, ...]) -> Array:
        """Numbers in (-1, 1) without a pattern, quickly: a random generator takes longer to make than to use."""
        places = np.arange(1, int(np.prod(shape, dtype=int)) + 1)
        mixed = 43758.5453 * np.sin(places * 12.9898 + crc32(name.encode()) % 65_537)
        return np.asarray(2 * (mixed - np.floor(mixed)) - 1).reshape(shape)
