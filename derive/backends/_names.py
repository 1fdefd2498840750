"""Names of an author's as names in Python: λ and W1 stay, `lambda` becomes lambda_, g' becomes g_prime."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Iterable

from derive.core.errors import Unreadable
from derive.core.function import opaque_parts


def identifier(text: str, reserved: Iterable[str] = ()) -> str:
    """The name in Python; raises Unreadable where there is none."""
    letter, primes = opaque_parts(text)
    # Python takes names that look alike for one name, which would confuse what the author kept apart
    if not letter.isidentifier() or unicodedata.normalize("NFKC", letter) != letter or letter.startswith("__"):
        raise Unreadable(f"`{text}` cannot be a name in Python")
    name = letter + "_prime" * primes
    return name + "_" if keyword.iskeyword(name) or name in reserved else name


class Names:
    """The names taken so far in one function."""

    def __init__(self, reserved: Iterable[str]) -> None:
        self.reserved = frozenset(reserved)
        self.taken: dict[str, str] = dict.fromkeys(self.reserved, "")

    def claim(self, text: str) -> str:
        """A name that a caller uses, so that it cannot be changed."""
        name = identifier(text, self.reserved)
        if name in self.taken:
            raise Unreadable(f"`{text}` and `{self.taken[name]}` would both be the argument `{name}`")
        self.taken[name] = text
        return name

    def local(self, text: str) -> str:
        """A local name like this one."""
        name = stem = identifier(text, self.reserved)
        count = 1
        while name in self.taken:
            count += 1
            name = f"{stem}_{count}"
        self.taken[name] = text
        return name

    def temporary(self, stem: str, numbered: bool) -> str:
        """A name for what the author did not name."""
        name, count = (f"{stem}1", 1) if numbered else (stem, 1)
        while name in self.taken:
            count += 1
            name = f"{stem}{count}"
        self.taken[name] = name
        return name
