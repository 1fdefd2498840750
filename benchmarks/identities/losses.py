"""Softmax and the losses of machine learning."""

from __future__ import annotations

from benchmarks.identities.row import Row, bishop, boyd, goodfellow
from derive import (
    absolute,
    column_sums,
    diag,
    exp,
    hadamard,
    identity,
    inverse,
    log,
    logdet,
    logsumexp,
    matrix,
    mean,
    ones,
    partial,
    relu,
    row_sums,
    scalar,
    sigmoid,
    sign,
    sizes,
    softmax,
    softplus,
    sqrt,
    square,
    step,
    total,
    tr,
    vector,
)

n, m, k = sizes("n m k")
X, y, w, b = matrix("X", m, n), vector("y", m), vector("w", n), scalar("b")
Z, Y, W = matrix("Z", k, m), matrix("Y", k, m), matrix("W", k, n)
x, t, q = vector("x", k), vector("t", k), vector("q", k)
a, lam, c = scalar("a"), scalar("lam"), scalar("c")
S, mu, v = matrix("S", n, n), vector("mu", n), vector("v", n)
p, P = softmax(x), softmax(Z)
z = X * w + b * ones(m)
s = sigmoid(z)
r = X * w - y
logits = W * X.T
u = a - b
cross_entropy = -(y.T * log(s) + (1 - y).T * log(1 - s))
likelihood = logdet(S) / 2 + (v - mu).T * inverse(S) * (v - mu) / 2
binary, one_hot = {y: "entries 0 or 1"}, {Y: "one-hot columns"}

