"""Differentials of first and second order."""

from __future__ import annotations

from benchmarks.identities.row import Row, cookbook, magnus
from derive import (
    d,
    det,
    diag,
    exp,
    function,
    hadamard,
    identity,
    inverse,
    kron,
    log,
    logdet,
    logsumexp,
    matrix,
    norm,
    ones,
    scalar,
    sizes,
    softmax,
    tr,
    vec,
    vector,
)

n, m, p = sizes("n m p")
A, C = matrix("A", n, n), matrix("C", n, n)
F, G, L = matrix("F", n, m), matrix("G", m, p), matrix("L", n, m)
X, Y = matrix("X", n, n), matrix("Y", n, n)
x, y, a, b = vector("x", n), vector("y", n), scalar("a"), scalar("b")
g = function("g")
inv, dX, dx = inverse(X), d(X), d(x)
p_ = softmax(x)
unit = identity(n) - x * x.T / (x.T * x)

ROWS = (
    Row("constant factor", cookbook(33), d(C * X), C * dX, dX * C, varying=(X,)),
    Row("constant scalar", cookbook(34), d(a * X), a * dX, dX, varying=(X,)),
    Row("differential of a sum", cookbook(35), d(X + Y), dX + d(Y), dX - d(Y)),
    Row("differential of a trace", cookbook(36), d(tr(X)), tr(dX), tr(X)),
    Row("differential of a product", cookbook(37), d(F * G), d(F) * G + F * d(G), d(F) * G),
    Row("differential of a square", cookbook(37), d(X * X), dX * X + X * dX, 2 * X * dX),
    Row("differential of a cube", cookbook(37), d(X**3), dX * X * X + X * dX * X + X * X * dX, 3 * X * X * dX),
    Row("Hadamard product", cookbook(38), d(hadamard(F, L)), hadamard(d(F), L) + hadamard(F, d(L)), hadamard(F, d(L))),
    Row("Kronecker product", cookbook(39), d(kron(F, G)), kron(d(F), G) + kron(F, d(G)), kron(d(F), d(G))),
    Row("differential of an inverse", cookbook(40), d(inv), -inv * dX * inv, inv * dX * inv),
    Row("differential of a determinant", cookbook(42), d(det(X)), det(X) * tr(inv * dX), tr(inv * dX)),
    Row("differential of a log-determinant", cookbook(43), d(logdet(X)), tr(inv * dX), tr(inv.T * dX)),
    Row("differential of a transpose", cookbook(44), d(F.T), d(F).T, -d(F).T),
    Row("Gram matrix", magnus(8), d(F.T * F), d(F).T * F + F.T * d(F), 2 * F.T * d(F)),
    Row("quadratic form", magnus(8), d(x.T * A * x), x.T * (A + A.T) * dx, 2 * x.T * A * dx, varying=(x,)),
    Row("bilinear form", magnus(8), d(x.T * A * y), dx.T * A * y + x.T * A * d(y), dx.T * A * d(y), varying=(x, y)),
    Row("squared Frobenius norm", magnus(8), d(tr(F.T * F)), 2 * tr(F.T * d(F)), tr(F.T * d(F))),
    Row(
        "trace of a quadratic",
        magnus(8),
        d(tr(A * X * C * X)),
        tr((C * X * A + A * X * C) * dX),
        2 * tr(A * X * C * dX),
        varying=(X,),
    ),
    Row("differential of vec", magnus(8), d(vec(X)), vec(dX), vec(dX.T)),
    Row("differential of a diagonal matrix", magnus(8), d(diag(x)), diag(dx), diag(hadamard(x, dx))),
    Row("function entry by entry", magnus(8), d(g(X)), hadamard(g.prime(X), dX), g.prime(X) * dX),
    Row("exponential entry by entry", magnus(8), d(exp(X)), hadamard(exp(X), dX), exp(X) * dX),
    Row("Euclidean norm", magnus(8), d(norm(x)), x.T * dx / norm(x), 2 * x.T * dx),
    Row("unit vector", magnus(8), d(x / norm(x)), unit * dx / norm(x), unit * dx),
    Row("softmax", magnus(8), d(p_), (diag(p_) - p_ * p_.T) * dx, (diag(p_) + p_ * p_.T) * dx),
    Row("log-sum-exp", magnus(8), d(logsumexp(x)), p_.T * dx, exp(x).T * dx),
    Row("reciprocal", magnus(8), d(1 / a), -d(a) / (a * a), d(a) / (a * a)),
    Row("quotient of scalars", magnus(8), d(a / b), (b * d(a) - a * d(b)) / (b * b), (b * d(a) + a * d(b)) / (b * b)),
    Row("logarithm of a quadratic form", magnus(8), d(log(x.T * x)), 2 * x.T * dx / (x.T * x), x.T * dx / (x.T * x)),
    Row(
        "inverse square",
        magnus(8),
        d(inv * inv),
        -inv * dX * inv * inv - inv * inv * dX * inv,
        -2 * inv * dX * inv * inv,
    ),
    Row(
        "conjugation",
        magnus(8),
        d(inv * C * X),
        inv * (C * dX - dX * inv * C * X),
        inv * (C * dX + dX * inv * C * X),
        varying=(X,),
    ),
    Row("inner product with ones", magnus(8), d(ones(1, n) * x), ones(1, n) * dx, ones(1, n) * x),
    Row(
        "second differential of a quadratic form",
        magnus(10),
        d(d(x.T * A * x)),
        2 * dx.T * A * dx,
        dx.T * A * dx,
        varying=(x,),
    ),
    Row(
        "second differential of a squared norm", magnus(10), d(d(tr(F.T * F))), 2 * tr(d(F).T * d(F)), tr(d(F).T * d(F))
    ),
    Row("second differential of a square", magnus(10), d(d(X * X)), 2 * dX * dX, dX * dX),
    Row("second differential of a product", magnus(10), d(d(F * G)), 2 * d(F) * d(G), d(F) * d(G)),
    Row(
        "second differential of an inverse",
        magnus(10),
        d(d(inv)),
        2 * inv * dX * inv * dX * inv,
        -2 * inv * dX * inv * dX * inv,
    ),
    Row(
        "second differential of a log-determinant",
        magnus(10),
        d(d(logdet(X))),
        -tr(inv * dX * inv * dX),
        tr(inv * dX * inv * dX),
    ),
    Row(
        "second differential of a determinant",
        cookbook(48),
        d(d(det(X))),
        det(X) * (tr(inv * dX) * tr(inv * dX) - tr(inv * dX * inv * dX)),
        det(X) * (tr(inv * dX) * tr(inv * dX) + tr(inv * dX * inv * dX)),
    ),
    Row("second differential of an exponential", magnus(10), d(d(exp(a))), exp(a) * d(a) * d(a), exp(a) * d(a)),
    Row(
        "second differential of a function",
        magnus(10),
        d(d(g(x))),
        hadamard(g.prime.prime(x), dx, dx),
        hadamard(g.prime.prime(x), dx),
    ),
)
