"""What was raised, as people write it. Nothing rests on it: what comes out is lowered again and compared.

√u (1/u) A = A/√u     √(xᵀ x) = ‖x‖     exp(x)/(1ᵀ exp(x)) = softmax(x)     I ∘ A = diag(diagonal(A))
1 vᵀ ∘ A = A diag(v)     1ᵀ (A ∘ B) 1 = tr(Aᵀ B)     -(A - B) = B - A     A + A = 2 A
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from derive.core.op import SCALAR, Node
from derive.core.read import Language
from derive.core.text import walk_shown
from derive.normal.joined import transposed
from derive.normal.scalars import Factors, half, joined, product, split
from derive.normal.softmax import Softmax, summed


class Writer:
    """The rules, over one language; what has been rewritten once is kept."""

    def __init__(self, language: Language) -> None:
        self.make = language.make
        self._done: dict[Node, Node] = {}
        self.softmax = Softmax(language.make, self._tidy)
        self.rules = {
            "add": self._sum, "product": self._scaled, "quotient": self._scaled, "hadamard": self._hadamard,
            "apply": self._applied, "transpose": self._transposed,
        }  # fmt: skip

    def written(self, root: Node) -> Node:
        """The same, rewritten from the inside out."""
        done = self._done
        for node in walk_shown(root, done):
            args = [done[arg] for arg in node.args] if node.op.name != "symbol" else []
            same = all(new is old for new, old in zip(args, node.args, strict=False))
            new = node if same else self.make(node.op.name, *args, data=node.data)
            done[node] = self._tidy(new)
        return done[root]

    def _tidy(self, node: Node) -> Node:
        rule = self.rules.get(node.op.name)
        return rule(node) if rule else node

    # --- products ----------------------------------------------------------------------------------------------------

    def _scaled(self, node: Node) -> Node:
        """Scalars in front, roots and softmax among them."""
        if node.op.name == "quotient" and node.args[1].shape != SCALAR:
            return self._column_quotient(node)
        if node.op.name == "product":
            node = product(self.make, self.softmax.in_product(list(node.args)))
        factors = split(self.make, node)
        if factors.matrices:
            factors.matrices = self._ones_in(factors.matrices)
        factors.above = [self._scalar(part) for part in factors.above]
        factors.below = [self._scalar(part) for part in factors.below]
        self._roots(factors)
        self.softmax.in_scalars(factors)
        for part in [part for part in factors.above if part in factors.below]:
            if part in factors.below:
                factors.above.remove(part)
                factors.below.remove(part)
        if factors.number < 0:
            self._flip(factors)
        return joined(self.make, factors)

    def _flip(self, factors: Factors) -> None:
        """-c (A - B) = c (B - A)."""
        parts = factors.matrices or factors.above
        if len(parts) != 1 or parts[0].op.name != "add":
            return
        terms = [split(self.make, arg) for arg in parts[0].args]
        if any(term.number < 0 for term in terms):
            for term in terms:
                term.number = -term.number
            terms.sort(key=lambda term: term.number < 0)
            factors.number = -factors.number
            parts[0] = self.make("add", *[joined(self.make, term) for term in terms])

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
            plain = product(self.make, self.softmax.in_product(list(node.args)))
            return node if plain is node else self._scalar(plain)
        return node

    def _roots(self, factors: Factors) -> None:
        """√u above and u below make 1/√u; the root of a sum of squares is a norm."""
        present = {part for part in factors.above + factors.below if _is_root(part)}
        powers: Counter[Node] = Counter()
        made: Counter[Node] = Counter()  # how often a root is a factor
        for parts, sign in ((factors.above, 1), (factors.below, -1)):
            for part in list(parts):
                root, power = self._root(part)
                if root in present:
                    powers[root] += sign * power
                    made[root] += power == 1
                    parts.remove(part)
        for root, power in powers.items():
            count, odd = divmod(abs(power), 2)
            whole = root.op.name == "norm" and (odd or power == made[root])
            new = [root] * abs(power) if whole else [self._square(root)] * count + [root] * odd
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
            power = summed(arg)
            return self.make("logsumexp", power.args[0], data=0) if power else node
        return node

    def _column_quotient(self, node: Node) -> Node:
        """√A/A = 1/√A."""
        top, bottom = node.args
        if _is_root(top) and top.args[0] is bottom:
            return self.make("quotient", self.make("number", data=Fraction(1)), top)
        return self.softmax.in_quotient(node)

    # --- entry by entry ----------------------------------------------------------------------------------------------

    def _hadamard(self, node: Node) -> Node:
        if node.shape == SCALAR:
            return self._scaled(node)
        flat = [part for arg in node.args for part in (arg.args if arg.op.name == "hadamard" else [arg])]
        if len(flat) > len(node.args):
            return self._hadamard(self.make("hadamard", *flat))
        found = self.softmax.in_hadamard(node)
        if found:
            return self._hadamard(found)
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


def _transposes(node: Node) -> int:
    return sum(arg.op.name == "transpose" for arg in node.args)
