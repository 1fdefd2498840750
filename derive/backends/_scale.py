"""dW = (1/m) (A - Y) Xᵀ and db = (1/m) (A - Y) 1 share (1/m) (A - Y): a constant is multiplied where it costs least.

A product, a sum or a transpose is linear in each of its arguments, so that a constant factor of several results may
stand at an array that all of them are made of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from derive.backends._array import Array, Arrays, Scale, nominal, ordered

LINEAR = ("matmul", "times", "sum", "transpose", "vdot")
FIXED = ("argument", "constant", "scale")
SUMMING = {"matmul", "sum", "vdot"}
LONGER = 4  # what is summed over, such as samples, is longer than what is left
CALL = 1000  # what an operation costs beyond its entries, counted in entries


def gathered(
    arrays: Arrays, roots: Sequence[Array], names: Mapping[Array, str]
) -> tuple[list[Array], dict[Array, str]]:
    """The roots with each constant that several of them share multiplied once."""
    found, named = list(roots), dict(names)
    counted = Counter(array.data for array in ordered(roots) if array.kind == "scale" and array.data.coefficient > 0)
    for scale, count in counted.most_common():
        if count > 1:
            new = _Gathering(arrays, found, named, scale).new
            found = [new[root] for root in found]
            named = {new[array]: name for array, name in named.items() if array in new}
    return found, named


class _Gathering:
    """One constant. `new` is what each array becomes: itself, or its multiple."""

    def __init__(self, arrays: Arrays, roots: Sequence[Array], names: Mapping[Array, str], scale: Scale) -> None:
        self.scale = scale
        self.order = ordered(roots)
        self.users: dict[Array, list[Array]] = {array: [] for array in self.order}
        for array in self.order:
            for arg in array.args:
                self.users[arg].append(array)
        # what is returned or has a name of the author's stays what it is
        self.kept = {*roots, *names}
        for array in self.order:
            others = [user for user in self.users[array] if not self._is_multiple(user)]
            if array.kind in FIXED or any(user.kind not in LINEAR for user in others):
                self.kept.add(array)
        self.passed: dict[Array, Array] = {}
        while not self._chosen():
            pass
        carrying = self._carrying()
        self.new: dict[Array, Array] = {}
        for array in self.order:
            args = [self.new[arg] for arg in array.args]
            if self._is_multiple(array) and array.args[0] in carrying:
                self.new[array] = args[0]
                continue
            again = arrays.again(array, args) if args else array
            here = array in carrying and self.passed.get(array) not in carrying
            self.new[array] = arrays.scaled_again(scale, again) if here else again

    def _is_multiple(self, array: Array) -> bool:
        return array.kind == "scale" and array.data == self.scale

    def _chosen(self) -> bool:
        """For each array of which only multiples are used, the argument to which it could hand the constant on.

        False where an argument is found that not all of its users hand it to: it is kept, and all is done again.
        """
        self.passed = {}
        self.able: set[Array] = set()
        for array in reversed(self.order):
            if array in self.kept:
                continue
            handed = [self._is_multiple(user) or self.passed.get(user) is array for user in self.users[array]]
            if all(handed):
                self.able.add(array)
                choice = self._choice(array)
                if choice:
                    self.passed[array] = choice
            elif any(self.passed.get(user) is array for user in self.users[array]):
                self.kept.add(array)
                return False
        return True

    def _choice(self, array: Array) -> Array | None:
        """What is linear in turn rather than others, and small rather than large."""
        counted = Counter(array.args) if array.kind in LINEAR else Counter()
        free = [arg for arg, count in counted.items() if count == 1 and self.kept.isdisjoint((arg, _viewed(arg)))]
        return min(free, key=lambda arg: (_viewed(arg).kind not in LINEAR, nominal(*arg.shape)), default=None)

    def _carrying(self) -> set[Array]:
        """The arrays that are replaced by their multiples."""
        cost: dict[Array, int] = {}  # of multiplying there, or wherever it is used
        worth: set[Array] = set()
        for array in reversed(self.order):
            if array in self.able:
                summed = {user.kind for user in self.users[array]} <= SUMMING
                own = nominal(*array.shape) * (LONGER if summed else 1) + CALL
                above = sum(own if self._is_multiple(user) else cost[user] for user in set(self.users[array]))
                cost[array] = min(own, above)
                if own < above:
                    worth.add(array)
        carrying: set[Array] = set()
        for array in self.order:
            if array in worth or (array in self.able and self.passed.get(array) in carrying):
                carrying.add(array)
        return carrying


def _viewed(array: Array) -> Array:
    return array.args[0] if array.kind == "transpose" else array
