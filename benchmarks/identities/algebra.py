"""Transposes, traces, products, sums."""

from __future__ import annotations

from benchmarks.identities.row import Row, cookbook, horn, magnus
from derive import (
    column_means,
    column_sums,
    diag,
    diagonal,
    hadamard,
    identity,
    matrix,
    mean,
    ones,
    row_means,
    row_sums,
    scalar,
    sizes,
    total,
    tr,
    vector,
    zeros,
)

n, m = sizes("n m")
A, B = matrix("A", n, m), matrix("B", n, m)
C, D, E = matrix("C", n, n), matrix("D", n, n), matrix("E", n, n)
x, y, u, c = vector("x", n), vector("y", n), vector("u", m), scalar("c")
one = ones(n)
H = identity(n) - one * one.T / n

ROWS = (
    Row("transpose of a sum", cookbook(4), (A + B).T, A.T + B.T, A.T - B.T),
    Row("transpose of a product", cookbook(5), (C * D).T, D.T * C.T, C.T * D.T),
    Row("transpose of three factors", cookbook(6), (C * D * E).T, E.T * D.T * C.T, E.T * C.T * D.T),
    Row("trace by the diagonal", cookbook(11), tr(C), total(diagonal(C)), total(C)),
    Row("trace of a transpose", cookbook(13), tr(C), tr(C.T), -tr(C.T)),
    Row("trace of a product", cookbook(14), tr(C * D), tr(D * C), tr(C.T * D)),
    Row("trace of a sum", cookbook(15), tr(C + D), tr(C) + tr(D), tr(C) - tr(D)),
    Row("trace is cyclic", cookbook(16), tr(C * D * E), tr(D * E * C), tr(D * C * E)),
    Row("inner product as a trace", cookbook(17), x.T * x, tr(x * x.T), total(x * x.T)),
    Row("distribution from the right", horn(0), (C + D) * E, C * E + D * E, C * E + E * D),
    Row("square of a sum", horn(0), (C + D) ** 2, C**2 + C * D + D * C + D**2, C**2 + 2 * C * D + D**2),
    Row("sum times difference", horn(0), (C + D) * (C - D), C**2 - C * D + D * C - D**2, C**2 - D**2),
    Row("power of a product", horn(0), (C * D) ** 2, C * D * C * D, C**2 * D**2),
    Row("powers add up", horn(0), C**2 * C**3, C**5, C**6),
    Row(
        "finite geometric series",
        cookbook(487),
        (C - identity(n)) * (identity(n) + C + C**2),
        C**3 - identity(n),
        C**3 + identity(n),
    ),
    Row("trace of a commutator", horn(0), tr(C * D - D * C), 0 * c, tr(C)),
    Row(
        "Jacobi identity",
        horn(0),
        C * (D * E - E * D) - (D * E - E * D) * C + D * (E * C - C * E) - (E * C - C * E) * D,
        (C * D - D * C) * E - E * (C * D - D * C),
        E * (C * D - D * C) - (C * D - D * C) * E,
    ),
    Row("symmetric part of a quadratic form", horn(4), x.T * C * x, x.T * (C + C.T) * x / 2, x.T * (C + C.T) * x),
    Row("skew part of a quadratic form", horn(4), x.T * (C - C.T) * x, 0 * c, 2 * x.T * C * x),
    Row("square of an outer product", horn(0), (x * y.T) ** 2, (y.T * x) * x * y.T, (x.T * x) * x * y.T),
    Row("trace of an outer product", horn(0), tr(x * y.T), y.T * x, total(x * y.T)),
    Row(
        "polarization",
        horn(5),
        (x + y).T * (x + y),
        x.T * x + 2 * x.T * y + y.T * y,
        x.T * x + y.T * y,
    ),
    Row(
        "parallelogram law",
        horn(5),
        (x + y).T * (x + y) + (x - y).T * (x - y),
        2 * x.T * x + 2 * y.T * y,
        x.T * x + y.T * y,
    ),
    Row("trace of a Gram matrix", cookbook(521), tr(A.T * B), total(hadamard(A, B)), total(A) * total(B)),
    Row("sum of all entries", horn(0), total(A), one.T * A * ones(m), total(hadamard(A, A))),
    Row("sums of rows", horn(0), row_sums(A), A * ones(m), row_sums(hadamard(A, A))),
    Row("sums of columns", horn(0), column_sums(A), one.T * A, column_sums(B)),
    Row("mean of the means", horn(0), mean(A), total(row_means(A)) / n, total(row_means(A)) / m),
    Row("means of columns", horn(0), column_means(A), one.T * A / n, one.T * A / m),
    Row("square of a matrix of ones", horn(0), (one * one.T) ** 2, n * one * one.T, one * one.T),
    Row("centring is idempotent", magnus(2), H * H, H, identity(n)),
    Row("centring a constant", magnus(2), H * one, zeros(n), one),
    Row(
        "sum of squared deviations",
        magnus(2),
        x.T * H * x,
        x.T * x - total(x) * total(x) / n,
        x.T * x - total(x) * total(x),
    ),
    Row("diagonal matrix times a vector", magnus(2), diag(x) * y, hadamard(x, y), diag(x) * x),
    Row("diagonal matrices commute", magnus(2), diag(x) * diag(y), diag(hadamard(x, y)), diag(x + y)),
    Row("scaled rows and columns", magnus(3), hadamard(C, x * y.T), diag(x) * C * diag(y), diag(y) * C * diag(x)),
    Row("diagonal of a product", magnus(3), diagonal(C * D.T), row_sums(hadamard(C, D)), row_sums(hadamard(C, D.T))),
    Row(
        "quadratic form of a Hadamard product",
        magnus(3),
        x.T * hadamard(C, D) * y,
        tr(diag(x) * C * diag(y) * D.T),
        tr(diag(x) * C * diag(y) * D),
    ),
    Row(
        "trace of a Hadamard product",
        magnus(3),
        tr(A.T * hadamard(B, A)),
        tr(hadamard(A, B).T * A),
        tr(hadamard(A, A).T * A),
    ),
    Row(
        "Hadamard product of outer products",
        magnus(3),
        hadamard(x * u.T, y * u.T),
        hadamard(x, y) * hadamard(u, u).T,
        (x.T * y) * ones(n) * hadamard(u, u).T,
    ),
)