ROWS = (
    Row("softmax sums to one", bishop("4.3"), column_sums(P), ones(1, m), ones(1, m) / k),
    Row("softmax over rows sums to one", bishop("4.3"), row_sums(softmax(Z, axis=1)), ones(k), ones(k) / m),
    Row("softmax is invariant under shifts", goodfellow(6), softmax(x + c), p, c * p),
    Row("log-sum-exp shifts along", boyd("3.1"), logsumexp(x + c), logsumexp(x) + c, logsumexp(x)),
    Row("log-sum-exp", boyd("A.4"), partial(logsumexp(x), x), p, exp(x)),
    Row("log-softmax", goodfellow(6), log(p), x - logsumexp(x) * ones(k), x - exp(logsumexp(x)) * ones(k)),
    Row("softmax by exponentials", goodfellow(6), p, exp(x) / total(exp(x)), exp(x) / k),
    Row(
        "softmax with cross-entropy", bishop("(4.109)"), partial(-total(hadamard(Y, log(P))), Z), P - Y, Y - P, one_hot
    ),
    Row(
        "softmax with cross-entropy, one column",
        bishop("(4.109)"),
        partial(-(t.T * log(p)), x),
        p - t,
        p,
        {t: "one-hot"},
    ),
    Row("soft targets", goodfellow(6), partial(total(t) * logsumexp(x) - t.T * x, x), total(t) * p - t, p - t),
    Row(
        "softmax regression",
        bishop("(4.109)"),
        partial(total(logsumexp(logits)) - total(hadamard(Y, logits)), W),
        (softmax(logits) - Y) * X,
        (softmax(logits) + Y) * X,
    ),
    Row("two classes", goodfellow(6), exp(a) / (exp(a) + exp(b)), sigmoid(a - b), sigmoid(b - a)),
    Row(
        "temperature",
        goodfellow(17),
        partial(logsumexp(x / c), c),
        -(softmax(x / c).T * x) / (c * c),
        (softmax(x / c).T * x) / (c * c),
    ),
    Row("entropy of a softmax", boyd("3.1"), -(p.T * log(p)), logsumexp(x) - p.T * x, logsumexp(x) + p.T * x),
    Row(
        "expectation under a softmax",
        goodfellow(6),
        partial(q.T * p, x),
        hadamard(p, q) - (q.T * p) * p,
        hadamard(p, q),
    ),
    Row("Kullback-Leibler divergence", bishop("1.6"), partial(total(hadamard(q, log(q) - log(t))), t), -(q / t), q / t),
    Row("negative entropy", boyd("3.1"), partial(total(hadamard(q, log(q))), q), 1 + log(q), log(q)),
    Row("logistic regression", bishop("(4.91)"), partial(cross_entropy, w), X.T * (s - y), X.T * (y - s)),
    Row("logistic regression by its bias", bishop("(4.91)"), partial(cross_entropy, b), total(s - y), total(s)),
    Row(
        "cross-entropy of logits",
        goodfellow(6),
        cross_entropy,
        total(softplus(z)) - y.T * z,
        total(softplus(z)) + y.T * z,
    ),
    Row(
        "logistic loss with signs",
        bishop("7.1"),
        partial(total(softplus(-hadamard(y, z))), w),
        -X.T * hadamard(y, sigmoid(-hadamard(y, z))),
        X.T * hadamard(y, sigmoid(-hadamard(y, z))),
        {y: "entries -1 or 1"},
    ),
    Row("squared error", bishop("3.1"), partial(r.T * r / m, w), 2 * X.T * r / m, 2 * X.T * r),
    Row(
        "ridge regression",
        bishop("3.1"),
        partial(r.T * r + lam * w.T * w, w),
        2 * X.T * r + 2 * lam * w,
        2 * X.T * r + lam * w,
    ),
    Row("absolute error", boyd("6.1"), partial(total(absolute(r)), w), X.T * sign(r), X.T * absolute(r)),
    Row(
        "hinge loss",
        bishop("7.1"),
        partial(total(relu(1 - hadamard(y, z))), w),
        -X.T * hadamard(y, step(1 - hadamard(y, z))),
        X.T * hadamard(y, step(1 - hadamard(y, z))),
    ),
    Row(
        "squared hinge loss",
        bishop("7.1"),
        partial(total(square(relu(1 - hadamard(y, z)))), w),
        -2 * X.T * hadamard(y, relu(1 - hadamard(y, z))),
        -X.T * hadamard(y, relu(1 - hadamard(y, z))),
    ),
    Row("Poisson regression", boyd("7.1"), partial(total(exp(z)) - y.T * z, w), X.T * (exp(z) - y), X.T * (exp(z) + y)),
    Row(
        "logarithm of a hyperbolic cosine",
        boyd("6.1"),
        partial(log(exp(u) + exp(-u)), a),
        2 * sigmoid(2 * u) - 1,
        2 * sigmoid(u) - 1,
    ),
    Row(
        "pseudo-Huber loss",
        boyd("6.1"),
        partial(total(sqrt(1 + square(r))), w),
        X.T * (r / sqrt(1 + square(r))),
        X.T * r,
    ),
    Row(
        "Gaussian likelihood by the mean",
        bishop("2.3"),
        partial(likelihood, mu),
        inverse(S) * (mu - v),
        inverse(S) * (v - mu),
        {S: "positive definite"},
    ),
    Row(
        "log-determinant of a covariance by its factor",
        bishop("2.3"),
        partial(logdet(W * W.T) / 2, W),
        inverse(W * W.T) * W,
        2 * inverse(W * W.T) * W,
    ),
    Row(
        "mean squared error of a matrix",
        goodfellow(5),
        partial(mean(square(Z - Y)), Z),
        2 * (Z - Y) / (k * m),
        2 * (Z - Y) / k,
    ),
    Row(
        "linear autoencoder",
        goodfellow(14),
        partial(tr((W.T * W * X.T - X.T).T * (W.T * W * X.T - X.T)), W),
        2 * W * ((W.T * W - identity(n)) * X.T * X + X.T * X * (W.T * W - identity(n))),
        2 * W * (W.T * W - identity(n)) * X.T * X,
    ),
    Row("weighted least squares", bishop("3.1"), partial(r.T * diag(y) * r, w), 2 * X.T * hadamard(y, r), 2 * X.T * r),
    Row("group penalty", boyd("6.3"), partial(sqrt(w.T * w + a * a), w), w / sqrt(w.T * w + a * a), w / sqrt(w.T * w)),
    Row(
        "Bernoulli likelihood, entry by entry",
        bishop("4.3"),
        hadamard(y, log(s)) + hadamard(1 - y, log(1 - s)),
        log(hadamard(y, s) + hadamard(1 - y, 1 - s)),
        log(hadamard(y, 1 - s) + hadamard(1 - y, s)),
        binary,
    ),
    Row(
        "Gaussian kernel",
        bishop("6.2"),
        partial(exp(-(v - mu).T * (v - mu) / 2), v),
        -exp(-(v - mu).T * (v - mu) / 2) * (v - mu),
        exp(-(v - mu).T * (v - mu) / 2) * (v - mu),
    ),
)
