"""An array library as a back end: source is written without it, and runs with it."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from inspect import unwrap
from typing import Any

from derive.backends import _source
from derive.backends._source import Source
from derive.backends._text import Library, Template
from derive.core.errors import Unreadable
from derive.core.op import Node
from derive.core.text import ATOM, SUM
from derive.ops import language


@dataclass(frozen=True)
class Backend:
    """A module of this folder, with the library that it writes for.

    name     of the module, of the extra that installs the library, and of the package that is imported
    title    what the library calls itself
    prefix   what stands before the names of its functions: where its templates do not say otherwise, it is taken to
             have those of NumPy under the same names
    """

    name: str
    title: str
    prefix: str
    library: Library

    def generate(
        self,
        outputs: Mapping[str, Node],
        arguments: Sequence[str | Node],
        functions: Mapping[str, str | Callable[..., Any]] | None = None,
        name: str = "function",
        doc: str = "",
        work: bool = False,
    ) -> Source:
        """(arguments) -> (outputs) as the text of a function, which needs nothing but the library.

        outputs     by name, in the order in which they are returned; one alone is returned by itself
        arguments   names of symbols, in order; a defined symbol among them is passed instead of computed; the node of
                    a symbol that is in no output gives its shape, from which sizes may follow
        functions   what opaque functions stand for: the name of a function that is known ("tanh"; g' is then its
                    derivative) or a callable. The others are keyword arguments of the function: g, g_prime, ...
        work        whether the function takes a keyword argument `work`, a dict that it fills with the arrays in which
                    it works: with the same dict, the next call uses them again, and overwrites what was returned

        Raises NoRule for what has no value to compute, Unreadable for a name that Python does not take.
        """
        if work and "work" not in self.library.helpers:
            raise Unreadable(f"functions of {self.title} cannot be given arrays to work in: leave out `work`")
        known = language().functions
        templates = {function.name: self._template(function.numpy) for function in known.values()}
        library = replace(self.library, templates={**templates, **self.library.templates})
        return _source.generate(library, known, outputs, arguments, functions, name, doc, work)

    def _template(self, words: str) -> Template:
        """The way in which the record of a function is written."""
        if re.fullmatch(r"(np\.)?\w+\([^()]*\)", words):
            return Template(words.replace("np.", self.prefix))
        return Template(words.replace("np.", self.prefix), argument=ATOM, result=SUM)

    def compile(self, source: Source) -> Callable[..., Any]:
        """The function itself. Its arguments are given by place or by name; a wrong shape raises ValueError."""
        if find_spec(self.name) is None:
            raise Unreadable(f"the back end {self.name} needs {self.title}: pip install 'derive[{self.name}]'")
        space: dict[str, Any] = {}
        exec(builtins.compile(source.text, f"<{source.name}>", "exec"), space)
        function: Any = space[source.name]
        inner = unwrap(function)
        inner.__kwdefaults__ = {**(inner.__kwdefaults__ or {}), **source.bound} or None
        return function  # type: ignore[no-any-return]
