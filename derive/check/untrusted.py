"""JSON that nobody vouches for, read within bounds; every part knows its place, so that an error can say where."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn

from derive.core.errors import Unreadable

LARGEST = 16 * 2**20  # bytes
DIGITS = 100  # of a whole number
LONGEST = 1000  # characters of a string


def parse(data: bytes) -> Part:
    """The whole of a file; Unreadable says where it is malformed."""
    if len(data) > LARGEST:
        raise Unreadable(f"it is longer than {LARGEST // 2**20} MiB")
    try:
        value = json.loads(data.decode(), parse_int=_whole, object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise Unreadable(f"byte {error.start + 1} is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise Unreadable(f"line {error.lineno}, column {error.colno}: not JSON: {error.msg.lower()}") from error
    except RecursionError as error:
        raise Unreadable("it is nested too deeply") from error
    return Part(value, "")


class _Huge:
    """A number of too many digits, which is never worked out."""


def _whole(digits: str) -> int | _Huge:
    return int(digits) if len(digits) <= DIGITS else _Huge()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Unreadable(f"the key {quoted(key)} stands twice in one object")
        found[key] = value
    return found


def quoted(words: str) -> str:
    """A string that may be anything, in ASCII and not too long."""
    return json.dumps(words if len(words) <= 40 else words[:40] + "...")


class Part:
    """A value and where in the file it stands."""

    __slots__ = ("place", "value")

    def __init__(self, value: Any, place: str) -> None:
        self.value, self.place = value, place

    def fail(self, wanted: str) -> NoReturn:
        raise Unreadable(f"{self.place or 'the file'} is {_kind(self.value)}, not {wanted}")

    def fields(self, *names: str) -> list[Part]:
        """The values of an object that has exactly these keys."""
        if type(self.value) is not dict:
            self.fail("an object")
        where = self.place or "the file"
        for name in names:
            if name not in self.value:
                raise Unreadable(f"{where} has no `{name}`")
        for key in self.value:
            if key not in names:
                raise Unreadable(f"{where} has a key {quoted(key)} that is not part of the format")
        return [Part(self.value[name], f"{self.place}.{name}" if self.place else name) for name in names]

    def has(self, name: str) -> bool:
        return type(self.value) is dict and name in self.value

    def items(self, count: int | None = None) -> list[Part]:
        """The parts of a list, of this many where a number is given."""
        if type(self.value) is not list:
            self.fail("a list")
        if count is not None and len(self.value) != count:
            raise Unreadable(f"{self.place} has {len(self.value)} parts instead of {count}")
        return [Part(value, f"{self.place}[{k}]") for k, value in enumerate(self.value)]

    def text(self) -> str:
        """A string that is neither empty nor very long."""
        if type(self.value) is not str or not self.value:
            self.fail("a name")
        if len(self.value) > LONGEST:
            raise Unreadable(f"{self.place} has more than {LONGEST} characters")
        return self.value

    def whole(self, least: int | None = None) -> int:
        """A whole number."""
        if type(self.value) is not int:
            self.fail("a whole number")
        if least is not None and self.value < least:
            raise Unreadable(f"{self.place} is {self.value}, which is less than {least}")
        return self.value

    def places(self) -> Sequence[int]:
        """A list of numbers 0, 1, 2, ..."""
        if type(self.value) is not list or any(type(k) is not int or k < 0 for k in self.value):
            for item in self.items():
                item.whole(0)
        return self.value  # type: ignore[no-any-return]

    def entry(self, table: Sequence[Any], of: str) -> Any:
        """What stands at this place of a table."""
        place = self.whole(0)
        if place >= len(table):
            raise Unreadable(f"{self.place} is {place}, but there are only {len(table)} {of}")
        return table[place]


def _kind(value: Any) -> str:
    if isinstance(value, _Huge):
        return f"a number of more than {DIGITS} digits"
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    return "a string" if type(value) is str else "a list" if type(value) is list else "an object"
