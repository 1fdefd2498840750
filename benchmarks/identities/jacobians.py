"""Jacobian matrices."""

from __future__ import annotations

from benchmarks.identities.row import Row, bishop, cookbook, goodfellow, magnus
from derive import (
    commutation,
    det,
    diag,
    diagonal,
    exp,
    function,
    hadamard,
    identity,
    inverse,
    jacobian_matrix,
    kron,
    log,
    logsumexp,
    matrix,
    norm,
    ones,
    row_sums,
    scalar,
    sigmoid,
    sizes,
    softmax,
    tr,
    vec,
    vector,
)

n, m, p = sizes("n m p")
A, B, X = matrix("A", n, n), matrix("B", n, n), matrix("X", n, n)
L, R, Z = matrix("L", p, n), matrix("R", m, p), matrix("Z", n, m)
W, V, b = matrix("W", m, n), matrix("V", p, m), vector("b", m)
x, y, a, t = vector("x", n), vector("y", p), vector("a", n), scalar("t")
Id, J = identity(n), jacobian_matrix
Xi = inverse(X)
K = commutation(n, n)
g = function("g")
P = softmax(x)
s = sigmoid(W * x + b)

ROWS = (
    Row("linear map", magnus(9), J(A * x, x), A, A.T),
    Row("linear map of a matrix", magnus(9), J(L * Z * R, Z), kron(R.T, L), 2 * kron(R.T, L)),
    Row("square linear map of a matrix", magnus(9), J(A * X * B, X), kron(B.T, A), kron(A, B.T)),
    Row("transposed matrix", magnus(9), J(X.T, X), K, kron(Id, Id)),
    Row("transposed rectangular matrix", magnus(9), J(Z.T, Z), commutation(n, m), 2 * commutation(n, m)),
    Row("map of a transposed matrix", magnus(9), J(A * X.T * B, X), kron(B.T, A) * K, kron(B.T, A)),
    Row("weights", magnus(9), J(W * x, W), kron(x.T, identity(m)), 2 * kron(x.T, identity(m))),
    Row("square", magnus(9), J(X**2, X), kron(X.T, Id) + kron(Id, X), 2 * kron(Id, X)),
    Row("cube", cookbook(90), J(X**3, X), kron((X**2).T, Id) + kron(X.T, X) + kron(Id, X**2), 3 * kron(Id, X**2)),
    Row("inverse", cookbook(60), J(Xi, X), -kron(Xi.T, Xi), kron(Xi.T, Xi)),
    Row("inverse between factors", magnus(9), J(A * Xi * B, X), -kron((Xi * B).T, A * Xi), -kron(Xi * B, A * Xi)),
    Row("Gram matrix", magnus(9), J(X.T * X, X), (kron(Id, Id) + K) * kron(Id, X.T), 2 * kron(Id, X.T)),
    Row("Gram matrix of rows", magnus(9), J(X * X.T, X), (kron(Id, Id) + K) * kron(X, Id), 2 * kron(X, Id)),
    Row(
        "quadratic matrix form",
        cookbook(79),
        J(X.T * B * X, X),
        kron((B * X).T, Id) * K + kron(Id, X.T * B),
        kron((B * X).T, Id) + kron(Id, X.T * B),
    ),
    Row("trace", magnus(9), J(tr(X), X), vec(Id).T, vec(X).T),
    Row("determinant", magnus(9), J(det(X), X), det(X) * vec(Xi.T).T, det(X) * vec(Xi).T),
    Row("Hadamard product", magnus(9), J(hadamard(A, X), X), diag(vec(A)), kron(A, Id)),
    Row("function entry by entry", magnus(9), J(g(X), X), diag(vec(g.prime(X))), diag(vec(g(X)))),
    Row("exponential entry by entry", magnus(9), J(exp(x), x), diag(exp(x)), exp(x) * ones(1, n)),
    Row("logarithm entry by entry", magnus(9), J(log(x), x), diag(1 / x), diag(x)),
    Row("outer square", magnus(9), J(x * x.T, x), kron(x, Id) + kron(Id, x), 2 * kron(x, Id)),
    Row("Kronecker product with a vector", magnus(9), J(kron(x, y), x), kron(Id, y), 2 * kron(Id, y)),
    Row("Kronecker product with a vector on the left", magnus(9), J(kron(y, x), x), kron(y, Id), 2 * kron(y, Id)),
    Row("scaled vector", magnus(9), J((a.T * x) * x, x), (a.T * x) * Id + x * a.T, (a.T * x) * Id + a * x.T),
    Row(
        "vector times its squared norm",
        magnus(9),
        J((x.T * x) * x, x),
        (x.T * x) * Id + 2 * x * x.T,
        (x.T * x) * Id + x * x.T,
    ),
    Row(
        "unit vector", cookbook(130), J(x / norm(x), x), (Id - x * x.T / (x.T * x)) / norm(x), Id - x * x.T / (x.T * x)
    ),
    Row(
        "product entry by entry",
        magnus(9),
        J(hadamard(A * x, B * x), x),
        diag(B * x) * A + diag(A * x) * B,
        diag(A * x) * A + diag(B * x) * B,
    ),
    Row("softmax", bishop("(4.106)"), J(P, x), diag(P) - P * P.T, diag(P)),
    Row("log-softmax", goodfellow(6), J(x - logsumexp(x) * ones(n), x), Id - ones(n) * P.T, Id - P * ones(1, n)),
    Row("sigmoid layer", goodfellow(6), J(s, x), diag(hadamard(s, 1 - s)) * W, diag(s) * W),
    Row(
        "two layers",
        goodfellow(6),
        J(V * g(W * x + b), x),
        V * diag(g.prime(W * x + b)) * W,
        V * diag(g(W * x + b)) * W,
    ),
    Row(
        "two layers by the first weights",
        goodfellow(6),
        J(V * g(W * x + b), W),
        kron(x.T, V * diag(g.prime(W * x + b))),
        kron(x.T, V),
    ),
    Row("sums of rows", magnus(9), J(row_sums(X), X), kron(ones(1, n), Id), kron(Id, ones(1, n))),
    Row("diagonal", magnus(9), J(diagonal(A * X), X) * vec(X), diagonal(A * X), diagonal(X * A)),
    Row(
        "curve of matrices",
        cookbook(59),
        J(inverse(X + t * A), t),
        -vec(inverse(X + t * A) * A * inverse(X + t * A)),
        vec(inverse(X + t * A) * A * inverse(X + t * A)),
    ),
    Row("gradient map of a quadratic form", cookbook(98), J((A + A.T) * x + a, x), A + A.T, 2 * A),
)
