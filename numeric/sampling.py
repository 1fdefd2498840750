"""theta_ij = s_ij u_ij: generic data on which a wrong formula cannot be right by accident.

Shapes: as asked for. Units: none. Errors: none, the callers check the sizes.
"""

import numpy as np
from numpy.typing import NDArray


def generic(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """theta_ij = s_ij u_ij with u uniform on [0.3, 1.3) and s = -1 for about a third, else 1.

    Shapes: `shape`. Units: none. Errors: none.
    """
    # Away from 0 so that no term vanishes, lopsided so that no sum cancels.
    sign = np.where(rng.random(shape) < 0.35, -1.0, 1.0)
    return np.asarray(sign * rng.uniform(0.3, 1.3, shape))


def labels(rng: np.random.Generator, m: int) -> NDArray[np.float64]:
    """y in {0, 1}^m with k ones, 0 < k < m and 2k != m wherever m allows it.

    Shapes: (m,). Units: none. Errors: none.
    """
    # m = 1 has one class only, and m = 2 has both only when they are half and half.
    counts = [k for k in range(1, m) if 2 * k != m] or ([1] if m == 2 else [0, 1])
    ones = rng.choice(counts)
    return rng.permutation((np.arange(m) < ones).astype(np.float64))


def classes(rng: np.random.Generator, m: int, C: int) -> NDArray[np.float64]:
    """One-hot rows: row i has its 1 at the class y_i, the classes as different as they can be, in random order.

    Shapes: (m, C). Units: none. Errors: none.
    """
    y = rng.permutation(np.arange(m) + rng.integers(C)) % C
    return np.asarray(np.eye(C)[y])
