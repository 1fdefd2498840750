"""The operations and functions of the language: one family per module, collected in name order."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Any

from derive.core.function import Function, MatrixFunction
from derive.core.op import Op
from derive.core.read import Language


@cache
def language() -> Language:
    """Everything that the modules of this package define as OPS, MACROS, FUNCTIONS and MATRIX_FUNCTIONS."""
    ops: dict[str, Op] = {}
    classes: dict[type, Op] = {}
    macros: dict[type, Callable[[Any], Any]] = {}
    functions: dict[str, Function] = {}
    matrix_functions: dict[str, MatrixFunction] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        family = importlib.import_module(f"{__name__}.{module}")
        for op in getattr(family, "OPS", ()):
            if op.name in ops:
                raise ValueError(f"the operation {op.name} is defined twice")
            ops[op.name] = op
            for cls in op.classes:
                if cls in classes:
                    raise ValueError(f"{cls.__name__} is read by two operations")
                classes[cls] = op
        macros.update(getattr(family, "MACROS", {}))
        for function in getattr(family, "FUNCTIONS", ()):
            if function.name in functions:
                raise ValueError(f"the function {function.name} is defined twice")
            functions[function.name] = function
        for record in getattr(family, "MATRIX_FUNCTIONS", ()):
            matrix_functions[record.name] = record
    return Language(ops, classes, macros, functions, matrix_functions)
