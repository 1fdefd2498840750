r"""W^{[1]} -> W1, b_1 -> b_1, \hat y -> yhat: one internal name for every way of writing a name."""

from __future__ import annotations

GREEK = frozenset(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho "
    "sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega "
    "ell hbar imath jmath".split()
)
UNICODE = dict(zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ", (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
).split(), strict=True))  # fmt: skip
ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
    "dot": "dot", "ddot": "ddot", "check": "check", "breve": "breve",
}  # fmt: skip
# functions that may be written as bare words or as commands -> the name of the function in the language
FUNCTIONS = {
    "exp": "exp", "log": "log", "ln": "log", "tanh": "tanh", "sigmoid": "sigmoid", "Sigmoid": "sigmoid",
    "relu": "relu", "ReLU": "relu", "Relu": "relu", "softplus": "softplus", "step": "step", "softmax": "softmax",
    "sin": "sin", "cos": "cos", "sqrt": "sqrt", "abs": "abs", "sign": "sign",
    "tr": "tr", "Tr": "tr", "trace": "tr", "Trace": "tr", "det": "det", "logdet": "logdet", "diag": "diag",
    "Diag": "diag", "logsumexp": "logsumexp", "LSE": "logsumexp", "lse": "logsumexp",
    "diagvec": "diagvec", "vec": "vec", "max": "max", "min": "min", "argmax": "argmax", "argmin": "argmin",
    "rank": "rank", "elu": "elu", "ELU": "elu", "SiLU": "silu", "silu": "silu", "swish": "silu", "Swish": "silu",
    "GELU": "gelu", "gelu": "gelu", "erf": "erf",
}  # fmt: skip
# words too much like products of letters to be read as functions where nothing marks them as such
MARKED = frozenset(
    {
        "step",
        "abs",
        "sign",
        "vec",
        "rank",
        "sin",
        "cos",
        "sqrt",
        "diag",
        "min",
        "trace",
        "Trace",
        "Diag",
        "LSE",
        "lse",
        "elu",
        "silu",
        "gelu",
        "erf",
        "swish",
    }
)
WORDS = tuple(sorted(FUNCTIONS.keys() - MARKED, key=lambda word: (-len(word), word)))


def internal(base: str, layer: str = "", sub: str = "") -> str:
    """The internal name of a letter with a layer and a subscript."""
    name = base + (layer if layer.isdigit() else f"[{layer}]" if layer else "")
    return f"{name}_{sub}" if sub else name


def loose(name: str) -> str:
    """What is left of a name where case, layer and subscript are not told apart: W1, w_1 -> w1."""
    return name.replace("_", "").lower()
