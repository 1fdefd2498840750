"""What was raised, as people write it. Nothing rests on it: what comes out is lowered again and compared.

√u (1/u) A = A/√u     √(xᵀ x) = ‖x‖     exp(x)/(1ᵀ exp(x)) = softmax(x)     I ∘ A = diag(diagonal(A))
1 vᵀ ∘ A = A diag(v)     1ᵀ (A ∘ B) 1 = tr(Aᵀ B)     -(A - B) = B - A     A + A = 2 A
"""

from __future__ import annotations

from collections import Counter

from derive.core.op import SCALAR, Node, Shape, length
from derive.core.read import Language
from derive.core.sizes import ONE
from derive.core.text import walk_shown
from derive.normal.joined import transposed
from derive.normal.scalars import Factors, half, joined, product, split


def written(language: Language, root: Node) -> Node:
    """The same, rewritten from the inside out."""
    return Writer(language).written(root)


class Writer:
    """The rules, over one language."""

    def __init__(self, language: Language) -> None:
        self.make = language.make
        self.rules = {
            "add": self._sum, "product": self._scaled, "quotient": self._scaled, "hadamard": self._hadamard,
            "apply": self._applied, "transpose": self._transposed,
        }  # fmt: skip

    def written(self, root: Node) -> Node:
        done: dict[Node, Node] = {}
        for node in walk_shown(root):
            args = [done[arg] for arg in node.args] if node.op.name != "symbol" else []
            same = all(new is old for new, old in zip(args, node.args, strict=False))
            new = node if same else self.make(node.op.name, *args, data=node.data)
            rule = self.rules.get(node.op.name)
            done[node] = rule(new) if rule else new
        return done[root]

    # --- products ----------------------------------------------------------------------------------------------------

    def _scaled(self, node: Node) -> Node:
        """Scalars in front, roots and softmax among them."""
        if node.op.name == "quotient" and node.args[1].shape != SCALAR:
            return self._column_quotient(node)
        if node.op.name == "product":
            node = product(self.make, self._softmax_by(list(node.args)))
        factors = split(self.make, node)
        if factors.matrices:
            factors.matrices = self._ones_in(factors.matrices)
        factors.above = [self._scalar(part) for part in factors.above]
        factors.below = [self._scalar(part) for part in factors.below]
        self._roots(factors)
        self._softmax(factors)
        if factors.number < 0 and not factors.below and not factors.sizes:
            flipped = self._flipped(factors)
            if flipped:
                return flipped
        return joined(self.make, factors)

    def _flipped(self, factors: Factors) -> Node | None:
        """-(A - B) = B - A."""
        parts = factors.above + factors.matrices
        if factors.number != -1 or len(parts) != 1 or parts[0].op.name != "add":
            return None
        terms = [split(self.make, arg) for arg in parts[0].args]
        if not any(term.number < 0 for term in terms):
            return None
        for term in terms:
            term.number = -term.number
        terms.sort(key=lambda term: term.number < 0)
        return self.make("add", *[joined(self.make, term) for term in terms])

    def _ones_in(self, matrices: list[Node]) -> list[Node]:
        """1 (A 1)ᵀ = 1 1ᵀ Aᵀ: the transpose of a product behind ones is written out."""
        return [
            part
            for node in matrices
            for part in (
                transposed(self.make, node.args[0]).args
                if node.op.name == "transpose" and node.args[0].op.name == "product" and matrices[0].op.name == "ones"
                and all(arg.shape != SCALAR for arg in node.args[0].args)
                else (node,)
            )
        ]  # fmt: skip

    def _scalar(self, node: Node) -> Node:
        """1ᵀ (A ∘ B) 1 = tr(Aᵀ B), and of xᵀ Aᵀ y and yᵀ A x the one with fewer transposes."""
        if node.op.name != "product":
            return node
        first, *middle, last = node.args
        if first.op.name == last.op.name == "ones" and len(middle) == 1:
            inner = middle[0].args[0] if middle[0].op.name == "transpose" else middle[0]
            if inner.op.name == "hadamard" and len(inner.args) == 2:
                left, right = inner.args
                return self.make("trace", self.make("product", transposed(self.make, left), right))
        if all(arg.shape != SCALAR for arg in node.args):
            turned = transposed(self.make, node)
            node = turned if _transposes(turned) < _transposes(node) else node
            plain = product(self.make, self._softmax_by(list(node.args)))
            return node if plain is node else self._scalar(plain)
        return node

    def _roots(self, factors: Factors) -> None:
        """√u above and u below make 1/√u; the root of a sum of squares is a norm."""
        present = {part for part in factors.above + factors.below if _is_root(part)}
        powers: Counter[Node] = Counter()
        for parts, sign in ((factors.above, 1), (factors.below, -1)):
            for part in list(parts):
                root, power = self._root(part)
                if root in present:
                    powers[root] += sign * power
                    parts.remove(part)
        for root, power in powers.items():
            count, odd = divmod(abs(power), 2)
            cubed = root.op.name == "norm" and odd
            new = [root] * abs(power) if cubed else [self._square(root)] * count + [root] * odd
            (factors.above if power > 0 else factors.below).extend(new)

    def _root(self, part: Node) -> tuple[Node, int]:
        """The root of which a scalar is this power: itself, or its square."""
        if _is_root(part):
            return part, 1
        base = half(self.make, part)
        return (self.make("norm", base) if base else self.make("apply", part, data="sqrt")), 2

    def _square(self, root: Node) -> Node:
        (arg,) = root.args
        if root.op.name == "apply":
            return arg
        both = self.make("product", transposed(self.make, arg), arg)
        return self.make("trace", both) if arg.shape.cols else both

    def _applied(self, node: Node) -> Node:
        """√(xᵀ x) = ‖x‖, log(1ᵀ exp(x)) = logsumexp(x)."""
        (arg,) = node.args
        if node.data == "sqrt" and arg.shape == SCALAR:
            base = half(self.make, arg)
            return self.make("norm", base) if base else node
        if node.data == "log" and arg.shape == SCALAR:
            power = _summed(arg)
            return self.make("logsumexp", power.args[0], data=0) if power else node
        return node

    # --- softmax -----------------------------------------------------------------------------------------------------

    def _softmax(self, factors: Factors) -> None:
        """exp(x)/(1ᵀ exp(x)) with the column exp(x) anywhere in the product."""
        for below in list(factors.below):
            power = _summed(below)
            if power is None:
                continue
            new = self.make("softmax", power.args[0], data=0)
            for parts in (factors.matrices, factors.above):
                for place, part in enumerate(parts):
                    replaced = self._with(part, power, new)
                    if replaced and below in factors.below:
                        parts[place] = replaced
                        factors.below.remove(below)

    def _softmax_by(self, factors: list[Node]) -> list[Node]:
        """exp(X) (v/(exp(X)ᵀ 1)) = softmax(X) v, anywhere in a product."""
        for place, (left, right) in enumerate(zip(factors, factors[1:], strict=False)):
            if right.op.name != "quotient":
                continue
            top, bottom = right.args
            for below in _entrywise(bottom):
                found = _sums_of_exp(below)
                if found and found[1] == 0:
                    replaced = self._with(left, found[0], self.make("softmax", found[0].args[0], data=0))
                    if replaced:
                        rest = self._over(top, _without(_entrywise(bottom), below))
                        if rest.op.name == "number" and rest.data == 1:
                            rest = self.make("ones", data=_column(right.shape))
                        if rest.shape == right.shape:
                            return self._softmax_by([*factors[:place], replaced, rest, *factors[place + 2 :]])
        return factors

    def _with(self, node: Node, old: Node, new: Node) -> Node | None:
        """The node with `new` for one factor `old` of each of its terms."""
        if node is old:
            return new
        if node.op.name == "transpose":
            inner = self._with(node.args[0], old, new)
            return self.make("transpose", inner) if inner else None
        if node.op.name == "add":
            terms = [self._with(arg, old, new) for arg in node.args]
            kept = [term for term in terms if term]
            return self.make("add", *kept) if len(kept) == len(terms) else None
        if node.op.name in ("product", "hadamard", "diag"):
            for place, arg in enumerate(node.args):
                inner = self._with(arg, old, new)
                if inner:
                    return self.make(node.op.name, *node.args[:place], inner, *node.args[place + 1 :])
        return None

    def _column_quotient(self, node: Node) -> Node:
        """((Y ∘ exp(X))ᵀ 1)/(exp(X)ᵀ 1) = (Y ∘ softmax(X))ᵀ 1, and so for rows."""
        top, bottom = node.args
        for below in _entrywise(bottom):
            found = _sums_of_exp(below)
            if found:
                power, axis = found
                replaced = self._with(top, power, self.make("softmax", power.args[0], data=axis))
                if replaced:
                    return self._over(replaced, _without(_entrywise(bottom), below))
        return node

    def _over(self, top: Node, below: list[Node]) -> Node:
        if not below:
            return top
        return self.make("quotient", top, below[0] if len(below) == 1 else self.make("hadamard", *below))

    def _divided(self, node: Node, sums: Node, axis: int) -> Node | None:
        """The node times 1 sumsᵀ (axis 0) or sums 1ᵀ (axis 1), where it is divided by it; else None."""
        if sums.shape == SCALAR:
            factors = split(self.make, node)
            if sums in factors.below:
                factors.below.remove(sums)
                return joined(self.make, factors)
        if node.op.name == "add":
            terms = [self._divided(arg, sums, axis) for arg in node.args]
            kept = [term for term in terms if term]
            return self._sum(self.make("add", *kept)) if len(kept) == len(terms) else None
        if node.op.name == "hadamard":
            for place, arg in enumerate(node.args):
                rest = self._divided(arg, sums, axis)
                if rest:
                    return self.make("hadamard", *node.args[:place], rest, *node.args[place + 1 :])
        if node.op.name == "product" and sums.shape != SCALAR:
            place = -1 if axis == 0 else 0
            turned = node.args[place]
            inner = turned.args[0] if turned.op.name in ("transpose", "diag") else turned
            if inner.op.name != "quotient" or sums not in _entrywise(inner.args[1]):
                return None
            others = list(node.args[:-1] if axis == 0 else node.args[1:])
            column = self._over(inner.args[0], _without(_entrywise(inner.args[1]), sums))
            if column.shape == SCALAR and turned.op.name == "diag":
                return product(self.make, others)  # what is left above is 1
            if column.shape == SCALAR:
                column = self.make("ones", data=_column(inner.shape))
            new = self.make("diag", column) if turned.op.name == "diag" else column
            new = transposed(self.make, new) if turned.op.name == "transpose" else new
            return self._scaled(product(self.make, [*others, new] if axis == 0 else [new, *others]))
        return None

    # --- entry by entry ----------------------------------------------------------------------------------------------

    def _hadamard(self, node: Node) -> Node:
        if node.shape == SCALAR:
            return self._scaled(node)
        for place, power in enumerate(node.args):
            if power.op.name == "apply" and power.data == "exp":
                rest = self._times([*node.args[:place], *node.args[place + 1 :]])
                for axis, sums in self._sums(power):
                    other = self._divided(rest, sums, axis)
                    if other:
                        new = self.make("softmax", power.args[0], data=axis)
                        return self._hadamard(self.make("hadamard", new, other))
        for place, arg in enumerate(node.args):
            rest = self._times([*node.args[:place], *node.args[place + 1 :]])
            if arg.op.name == "identity":
                return self.make("diag", self.make("diagonal", rest))
            if arg.op.name == "ones":
                return rest
            if arg.op.name == "product" and len(arg.args) >= 2 and rest.shape == arg.shape:
                scaled = self._spread(arg, rest)
                if scaled:
                    return scaled
        return node

    def _spread(self, outer: Node, rest: Node) -> Node | None:
        """1 vᵀ ∘ A = A diag(v), v 1ᵀ ∘ A = diag(v) A."""
        first, last = outer.args[0], outer.args[-1]
        if first.op.name == "ones" and not first.shape.cols:
            across = product(self.make, list(outer.args[1:]))
            if not across.shape.rows:
                inner = across.args[0] if across.op.name == "transpose" else across
                return rest if inner.op.name == "ones" else product(self.make, [rest, self.make("diag", inner)])
        if last.op.name == "ones" and not last.shape.rows:
            down = product(self.make, list(outer.args[:-1]))
            if not down.shape.cols:
                return product(self.make, [self.make("diag", down), rest])
        return None

    def _sums(self, power: Node) -> list[tuple[int, Node]]:
        """The sums of exp(X) over each column and each row, as they are raised."""
        rows, cols = power.shape
        if not cols:
            ones = self.make("ones", data=_column(power.shape))
            return [(0, self.make("product", transposed(self.make, ones), power))]
        down, across = (self.make("ones", data=_column(Shape(axis, ()))) for axis in (rows, cols))
        return [
            (0, self.make("product", transposed(self.make, power), down)),
            (1, self.make("product", power, across)),
        ]

    def _times(self, nodes: list[Node]) -> Node:
        return nodes[0] if len(nodes) == 1 else self.make("hadamard", *nodes)

    # --- sums, transposes --------------------------------------------------------------------------------------------

    def _sum(self, node: Node) -> Node:
        """A + A = 2 A, A/b + C/b = (A + C)/b."""
        terms: dict[tuple[object, ...], Factors] = {}
        for arg in self._terms(node):
            factors = split(self.make, arg)
            key = (tuple(factors.sizes.items()), *map(tuple, (factors.above, factors.below, factors.matrices)))
            if key in terms:
                terms[key].number += factors.number
            else:
                terms[key] = factors
        parts = [factors for factors in terms.values() if factors.number]
        shared = self._shared(parts)
        if len(parts) == len(node.args) and not shared.below:
            return node
        kept = [joined(self.make, factors) for factors in parts]
        if not kept or node.shape != SCALAR and all(part.shape == SCALAR for part in kept):
            return node
        total = kept[0] if len(kept) == 1 else self.make("add", *kept)
        if not shared.below:
            return total
        (shared.matrices if total.shape != SCALAR else shared.above).append(total)
        return joined(self.make, shared)

    def _shared(self, parts: list[Factors]) -> Factors:
        """The scalars by which each term is divided, where they are the same: the terms lose them."""
        shared = Factors()
        if parts and all(part.matrices and Counter(part.below) == Counter(parts[0].below) for part in parts):
            shared.below = parts[0].below
            for part in parts:
                part.below = []
        return shared

    def _terms(self, node: Node) -> list[Node]:
        """The terms of a sum, and of the sums in it."""
        return [part for arg in node.args for part in (self._terms(arg) if arg.op.name == "add" else [arg])]

    def _transposed(self, node: Node) -> Node:
        """(Aᵀ A)⁻ᵀ = (Aᵀ A)⁻¹."""
        (arg,) = node.args
        if arg.op.name == "inverse" and transposed(self.make, arg.args[0]) is arg.args[0]:
            return arg
        return node


