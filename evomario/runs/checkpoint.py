"""Checkpoints: a zip of JSON and .npy files, without pickle; the last three are kept.

A checkpoint that cannot be read falls back to the one before it, with a warning.
"""

import io
import json
import math
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from evomario.errors import UserError

from .files import whole

FORMAT = 2
KEPT = 3
_LARGEST = 2 << 30  # bytes of a checkpoint, unpacked
_MOST_ARRAYS = 100_000
_STATE = "state.json"
_ARRAY = "$array"


def _pack(value: Any, arrays: list[np.ndarray]) -> Any:
    """A state as JSON takes it; its arrays go to the list, and their number stands for them."""
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return {_ARRAY: len(arrays) - 1}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return {str(key): _pack(inner, arrays) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_pack(inner, arrays) for inner in value]
    return value


def _unpack(value: Any, arrays: list[np.ndarray]) -> Any:
    if isinstance(value, dict):
        if set(value) == {_ARRAY}:
            return arrays[value[_ARRAY]]
        return {key: _unpack(inner, arrays) for key, inner in value.items()}
    if isinstance(value, list):
        return [_unpack(inner, arrays) for inner in value]
    return value


def copied(value: Any) -> Any:
    """A value as it comes back from a checkpoint, with nothing in common with what it was.

    Raises:
        TypeError: a checkpoint cannot take it. ValueError: it holds itself.
    """
    arrays: list[np.ndarray] = []
    content = json.loads(json.dumps(_pack(value, arrays)))
    if any(array.dtype.hasobject for array in arrays):
        raise TypeError("an array of objects cannot be kept")
    return _unpack(content, [array.copy() for array in arrays])


def same(one: Any, other: Any) -> bool:
    """Whether two states are kept as the same JSON and the same arrays, to the last bit."""
    of_one: list[np.ndarray] = []
    of_other: list[np.ndarray] = []
    packed, again = (json.dumps(_pack(one, of_one)), json.dumps(_pack(other, of_other)))
    return packed == again and all(
        (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())
        for a, b in zip(of_one, of_other, strict=True)
    )


def write_checkpoint(folder: Path, generation: int, state: dict[str, Any]) -> None:
    """Write a checkpoint, whole or not at all, and drop all but the newest.

    Args:
        folder: the run's `checkpoints/`; made if need be.
        generation: what the run has come to; it names the file.
        state: nested dicts and lists of numbers, text and arrays.
    """
    arrays: list[np.ndarray] = []
    content = json.dumps({"format": FORMAT, "state": _pack(state, arrays)})
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder}: cannot make the folder: {error.strerror}") from None
    with (
        whole(folder / f"{generation:08d}.zip") as partial,
        zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        archive.writestr(_STATE, content)
        for number, array in enumerate(arrays):
            data = io.BytesIO()
            np.save(data, array, allow_pickle=False)
            archive.writestr(f"{number}.npy", data.getvalue())
    left_over = folder.glob(".*.zip")  # by a process that was killed while it wrote
    for old in (*_newest_first(folder)[KEPT:], *left_over):
        old.unlink(missing_ok=True)


def _newest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9]*.zip"), reverse=True)


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The archive's files, if they are not too many or too large together."""
    members = archive.infolist()
    if len(members) > _MOST_ARRAYS or sum(m.file_size for m in members) > _LARGEST:
        raise ValueError("too large")
    return iter(members)


def _array(data: bytes) -> np.ndarray:
    """The array in a .npy file that holds plain numbers, and just as many as its header says."""
    stream = io.BytesIO(data)
    version = np.lib.format.read_magic(stream)
    if version != (1, 0):
        raise ValueError(f"damaged: .npy version {version}")
    shape, fortran, kind = np.lib.format.read_array_header_1_0(stream)
    rest = data[stream.tell() :]
    if kind.hasobject or math.prod(shape) * kind.itemsize != len(rest):
        raise ValueError("damaged: an array does not fit its header")
    return np.frombuffer(rest, kind).reshape(shape, order="F" if fortran else "C").copy()


def read_checkpoint(path: Path) -> dict[str, Any]:
    """The state in a checkpoint file.

    Raises:
        ValueError: it is damaged, of another format, or too large. OSError: it cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            count = sum(member.filename != _STATE for member in _members(archive))
            content = json.loads(archive.read(_STATE))
            if content["format"] != FORMAT:
                raise ValueError(f"format {content['format']}, expected {FORMAT}")
            arrays = [_array(archive.read(f"{number}.npy")) for number in range(count)]
        state = _unpack(content["state"], arrays)
    except (zipfile.BadZipFile, KeyError, IndexError, TypeError, EOFError, RecursionError) as error:
        raise ValueError(f"damaged: {error or type(error).__name__}") from None
    if not isinstance(state, dict):
        raise ValueError("damaged: not a state")
    return state


def newest_checkpoint(folder: Path) -> dict[str, Any] | None:
    """The newest state in a run's checkpoints that can be read; None if the run has none yet.

    Raises:
        UserError: there are checkpoints, and none can be read.
    """
    files = _newest_first(folder)
    for path in files:
        try:
            return read_checkpoint(path)
        except (ValueError, OSError) as error:
            warnings.warn(f"{path}: {error}; falling back to the one before", stacklevel=2)
    if not files:
        return None
    raise UserError(f"{folder}: no checkpoint that can be read")
