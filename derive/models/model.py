"""A loss or a network with its definitions, and where its claims and the hand-written code for it stand."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from derive.calculus.gradient import gradient
from derive.core.errors import Unreadable
from derive.core.op import Node
from derive.normal.session import Session
from derive.ops import language


@dataclass(frozen=True)
class Model:
    """Definitions by name, the loss among them; variables that are given and variables that are learnt.

    `twin` is the module of `numeric` with the same computation by hand, `sizes` the sizes at which the two are
    compared, `functions` what an opaque function stands for in numbers. What people claim about it stands in NAME.md.
    """

    name: str
    title: str
    given: tuple[Any, ...]
    learn: tuple[Any, ...]
    definitions: tuple[Any, ...]
    loss: Any
    sizes: Mapping[str, int]
    functions: Mapping[str, str] = field(default_factory=dict)
    twin_name: str = ""

    @cached_property
    def session(self) -> Session:
        """What is known about the names of this model, shared by everything that asks."""
        return Session(language())

    @cached_property
    def gradients(self) -> Mapping[str, Any]:
        """The derived gradient of the loss by each variable that is learnt: {"dW1": expression, ...}."""
        return {name: self.session.build(node) for name, node in self.gradient_nodes.items()}

    @cached_property
    def gradient_nodes(self) -> Mapping[str, Node]:
        loss = self.session.read(self.loss)
        return {f"d{x.name}": gradient(self.session, loss, self.session.read(x)) for x in self.learn}

    @cached_property
    def definition_nodes(self) -> Mapping[str, Node]:
        return {symbol.name: self.session.read(symbol) for symbol in self.definitions}

    def outputs(self, *names: str) -> dict[str, Node]:
        """Nodes of definitions ("J", "A2") and of gradients of the loss ("dW1"), by name; all of them by default."""
        known = {**self.definition_nodes, **self.gradient_nodes}
        for name in names:
            if name not in known:
                raise Unreadable(f"the model {self.name} has no `{name}`; it has {', '.join(known)}")
        return {name: known[name] for name in names or known}

    def lambdify(self, *names: str) -> Callable[..., Any]:
        """One NumPy function of the data and the parameters that returns the named quantities, shared parts once."""
        from derive.backends.numpy import compile

        return compile(self.source(*names))

    def source(self, *names: str) -> Any:
        """The readable source of the function that `lambdify` returns."""
        from derive.backends.numpy import generate

        arguments = [self.session.read(x) for x in (*self.given, *self.learn)]
        return generate(self.outputs(*names), arguments, self.functions, self.name, self.title)

    @property
    def document(self) -> Path:
        """The claims about this model, as their authors write them."""
        return Path(__file__).with_name(f"{self.name}.md")

    @cached_property
    def twin(self) -> Any:
        """The hand-written NumPy module."""
        return importlib.import_module(f"numeric.{self.twin_name or self.name}")
