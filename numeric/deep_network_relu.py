"""`numeric.deep_network` with g = relu; its shapes, units and errors.

At a kink, where an entry of Zl is 0, the slope of relu is taken to be 0.
"""

from functools import partial

from numeric import deep_network
from numeric.deep_network import sample
from numeric.elementwise import relu, step

forward = partial(deep_network.forward, g=relu)
loss = partial(deep_network.loss, g=relu)
backward = partial(deep_network.backward, g=relu, g_prime=step)

__all__ = ["backward", "forward", "loss", "sample"]
