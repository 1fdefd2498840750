"""The computation graph J = 3 (a + b c): by hand, against the complex step, and wrong arguments."""

from typing import Any

import numpy as np
import pytest

from numeric import computation_graph
from numeric.differences import complex_step

pytestmark = pytest.mark.filterwarnings("error")


def test_by_hand() -> None:
    values: dict[str, Any] = {"a": 5, "b": 3, "c": 2}
    assert {name: x.item() for name, x in computation_graph.forward(**values).items()} == {"u": 6, "v": 11}
    assert computation_graph.loss(**values) == 33
    assert {name: x.item() for name, x in computation_graph.backward(**values).items()} == {"da": 3, "db": 6, "dc": 9}


@pytest.mark.parametrize("scale", [1.0, 1e4, -1e-4])
def test_complex_step(scale: float) -> None:
    values = {name: scale * x for name, x in computation_graph.sample(np.random.default_rng(3), {}).items()}
    gradients = computation_graph.backward(**values)
    for name, twin in zip("abc", "bca", strict=True):
        measured = complex_step(computation_graph.loss, values, name)
        assert measured == pytest.approx(gradients[f"d{name}"], rel=1e-15)
        assert measured != pytest.approx(gradients[f"d{twin}"], rel=1e-3)


def test_a_number_is_wanted() -> None:
    with pytest.raises(ValueError, match=r"^b must be a finite numeric array of .*, got shape \(2,\)"):
        computation_graph.loss(a=1, b=[1, 2], c=3)