def _is_root(node: Node) -> bool:
    return node.op.name == "norm" or (node.op.name == "apply" and node.data == "sqrt")


def _summed(node: Node) -> Node | None:
    """exp(x) where the scalar is 1ᵀ exp(x), or its transpose."""
    if node.op.name == "product" and len(node.args) == 2 and node.shape == SCALAR:
        for ones, other in (node.args, node.args[::-1]):
            power = other.args[0] if other.op.name == "transpose" else other
            if ones.op.name == "ones" and power.op.name == "apply" and power.data == "exp" and not power.shape.cols:
                return power
    return None


def _sums_of_exp(node: Node) -> tuple[Node, int] | None:
    """exp(X) and the axis, where the column is exp(X)ᵀ 1 or exp(X) 1."""
    if node.op.name != "product" or len(node.args) != 2 or node.args[1].op.name != "ones":
        return None
    axis = 0 if node.args[0].op.name == "transpose" else 1
    power = node.args[0].args[0] if axis == 0 else node.args[0]
    return (power, axis) if power.op.name == "apply" and power.data == "exp" else None


def _entrywise(node: Node) -> list[Node]:
    return list(node.args) if node.op.name == "hadamard" else [node]


def _without(nodes: list[Node], taken: Node) -> list[Node]:
    rest = list(nodes)
    rest.remove(taken)
    return rest


def _column(shape: Shape) -> tuple[object, object]:
    """The sizes of a column of ones of this shape."""
    return length(shape.rows), ONE


def _transposes(node: Node) -> int:
    return sum(arg.op.name == "transpose" for arg in node.args)


__all__ = ["written"]
