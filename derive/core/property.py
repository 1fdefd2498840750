"""What authors declare of their variables: laws of the entries, and conditions that follow."""

from __future__ import annotations

from dataclasses import dataclass

from derive.core.condition import Condition, Rejected, Uses
from derive.core.environment import ENTRY, Environment
from derive.core.form import DELTA, Factor, Form, Open

Terms = tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Property:
    """`laws` are sums of products that vanish: "ij" is an entry, "δij" a delta, `free` its free indices in order.

    A letter that is not free is summed over. `indices` is how many the variable must have (None: any; the only
    letter is then "*"), `square` whether they must be equal, `implies` the conditions that follow for the variable.
    """

    name: str
    indices: int | None
    square: bool = False
    laws: tuple[tuple[str, Terms], ...] = ()
    implies: tuple[str, ...] = ()


SYMMETRY = ("ij", ((1, ("ij",)), (-1, ("ji",))))
_TABLE = (
    Property("symmetric", 2, True, (SYMMETRY,)),
    Property("positive definite", 2, True, (SYMMETRY,), ("invertible",)),
    Property("invertible", 2, True),
    Property(
        "orthogonal",
        2,
        True,
        (("ij", ((1, ("ai", "aj")), (-1, ("δij",)))), ("ij", ((1, ("ia", "ja")), (-1, ("δij",))))),
        ("invertible",),
    ),
    Property("full column rank", 2),
    Property("positive", None, implies=("positive", "nonnegative", "nonzero")),
    Property("nonzero", None),
    Property("entries 0 or 1", None, laws=(("*", ((1, ("*", "*")), (-1, ("*",)))),), implies=("nonnegative",)),
    Property("entries -1 or 1", None, laws=(("*", ((1, ("*", "*")), (-1, ()))),), implies=("nonzero",)),
    Property(
        "one-hot columns",
        2,
        False,
        (("j", ((1, ("aj",)), (-1, ()))), ("ikj", ((1, ("ij", "kj")), (-1, ("δik", "ij"))))),
        ("nonnegative",),
    ),
    Property(
        "one-hot rows",
        2,
        False,
        (("i", ((1, ("ia",)), (-1, ()))), ("ijk", ((1, ("ij", "ik")), (-1, ("δjk", "ij"))))),
        ("nonnegative",),
    ),
    Property(
        "one-hot",
        1,
        False,
        (("", ((1, ("a",)), (-1, ()))), ("ij", ((1, ("i", "j")), (-1, ("δij", "i"))))),
        ("nonnegative",),
    ),
)
PROPERTIES = {record.name: record for record in _TABLE}


def law_of(env: Environment, name: str, place: int, symbol: str) -> Form:
    """The law of a property at a variable."""
    record = PROPERTIES[name]
    sizes = env.sizes[symbol]
    if symbol in env.definitions:
        raise Rejected(f"`{symbol}` is defined: only of a variable can anything be assumed")
    fitting = record.indices is None or record.indices == len(sizes)
    if not fitting or (record.square and sizes[0] != sizes[1]):
        raise Rejected(f"`{symbol}` has the wrong shape to be {name}")
    free, terms = record.laws[place]
    if record.indices is None:
        form = Form(sizes)
        own: Factor = (env.head(ENTRY, symbol), *range(len(sizes)))
        for c, words in terms:
            form.add(Open(c, {}, {}, [own for _ in words]))
        return form
    axis = {letter: sizes[i] for _, words in terms for word in words if word[0] != "δ" for i, letter in enumerate(word)}
    form = Form(tuple(axis[letter] for letter in free))
    for c, words in terms:
        names = {letter: i for i, letter in enumerate(free)}
        bound: dict[int, int] = {}
        for letter in "".join(words).replace("δ", ""):
            if letter not in names:
                names[letter] = len(form.free) + len(bound)
                bound[names[letter]] = axis[letter]
        head = env.head(ENTRY, symbol)
        factors: list[Factor] = [
            (DELTA, *[names[x] for x in word[1:]]) if word[0] == "δ" else (head, *[names[x] for x in word])
            for word in words
        ]
        form.add(Open(c, {}, bound, factors))
    return form


def implied(env: Environment, given: Uses, condition: Condition) -> Condition | None:
    """The declared property from which a condition follows, if one does."""
    kind, symbol = condition
    for name, variable in sorted(given):
        if variable == symbol and (kind == name or kind in PROPERTIES[name].implies):
            return name, variable
        if kind == "invertible" and name == "full column rank" and _is_gram(env, symbol, variable):
            return name, variable
    return None


def _is_gram(env: Environment, symbol: str, variable: str) -> bool:
    """Whether a symbol is defined as XᵀX."""
    sizes = env.sizes.get(variable, ())
    if len(sizes) != 2 or symbol not in env.definitions:
        return False
    head = env.head(ENTRY, variable)
    gram = Form((sizes[1], sizes[1]))
    gram.add(Open(1, {}, {2: sizes[0]}, [(head, 2, 0), (head, 2, 1)]))
    return env.definitions[symbol].key == gram.key
