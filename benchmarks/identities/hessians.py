"""Hessian matrices."""

from __future__ import annotations

from benchmarks.identities.row import Row, bishop, boyd, cookbook, magnus
from derive import (
    commutation,
    diag,
    exp,
    function,
    hadamard,
    hessian_matrix,
    identity,
    inverse,
    kron,
    log,
    logdet,
    logsumexp,
    matrix,
    norm,
    sigmoid,
    sizes,
    softmax,
    sqrt,
    total,
    tr,
    vector,
)

n, m = sizes("n m")
A, B, X = matrix("A", n, n), matrix("B", n, n), matrix("X", n, n)
F, Z, b = matrix("F", m, n), matrix("Z", n, m), vector("b", m)
x, y, a, c = vector("x", n), vector("y", n), vector("a", n), vector("c", m)
Id, H = identity(n), hessian_matrix
K, Xi = commutation(n, n), inverse(X)
g = function("g")
P = softmax(x)
s = sigmoid(F * x)
z, r = a.T * x, sqrt(1 + x.T * x)

ROWS = (
    Row("quadratic function", cookbook(98), H(x.T * A * x + a.T * x, x), A + A.T, 2 * A),
    Row("quadratic form, symmetric", boyd("A.4"), H(x.T * A * x / 2, x), A, 2 * A, {A: "symmetric"}),
    Row("linear form", boyd("A.4"), H(z, x), 0 * Id, a * a.T),
    Row("squared residual", boyd("A.4"), H((F * x - b).T * (F * x - b), x), 2 * F.T * F, F.T * F),
    Row("bilinear form, mixed", magnus(10), H(x.T * A * y, x, y), A, A.T),
    Row(
        "fourth power of a norm",
        magnus(10),
        H((x.T * x) * (x.T * x), x),
        4 * (x.T * x) * Id + 8 * x * x.T,
        4 * (x.T * x) * Id + 4 * x * x.T,
    ),
    Row("norm", cookbook(130), H(norm(x), x), (Id - x * x.T / (x.T * x)) / norm(x), Id / norm(x)),
    Row("square root of one plus a square", boyd("A.4"), H(r, x), Id / r - x * x.T / r**3, Id / r - x * x.T / r),
    Row("exponential of a linear form", magnus(10), H(exp(z), x), exp(z) * a * a.T, exp(z) * a * x.T),
    Row("function of a linear form", magnus(10), H(g(z), x), g.prime.prime(z) * a * a.T, g.prime(z) * a * a.T),
    Row("logarithm of a linear form", magnus(10), H(log(z), x), -a * a.T / (z * z), a * a.T / (z * z)),
    Row(
        "softplus of a linear form",
        bishop("4.3"),
        H(log(1 + exp(z)), x),
        sigmoid(z) * (1 - sigmoid(z)) * a * a.T,
        sigmoid(z) * a * a.T,
    ),
    Row("sum of a function", magnus(10), H(total(g(x)), x), diag(g.prime.prime(x)), diag(g.prime(x))),
    Row(
        "logistic regression",
        bishop("(4.97)"),
        H(total(log(1 + exp(F * x))), x),
        F.T * diag(hadamard(s, 1 - s)) * F,
        F.T * diag(s) * F,
    ),
    Row("log-sum-exp", boyd("3.1"), H(logsumexp(x), x), diag(P) - P * P.T, diag(P) + P * P.T),
    Row(
        "log-sum-exp of a linear map",
        boyd("A.4"),
        H(logsumexp(F * x), x),
        F.T * (diag(softmax(F * x)) - softmax(F * x) * softmax(F * x).T) * F,
        F.T * diag(softmax(F * x)) * F,
    ),
    Row("squared Frobenius norm", magnus(10), H(tr(Z.T * Z), Z), 2 * kron(identity(m), Id), kron(identity(m), Id)),
    Row(
        "trace of a quadratic", magnus(10), H(tr(Z.T * A * Z), Z), kron(identity(m), A + A.T), 2 * kron(identity(m), A)
    ),
    Row("trace of a square", magnus(10), H(tr(X * X), X), 2 * K, 2 * kron(Id, Id)),
    Row(
        "twice without a transpose",
        magnus(10),
        H(tr(A * X * B * X), X),
        K * (kron(A.T, B) + kron(B.T, A)),
        K * (kron(A, B) + kron(B, A)),
    ),
    Row(
        "twice with a transpose",
        magnus(10),
        H(tr(A * X * B * X.T), X),
        kron(B, A.T) + kron(B.T, A),
        kron(A, B.T) + kron(A.T, B),
    ),
    Row("log-determinant", magnus(10), H(logdet(X), X), -K * kron(Xi.T, Xi), K * kron(Xi.T, Xi)),
    Row(
        "form of an inverse",
        magnus(10),
        H(tr(A * Xi), X),
        K * (kron(Xi.T, Xi * A * Xi) + kron((Xi * A * Xi).T, Xi)),
        K * (kron(Xi.T, Xi * A * Xi) - kron((Xi * A * Xi).T, Xi)),
    ),
    Row("Gram form", cookbook(77), H(c.T * Z.T * Z * c, Z), 2 * kron(c * c.T, Id), kron(c * c.T, Id)),
    Row("product of linear forms, mixed", magnus(10), H((a.T * x) * (c.T * b), x, c), a * b.T, 2 * a * b.T),
    Row(
        "reciprocal of a squared norm",
        magnus(10),
        H(1 / (x.T * x), x),
        8 * x * x.T / (x.T * x) ** 3 - 2 * Id / (x.T * x) ** 2,
        8 * x * x.T / (x.T * x) ** 3,
    ),
)
