"""What follows from declared properties of the variables."""

from __future__ import annotations

from benchmarks.identities.row import Row, bishop, cookbook, horn, magnus
from derive import (
    absolute,
    column_sums,
    det,
    diag,
    diagonal,
    exp,
    hadamard,
    identity,
    inverse,
    log,
    logdet,
    matrix,
    norm,
    ones,
    partial,
    relu,
    row_sums,
    scalar,
    sign,
    sizes,
    softplus,
    sqrt,
    square,
    step,
    total,
    tr,
    vector,
)

n, m = sizes("n m")
S, T, Q, A = matrix("S", n, n), matrix("T", n, n), matrix("Q", n, n), matrix("A", n, n)
Y, Z, X = matrix("Y", n, m), matrix("Z", m, n), matrix("X", n, m)
x, y, u, z = vector("x", n), vector("y", n), vector("u", n), vector("z", n)
a, b = scalar("a"), scalar("b")
Id = identity(n)
symmetric, both, orthogonal = {S: "symmetric"}, {S: "symmetric", T: "symmetric"}, {Q: "orthogonal"}
bits, signs = {y: "entries 0 or 1"}, {y: "entries -1 or 1"}

ROWS = (
    Row("quadratic form", cookbook("2.4.2"), partial(x.T * S * x, x), 2 * S * x, S * x, symmetric),
    Row("bilinear form", horn(4), x.T * S * u, u.T * S * x, -(u.T * S * x), symmetric),
    Row("product of symmetric matrices", horn(4), (S * T).T, T * S, S * T, both),
    Row("sandwich", horn(4), (A.T * S * A).T, A.T * S * A, A * S * A.T, symmetric),
    Row("symmetric against skew", horn(4), tr(S * (A - A.T)), 0 * a, tr(S * A), symmetric),
    Row("trace with a transpose", horn(4), tr(S * A), tr(S * A.T), -tr(S * A.T), symmetric),
    Row("power of a symmetric matrix", horn(4), (S**3).T, S**3, -(S**3), symmetric),
    Row("inverse of a symmetric matrix", horn(4), x.T * inverse(S) * u, u.T * inverse(S) * x, x.T * S * u, symmetric),
    Row(
        "log-determinant at a symmetric matrix",
        cookbook(57),
        partial(logdet(S + A), A),
        inverse(S + A.T),
        inverse(S + A),
        symmetric,
    ),
    Row(
        "quadratic form of an inverse",
        magnus(9),
        partial(x.T * inverse(S) * x, x),
        2 * inverse(S) * x,
        -2 * inverse(S) * x,
        {S: "positive definite"},
    ),
    Row("orthogonal matrix from the left", horn(2), Q.T * Q, Id, Q, orthogonal),
    Row("orthogonal matrix from the right", horn(2), Q * Q.T, Id, Q.T, orthogonal),
    Row("inverse of an orthogonal matrix", horn(2), inverse(Q), Q.T, Q, orthogonal),
    Row("trace of a rotated matrix", horn(2), tr(Q * A * Q.T), tr(A), tr(Q * A), orthogonal),
    Row("square of a rotated matrix", horn(2), (Q.T * A * Q) ** 2, Q.T * A**2 * Q, Q * A**2 * Q.T, orthogonal),
    Row("angles are kept", horn(2), (Q * x).T * (Q * u), x.T * u, 2 * x.T * u, orthogonal),
    Row("norm of a rotated matrix", horn(5), norm(Q * A) ** 2, norm(A) ** 2, 2 * norm(A) ** 2, orthogonal),
    Row("determinant of an orthogonal matrix", horn(2), det(Q) * det(Q), 1 + 0 * a, 0 * a, orthogonal),
    Row(
        "inverse of a rotated matrix",
        horn(2),
        inverse(Q * A * Q.T),
        Q * inverse(A) * Q.T,
        Q.T * inverse(A) * Q,
        orthogonal,
    ),
    Row("product of orthogonal matrices", horn(2), (Q * T).T * (Q * T), Id, Q * T, {Q: "orthogonal", T: "orthogonal"}),
    Row("bits are their squares", bishop("4.3"), square(y), y, 1 - y, bits),
    Row("a bit and its complement", bishop("4.3"), hadamard(y, 1 - y), 0 * y, y, bits),
    Row("sum of squared bits", bishop("4.3"), y.T * y, total(y), n + 0 * a, bits),
    Row(
        "logistic loss of a bit",
        bishop("4.3"),
        softplus(z) - hadamard(y, z),
        softplus(hadamard(1 - 2 * y, z)),
        softplus(hadamard(2 * y - 1, z)),
        bits,
    ),
    Row("signs square to one", bishop("7.1"), square(y), ones(n), y, signs),
    Row("sum of squared signs", bishop("7.1"), y.T * y, n + 0 * a, total(y), signs),
    Row("squared margin", bishop("7.1"), square(1 - hadamard(y, z)), square(y - z), square(y + z), signs),
    Row("reciprocal of a sign", bishop("7.1"), 1 / y, y, -y, signs),
    Row(
        "one-hot columns sum to one", bishop("4.3"), column_sums(Y), ones(1, m), 2 * ones(1, m), {Y: "one-hot columns"}
    ),
    Row("one-hot columns are bits", bishop("4.3"), square(Y), Y, 2 * Y, {Y: "one-hot columns"}),
    Row(
        "one-hot columns have norm one", bishop("4.3"), diagonal(Y.T * Y), ones(m), 2 * ones(m), {Y: "one-hot columns"}
    ),
    Row("counts of classes", bishop("4.3"), Y * Y.T, diag(row_sums(Y)), diag(Y * ones(m)) * 2, {Y: "one-hot columns"}),
    Row("one-hot rows sum to one", bishop("4.3"), Z * ones(n), ones(m), ones(m) / n, {Z: "one-hot rows"}),
    Row("one-hot vector", bishop("4.3"), y.T * y, 1 + 0 * a, n + 0 * a, {y: "one-hot"}),
    Row("one-hot outer product", bishop("4.3"), y * y.T, diag(y), Id, {y: "one-hot"}),
    Row("absolute value of a positive number", horn(0), absolute(x), x, -x, {x: "positive"}),
    Row("rectifier of a positive number", horn(0), relu(x), x, 0 * x, {x: "positive"}),
    Row("sign of a positive number", horn(0), sign(x), ones(n), -ones(n), {x: "positive"}),
    Row("step of a positive number", horn(0), step(x), ones(n), 0 * x, {x: "positive"}),
    Row("exponential of a logarithm", horn(0), exp(log(x)), x, 1 / x, {x: "positive"}),
    Row("square of a root", horn(0), square(sqrt(x)), x, sqrt(x), {x: "positive"}),
    Row("root of a square", horn(0), sqrt(square(x)), x, -x, {x: "positive"}),
    Row("number over itself", horn(0), a / a, 1 + 0 * a, a, {a: "nonzero"}),
    Row(
        "logarithm of a quotient", horn(0), log(a / b), log(a) - log(b), log(a) / log(b), {a: "positive", b: "positive"}
    ),
    Row("cancelled invertible factor", horn(0), inverse(A) * (A * X), X, A * X, {A: "invertible"}),
)
