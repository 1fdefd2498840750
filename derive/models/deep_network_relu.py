"""A deep network whose hidden units are relu; at a kink, where an entry of Zl is 0, there is no gradient."""

from __future__ import annotations

from derive.core.symbols import relu
from derive.models.deep_network import deep_network

MODEL = deep_network(3, relu, "deep_network_relu")
