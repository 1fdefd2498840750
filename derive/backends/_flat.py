"""The statements of a function that works in arrays which the caller keeps: one operation each, with `out=`.

An array whose entries are not needed any more takes the next result of its shape, that of the operation which needs
them last before others. From the second call on nothing is allocated but what other operations return.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from derive.backends._array import Array, broadcast
from derive.backends._body import FREE, VIEWS, Body, filled
from derive.core.op import SCALAR, Shape
from derive.core.text import PRODUCT

CALL = re.compile(r"(np\.\w+\([^()]*)\)")


class Plan(NamedTuple):
    """Calls one after the other, {} being the array that they write to; the arguments whose memory that may be.

    Where it is `in_a_row`, that is a row of as many numbers as there are entries.
    """

    calls: Sequence[str]
    replaced: Sequence[Array] = ()
    in_a_row: bool = False


class Flat(Body):
    """One operation a line. `slots` are the arrays that are worked in, with their shapes."""

    def _write_all(
        self, order: Sequence[Array], uses: Mapping[Array, int], kept: Collection[Array], names: Mapping[Array, str]
    ) -> None:
        self.slots: dict[str, Shape] = {}
        free: dict[Shape, list[str]] = {}
        held: dict[Array, str] = {}
        inline = {array for array in order if array not in names and _is_inline(array, uses)}
        last = _last_uses(order, inline, {*kept, *self.roots})
        ended: dict[int, list[Array]] = {}
        for array, place in last.items():
            ended.setdefault(place, []).append(array)
        for place, array in enumerate(order):
            self._note(array)
            if array.kind != "argument":
                plan = None if array in inline else self._plan(array)
                if plan:
                    mine = [arg for arg in plan.replaced if last[arg] == place and arg in held]
                    shape = Shape((), sum(array.shape, ())) if plan.in_a_row else array.shape
                    fitting = [arg for arg in mine if self.slots[held[arg]] == shape]
                    spare = free.setdefault(shape, [])
                    slot = held.pop(fitting[0]) if fitting else spare.pop() if spare else self._new_slot(shape)
                    held[array] = slot
                    *before, result = (call.format(slot) for call in plan.calls)
                    self.lines += before
                    self._assign(array, (result, PRODUCT), names.get(array))
                else:
                    self.writer.shown[array] = self.writer.write(array)
                    if array not in inline:
                        self._assign(array, self.writer.shown[array], names.get(array))
            for arg in ended.get(place, ()):
                if arg in held:
                    slot = held.pop(arg)
                    free.setdefault(self.slots[slot], []).append(slot)

    def opening(self, arguments: Sequence[str]) -> list[str]:
        """The statement that gets the arrays."""
        if not self.slots:
            return []
        lengths = [[self.writer.length(axis)[0] for axis in shape] for shape in self.slots.values()]
        shapes = [f"({rows}, {columns})" for rows, columns in lengths]
        given = [f"{name}={name}" for name in arguments]
        slots = ["[", *filled([*self.slots], 4), "] = _arrays("]
        return [*slots, "    work,", "    [", *filled(shapes, 8), "    ],", *filled(given, 4), ")"]

    def _new_slot(self, shape: Shape) -> str:
        slot = self.names.temporary("w", True)
        self.slots[slot] = shape
        return slot

    def _plan(self, array: Array) -> Plan | None:
        """None for what is not written to an array that is given."""
        shown, args = [self.writer.shown[arg][0] for arg in array.args], array.args
        if array.shape == SCALAR:
            return None
        match array.kind:
            case "matmul":
                return Plan([f"_dot({shown[0]}, {shown[1]}, {{}})"])
            case "tanh_prime":
                return Plan([f"_tanh_prime({shown[0]}, {shown[1]}, {{}})"], args[1:])
            case "softmax":
                return Plan([f"np.divide({shown[2]}, {shown[3]}, out={{}})"], args[2:3])
            case "divide":
                return Plan([f"np.divide({shown[0]}, {shown[1]}, out={{}})"], args)
            case "sigmoid":
                signs = [f"np.sign({shown[0]}, out={{0}})"] + ["np.negative({0}, out={0})"] * (array.data < 0)
                above = f"np.maximum({shown[1]}, {{0}}, out={{0}})"
                return Plan([*signs, above, f"np.divide({{0}}, {shown[2]}, out={{0}})"], args[:1])
            case "function" if array.data == "decay":
                return Plan(
                    [f"np.abs({shown[0]}, out={{0}})", "np.negative({0}, out={0})", "np.exp({0}, out={0})"], args
                )
            case "function":
                call = CALL.fullmatch(self.writer.write(array)[0])
                return Plan([f"{call[1]}, out={{}})"], args) if call else None
            case "scale":
                return self._scaled(array)
            case "times":
                return _folded(
                    array.shape,
                    [Step(arg, "multiply", " * ", self.writer.shown[arg][0], self.writer.factor(arg)) for arg in args],
                )
            case "add":
                return self._sum(array)
            case "pairs" | "paired" | "mirrored":
                words = self.writer.write(array)[0]
                return Plan([f"{words.removesuffix(')')}, {{}})"], in_a_row=True)
            case "spread":
                words = self.writer.write(array)[0]
                if len(args) > 1:
                    return Plan([words], args[1:], in_a_row=True)
                words, _, after = words.rpartition(").reshape(")
                return Plan(["{0}.fill(0)", f"{words}, {{0}}).reshape({after}"], in_a_row=True)
            case "joined *" | "joined @":
                return self._joined(array)
        return None

    def _joined(self, array: Array) -> Plan:
        *lengths, shape = array.data
        factors = [
            f"{self.writer.factor(arg)}.reshape({self.writer.lengths(own)})"
            for arg, own in zip(array.args, lengths, strict=True)
        ]
        one, two = lengths
        if array.kind == "joined @":
            function, whole = "matmul", [*one[:-1], two[-1]]
        else:
            # axes are counted from the last one, and those of length 1 repeat
            missing = [()] * (len(one) - len(two))
            function, whole = "multiply", [a or b for a, b in zip(one, [*missing, *two], strict=True)]
        call = f"np.{function}({', '.join(factors)}, out={{}}.reshape({self.writer.lengths(whole)}))"
        return Plan([f"{call}.reshape({self.writer.lengths(shape)})"], in_a_row=True)

    def _scaled(self, array: Array) -> Plan:
        (arg,) = array.args
        words, factor = self.writer.shown[arg][0], self.writer.constant(array.data)[0]
        sign = "-" if factor.startswith("-") else ""
        top, _, below = factor.removeprefix("-").partition(" / ")
        if factor == "-1":
            return Plan([f"np.negative({words}, out={{}})"], [arg])
        if top == "1":
            return Plan([f"np.divide({words}, {sign}{below}, out={{}})"], [arg])
        return Plan([f"np.multiply({factor}, {words}, out={{}})"], [arg])

    def _sum(self, array: Array) -> Plan:
        """What is added comes before what is subtracted."""
        terms = sorted(((*self.writer.term(arg), arg) for arg in array.args), key=lambda term: term[0])
        signs = {False: ("add", " + "), True: ("subtract", " - ")}
        steps = [Step(arg, *signs[less], *words) for less, words, arg in terms]
        if terms[0][0]:
            steps[0] = steps[0]._replace(words=f"-{steps[0].factor}", factor=f"(-{steps[0].factor})")
        return _folded(array.shape, steps)


class Step(NamedTuple):
    """What is multiplied by, added or subtracted."""

    array: Array
    function: str
    sign: str
    words: str
    factor: str  # the words, bracketed where they must be


def _folded(shape: Shape, steps: Sequence[Step]) -> Plan:
    """(a op b) op c ...: small arrays are combined in an expression, all else where the result is to be."""
    words, factor = steps[0].words, steps[0].factor
    small, calls, replaced = [steps[0].array], list[str](), [steps[0].array]
    for step in steps[1:]:
        small.append(step.array)
        if broadcast(small) != shape:
            words = factor = f"({factor}{step.sign}{step.factor})"
            continue
        if not calls:
            replaced.append(step.array)
        calls.append(f"np.{step.function}({words}, {step.words}, out={{0}})")
        words = "{0}"
    # what is read once the result has been begun cannot make room for it
    later = {_base(step.array) for step in steps[1 - len(calls) :]} if len(calls) > 1 else set()
    return Plan(calls, [array for array in replaced if array not in later])


def _base(array: Array) -> Array:
    while array.kind in VIEWS or array.kind == "scale":
        (array,) = array.args
    return array


def _is_inline(array: Array, uses: Mapping[Array, int]) -> bool:
    """Whether it is written where it is used: what costs nothing, a minus sign in a sum, arithmetic of numbers."""
    return array.kind in FREE or not uses[array] or all(arg.shape == SCALAR for arg in (array, *array.args))


def _last_uses(order: Sequence[Array], inline: Collection[Array], kept: Collection[Array]) -> dict[Array, int]:
    """The place of the statement that reads each array last; of what is returned, the end."""
    last = dict.fromkeys(kept, len(order))
    for place in range(len(order) - 1, -1, -1):
        array = order[place]
        # what shows the memory of its arguments needs them for as long as it is needed itself
        until = max(place, last.get(array, place)) if array in inline or array.kind in VIEWS else place
        for arg in array.args[2:] if array.kind == "softmax" else array.args:
            last[arg] = max(last.get(arg, 0), until)
    return last
