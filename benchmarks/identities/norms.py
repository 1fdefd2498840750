"""Norms and distances."""

from __future__ import annotations

from benchmarks.identities.row import Row, boyd, cookbook, golub, horn, magnus
from derive import (
    absolute,
    hadamard,
    identity,
    jacobian_matrix,
    kron,
    log,
    matrix,
    norm,
    ones,
    partial,
    scalar,
    sign,
    sizes,
    sqrt,
    total,
    tr,
    vector,
)

n, m, p = sizes("n m p")
A, X, F = matrix("A", n, m), matrix("X", n, m), matrix("F", m, p)
L, R, T = matrix("L", p, n), matrix("R", m, p), matrix("T", p, p)
Q = matrix("Q", n, n)
x, y, a, w, b = vector("x", n), vector("y", n), vector("a", n), vector("w", m), vector("b", n)
c = scalar("c")
r = x - a
unit = norm(x) * norm(y)

ROWS = (
    Row("distance", cookbook(129), partial(norm(r), x), r / norm(r), r),
    Row(
        "direction",
        cookbook(130),
        jacobian_matrix(r / norm(r), x),
        identity(n) / norm(r) - r * r.T / norm(r) ** 3,
        identity(n) / norm(r) - r * r.T / norm(r),
    ),
    Row("squared Euclidean norm", cookbook(131), partial(norm(x) ** 2, x), 2 * x, 2 * x / norm(x)),
    Row("squared Frobenius norm", cookbook(132), partial(norm(X) ** 2, X), 2 * X, X),
    Row("norm by inner product", cookbook(526), norm(x) ** 2, x.T * x, norm(x)),
    Row("Frobenius norm by a trace", cookbook(541), norm(X) * norm(X), tr(X.T * X), total(X) * total(X)),
    Row("norm of a multiple", cookbook(531), norm(c * x), absolute(c) * norm(x), c * norm(x)),
    Row("Frobenius norm", magnus(9), partial(norm(X), X), X / norm(X), 2 * X / norm(X)),
    Row(
        "residual, squared", boyd("1.2"), partial(norm(A * w - b) ** 2, w), 2 * A.T * (A * w - b), 2 * A.T * (A * w + b)
    ),
    Row("residual", magnus(9), partial(norm(A * w - b), w), A.T * (A * w - b) / norm(A * w - b), 2 * A.T * (A * w - b)),
    Row(
        "residual of two-sided products",
        cookbook(120),
        partial(norm(L * X * R - T) ** 2, X),
        2 * L.T * (L * X * R - T) * R.T,
        L.T * (L * X * R - T) * R.T,
    ),
    Row("third power of a norm", magnus(9), partial(norm(x) ** 3, x), 3 * norm(x) * x, 3 * norm(x) ** 2 * x),
    Row("reciprocal of a norm", magnus(9), partial(1 / norm(x), x), -x / norm(x) ** 3, -x / norm(x) ** 2),
    Row("logarithm of a norm", magnus(9), partial(log(norm(x)), x), x / (x.T * x), x / norm(x)),
    Row(
        "cosine similarity",
        magnus(9),
        partial(x.T * y / unit, x),
        y / unit - (x.T * y) * x / (norm(x) ** 3 * norm(y)),
        y / unit,
    ),
    Row("sum of absolute values", boyd("A.4"), partial(total(absolute(x)), x), sign(x), ones(n)),
    Row(
        "square root of one plus a square",
        boyd("A.4"),
        partial(sqrt(1 + x.T * x), x),
        x / sqrt(1 + x.T * x),
        2 * x / sqrt(1 + x.T * x),
    ),
    Row("root of a sum of squares", magnus(9), norm(x), sqrt(x.T * x), x.T * x),
    Row("orthogonal matrices keep norms", horn(5), norm(Q * x), norm(x), 2 * norm(x), {Q: "orthogonal"}),
    Row("norm of an outer product", golub(2), norm(x * y.T), norm(x) * norm(y), norm(x) + norm(y)),
    Row("norm of a transpose", golub(2), norm(X.T), norm(X), 2 * norm(X)),
    Row(
        "law of cosines",
        horn(5),
        norm(x - y) ** 2,
        norm(x) ** 2 + norm(y) ** 2 - 2 * x.T * y,
        norm(x) ** 2 + norm(y) ** 2 + 2 * x.T * y,
    ),
    Row("norm of a Kronecker product", horn(5), norm(kron(X, Q)), norm(X) * norm(Q), norm(X) + norm(Q)),
    Row("norm of a unit vector", horn(5), norm(x / norm(x)), 1 + 0 * c, norm(x)),
    Row(
        "distance by its second point", magnus(9), partial(norm(x - y), y), (y - x) / norm(x - y), (x - y) / norm(x - y)
    ),
    Row(
        "weighted norm",
        magnus(9),
        partial(sqrt(x.T * Q * x), x),
        (Q + Q.T) * x / (2 * sqrt(x.T * Q * x)),
        Q * x / (2 * sqrt(x.T * Q * x)),
    ),
    Row(
        "sum of squares of a product",
        magnus(9),
        partial(total(hadamard(X * F, X * F)), X),
        2 * X * F * F.T,
        X * F * F.T,
    ),
)
