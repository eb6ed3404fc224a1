"""What comes in: numbers that can be reckoned with, or one line that says why not."""

import numpy as np
from numpy.typing import ArrayLike

from evomario.errors import UserError


def numbers(values: ArrayLike, what: str, finite: bool = False) -> np.ndarray:
    """Returns values as `float64[n]`.

    Args:
        values: of one dimension, at least one.
        what: they are, for the message.
        finite: whether infinite ones are refused; they can be compared, but have no mean.

    Raises:
        UserError: they are none of that, or nan is among them.
    """
    row = np.asarray(values, np.float64)
    if row.ndim != 1 or len(row) == 0:
        raise UserError(f"{what}: expected a list of at least one number, found shape {row.shape}")
    wrong = ~np.isfinite(row) if finite else np.isnan(row)
    if wrong.any():
        place, meant = int(wrong.argmax()), "a finite number" if finite else "a number"
        raise UserError(f"{what}: value {place + 1} is {row[place]}: expected {meant}")
    return row


def check_level(level: float, what: str = "level") -> None:
    """Look whether a share, such as a level of confidence, lies between 0 and 1.

    Raises:
        UserError: it does not.
    """
    if not 0 < level < 1:
        raise UserError(f"{what} is {level}: expected more than 0 and less than 1, such as 0.95")
