import json
import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evomario.errors import UserError
from evomario.runs.checkpoint import newest_checkpoint, read_checkpoint, write_checkpoint

arrays = st.builds(
    lambda data, kind: np.frombuffer(data * 8, kind),
    st.binary(max_size=10),
    st.sampled_from(["u1", "<i8", "<f8"]),
)
states = st.dictionaries(
    st.text(max_size=5).filter(lambda key: key != "$array"),
    st.recursive(
        st.one_of(
            st.integers(), st.floats(allow_nan=False), st.text(max_size=5), st.none(), arrays
        ),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(st.text(max_size=3).filter(lambda k: k != "$array"), inner, max_size=3),
        ),
        max_leaves=8,
    ),
    max_size=4,
)


def same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and one.dtype == other.dtype and (
            one.tobytes() == other.tobytes()
        )  # fmt: skip
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


@given(states)
def test_a_state_reads_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, state) -> None:
    folder = tmp_path_factory.mktemp("run") / "checkpoints"
    write_checkpoint(folder, 1, state)
    assert same(newest_checkpoint(folder), state)


def test_the_last_three_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "checkpoints"
    for generation in (1, 2, 9, 10, 100):
        write_checkpoint(folder, generation, {"generation": generation})
    assert sorted(os.listdir(folder)) == ["00000009.zip", "00000010.zip", "00000100.zip"]
    assert newest_checkpoint(folder) == {"generation": 100}


@pytest.mark.parametrize("damage", ["cut", "empty", "garbage", "json", "format", "missing array"])
def test_a_damaged_one_falls_back_to_the_one_before(tmp_path: Path, damage: str) -> None:
    for generation in (1, 2):
        write_checkpoint(tmp_path, generation, {"at": generation, "x": np.arange(9)})
    newest = tmp_path / "00000002.zip"
    data = newest.read_bytes()
    if damage == "cut":
        newest.write_bytes(data[: len(data) // 2])
    elif damage == "empty":
        newest.write_bytes(b"")
    elif damage == "garbage":
        newest.write_bytes(bytes(reversed(data)))
    else:
        content = {
            "json": "{",
            "format": json.dumps({"format": 99, "state": {}}),
            "missing array": json.dumps({"format": 2, "state": {"x": {"$array": 5}}}),
        }[damage]
        with zipfile.ZipFile(newest, "w") as archive:
            archive.writestr("state.json", content)
    with pytest.warns(UserWarning, match=r"00000002\.zip: .*falling back"):
        found = newest_checkpoint(tmp_path)
    assert found and found["at"] == 1


def test_a_pickle_inside_is_not_opened(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, 1, {"x": np.arange(3)})
    path = tmp_path / "00000001.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("state.json", json.dumps({"format": 2, "state": {"x": {"$array": 0}}}))
        archive.writestr("0.npy", pickle.dumps(print))
    with pytest.raises(ValueError, match="magic"):
        read_checkpoint(path)


@pytest.mark.parametrize("shape", ["(1000000000000,)", "(-1,)", "(2,)"])
def test_an_array_that_lies_about_its_size_is_refused(tmp_path: Path, shape: str) -> None:
    header = f"{{'descr': '<i8', 'fortran_order': False, 'shape': {shape}}}".ljust(117) + "\n"
    data = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + bytes(24)
    with zipfile.ZipFile(tmp_path / "00000001.zip", "w") as archive:
        archive.writestr("state.json", json.dumps({"format": 2, "state": {}}))
        archive.writestr("0.npy", data)
    with pytest.raises(ValueError, match="does not fit its header"):
        read_checkpoint(tmp_path / "00000001.zip")


def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evomario.runs.checkpoint._LARGEST", 1 << 20)
    write_checkpoint(tmp_path, 1, {"x": np.zeros(2 << 20, np.uint8)})
    assert (tmp_path / "00000001.zip").stat().st_size < 100_000
    with pytest.raises(ValueError, match="too large"):
        read_checkpoint(tmp_path / "00000001.zip")


def test_no_checkpoint_yet_is_none_and_none_that_can_be_read_is_told(tmp_path: Path) -> None:
    assert newest_checkpoint(tmp_path / "none") is None
    (tmp_path / "00000001.zip").write_bytes(b"")
    with pytest.warns(UserWarning), pytest.raises(UserError, match="no checkpoint that can"):
        newest_checkpoint(tmp_path)


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".00000001.123.zip").write_bytes(b"half")
    write_checkpoint(tmp_path, 2, {})
    assert os.listdir(tmp_path) == ["00000002.zip"]
