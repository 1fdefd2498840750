"""A loss or a network with its definitions, and where its claims and the hand-written code for it stand."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from derive.backends import load
from derive.calculus.gradient import gradient
from derive.calculus.jacobian import hessian
from derive.calculus.losses import with_losses
from derive.check.declared import declared
from derive.core.errors import Unreadable
from derive.core.op import Node
from derive.normal.session import Session
from derive.ops import language


@dataclass(frozen=True)
class Model:
    """Definitions by name, the loss among them; variables that are given and variables that are learnt.

    `also` are derivatives beside those of the loss by what is learnt: {"dJdu": (J, u)} a gradient, {"Hw": (J, w, w)} a
    Hessian. `where` says what is known of variables, as in `judge`. `twin` is the module of `numeric` with the same
    computation by hand, `sizes` the sizes at which the two are compared, `functions` what an opaque function stands for
    in numbers, and `losses` what an unknown loss of a matrix does. `of_depth` makes the same network with another
    number of layers. What people claim about it stands in NAME.md.
    """

    name: str
    title: str
    given: tuple[Any, ...]
    learn: tuple[Any, ...]
    definitions: tuple[Any, ...]
    loss: Any = None
    sizes: Mapping[str, int] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    losses: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    also: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    where: Mapping[Any, str] = field(default_factory=dict)
    twin_name: str = ""
    of_depth: Callable[[int], Model] | None = None

    @cached_property
    def session(self) -> Session:
        """What is known about the names of this model, shared by everything that asks."""
        given = frozenset().union(*(declared(symbol, words) for symbol, words in self.where.items()))
        return Session(language(), given)

    @cached_property
    def derivatives(self) -> Mapping[str, tuple[Any, ...]]:
        """What is differentiated by what: {"dw": (J, w), "Hw": (J, w, w)}."""
        own = {f"d{x.name}": (self.loss, x) for x in self.learn if self.loss is not None}
        return {**own, **self.also}

    @cached_property
    def gradients(self) -> Mapping[str, Any]:
        """The derivatives, derived, by name: {"dW1": expression, ...}."""
        return {name: self.session.build(node) for name, node in self.derivative_nodes.items()}

    @cached_property
    def derivative_nodes(self) -> Mapping[str, Node]:
        found: dict[str, Node] = {}
        for name, parts in self.derivatives.items():
            of, *by = map(self.session.read, parts)
            found[name] = gradient(self.session, of, *by) if len(by) == 1 else hessian(self.session, of, *by)
        return found

    @cached_property
    def statements(self) -> Mapping[str, Node]:
        """∂J/∂w and ∂²J/∂w∂wᵀ as they are written, by name."""
        make, read = self.session.language.make, self.session.read
        kinds = {2: "partial", 3: "hessian"}
        return {name: make(kinds[len(parts)], *map(read, parts)) for name, parts in self.derivatives.items()}

    @cached_property
    def definition_nodes(self) -> Mapping[str, Node]:
        return {symbol.name: self.session.read(symbol) for symbol in self.definitions}

    def outputs(self, *names: str) -> dict[str, Node]:
        """What definitions ("J", "A2") and derivatives ("dW1") are in numbers, by name; all of them by default."""
        known = {**self.definition_nodes, **self.derivative_nodes}
        for name in names:
            if name not in known:
                raise Unreadable(f"the model {self.name} has no `{name}`; it has {', '.join(known)}")
        wanted = {name: known[name] for name in names or known}
        return dict(zip(wanted, with_losses(self.session.language, tuple(wanted.values()), self.losses), strict=True))

    def lambdify(self, *names: str, backend: str = "numpy", work: bool = False) -> Callable[..., Any]:
        """One function of the data and the parameters that returns the named quantities, shared parts once.

        With `work` it takes a dict as keyword argument `work`, which holds the arrays in which it works from one call
        to the next; what is returned lies in them, and is overwritten by the next call.
        """
        return load(backend).compile(self.source(*names, backend=backend, work=work))

    def source(self, *names: str, backend: str = "numpy", work: bool = False) -> Any:
        """The readable source of the function that `lambdify` returns; it needs nothing but the library."""
        library = load(backend)
        arguments = [self.session.read(x) for x in (*self.given, *self.learn)]
        return library.generate(self.outputs(*names), arguments, self.functions, self.name, self.title, work)

    @property
    def document(self) -> Path:
        """The claims about this model, as their authors write them."""
        return Path(__file__).with_name(f"{self.name}.md")

    @cached_property
    def twin(self) -> Any:
        """The hand-written NumPy module."""
        return importlib.import_module(f"numeric.{self.twin_name or self.name}")
