"""What stands in a loss: the sizes that it is a mean over, and names."""

from __future__ import annotations

from derive.core.op import Node, walk
from derive.core.sizes import Size


def means_over(loss: Node) -> set[Size]:
    """The sizes that it is divided by somewhere, as in 1/m or 1/(2 m)."""
    found: set[Size] = set()
    for node in walk([loss]):
        if node.op.name == "quotient":
            below = node.args[1].args if node.args[1].op.name == "product" else node.args[1:]
            found |= {part.data for part in below if part.op.name == "size"}
    return found


def named_in(node: Node) -> set[str]:
    """The names of variables and definitions that it is made of, its own among them."""
    return {part.data[0] for part in walk([node]) if part.op.name == "symbol"}
