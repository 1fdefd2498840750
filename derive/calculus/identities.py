"""The identities by which terms are rearranged, in general terms: the reasons that stand beside a line."""

from __future__ import annotations

from derive.calculus.functions import Rule
from derive.calculus.written import hadamard, lengths, make, product, quotient, trace, transposed
from derive.core.op import Node
from derive.core.sizes import ONE, name


def _letter(letter: str, rows: str, cols: str) -> Node:
    return make("symbol", data=(letter, *(ONE if length == "1" else name(length) for length in (rows, cols))))


def transposing(traced: bool, inner: Node) -> Rule:
    """tr(Aᵀ) = tr(A); of columns aᵀ b = bᵀ a, of rows a bᵀ = tr(aᵀ b)"""
    if traced:
        a = _letter("A", "n", "n")
        return trace(transposed(a)), trace(a)
    if inner.shape.cols:
        a, b = _letter("a", "1", "n"), _letter("b", "1", "n")
        return product(a, transposed(b)), trace(product(transposed(a), b))
    a, b = _letter("a", "n", "1"), _letter("b", "n", "1")
    return product(transposed(a), b), product(transposed(b), a)


def cyclic(traced: bool) -> Rule:
    """tr(A B) = tr(B A); of a row and a column a b = tr(b a)"""
    a, b = (
        (_letter("A", "n", "m"), _letter("B", "m", "n")) if traced else (_letter("a", "1", "n"), _letter("b", "n", "1"))
    )
    return trace(product(a, b)), trace(product(b, a))


def elementwise(traced: bool) -> Rule:
    """tr(Aᵀ (B ∘ C)) = tr((A ∘ B)ᵀ C)"""
    a, b, c = _three(traced)
    return trace(product(transposed(a), hadamard(b, c))), trace(product(transposed(hadamard(a, b)), c))


def dividing(traced: bool) -> Rule:
    """tr(Aᵀ (C / B)) = tr((A / B)ᵀ C)"""
    a, b, c = _three(traced)
    return trace(product(transposed(a), quotient(c, b))), trace(product(transposed(quotient(a, b)), c))


def _three(traced: bool) -> tuple[Node, Node, Node]:
    a, b, c = (_letter(letter, "n", "m") if traced else _letter(letter.lower(), "n", "1") for letter in "ABC")
    return a, b, c


def scalar_out() -> Rule:
    """tr(A b B) = tr(A B) b"""
    a, b, scalar = _letter("A", "n", "m"), _letter("B", "m", "n"), _letter("b", "1", "1")
    return trace(make("product", a, scalar, b)), product(trace(product(a, b)), scalar)


def summing(operation: str) -> Rule:
    """sum(A) = 1ᵀ A 1"""
    a = _letter("A", "n", "m")
    return make(operation, a), as_product(operation, a)


def as_product(operation: str, node: Node) -> Node:
    """Sums as products with ones: of all entries 1ᵀ A 1, of rows A 1, of columns 1ᵀ A."""
    rows, cols = lengths(node.shape)
    left = [] if operation == "row_sums" or rows is ONE else [make("ones", data=(ONE, rows))]
    right = [] if operation == "column_sums" or cols is ONE else [make("ones", data=(cols, ONE))]
    return product(*left, node, *right)


def diagonals() -> Rule:
    """tr(A diag(b)) = diagonal(A)ᵀ b"""
    a, b = _letter("A", "n", "n"), _letter("b", "n", "1")
    return trace(product(a, make("diag", b))), product(transposed(make("diagonal", a)), b)


def product_turned() -> Rule:
    """(A B)ᵀ = Bᵀ Aᵀ"""
    a, b = _letter("A", "n", "m"), _letter("B", "m", "k")
    return make("transpose", product(a, b)), product(transposed(b), transposed(a))


def as_entries(node: Node) -> Node:
    """diag(x) = I ∘ (x 1ᵀ) and diagonal(X) = (I ∘ X) 1, for what stands in the node."""
    (inner,) = node.args
    size = lengths(node.shape)[0]
    identity = make("identity", data=size)
    if node.op.name == "diagonal":
        return product(make("hadamard", identity, inner), make("ones", data=(size, ONE)))
    vector = inner if inner.shape.rows else transposed(inner)
    return make("hadamard", identity, product(vector, make("ones", data=(ONE, size))))


def spread() -> Rule:
    """diag(a) = I ∘ (a 1ᵀ)"""
    diagonal = make("diag", _letter("a", "n", "1"))
    return diagonal, as_entries(diagonal)


def gathered() -> Rule:
    """diagonal(A) = (I ∘ A) 1"""
    diagonal = make("diagonal", _letter("A", "n", "n"))
    return diagonal, as_entries(diagonal)


def mixed() -> Rule:
    """(A ⊗ B) (C ⊗ D) = A C ⊗ B D"""
    a, b, c, e = _letter("A", "n", "m"), _letter("B", "k", "l"), _letter("C", "m", "p"), _letter("D", "l", "q")
    return product(make("kron", a, b), make("kron", c, e)), make("kron", product(a, c), product(b, e))


def diagonal_product() -> Rule:
    """diag(a) diag(b) = diag(a ∘ b)"""
    a, b = _letter("a", "n", "1"), _letter("b", "n", "1")
    return product(make("diag", a), make("diag", b)), make("diag", hadamard(a, b))
