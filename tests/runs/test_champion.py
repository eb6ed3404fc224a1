import json
from pathlib import Path

import numpy as np
import pytest

from evomario.errors import UserError
from evomario.runs import Champion


@pytest.fixture
def champion() -> Champion:
    return Champion.play("1-1", np.array([128, 129, 129, 0] * 20, np.uint8))


def test_a_champion_reads_back_as_it_was_written(tmp_path: Path, champion: Champion) -> None:
    champion.write(tmp_path / "champion.json")
    read = Champion.read(tmp_path / "champion.json")
    assert read.moves.tolist() == champion.moves.tolist()
    assert (read.level, read.lives, read.outcome, read.ram) == (
        champion.level, champion.lives, champion.outcome, champion.ram,
    )  # fmt: skip
    assert champion.differences(read) == []


def test_moves_after_the_end_are_not_part_of_it() -> None:
    champion = Champion.play("1-1", np.full(5000, 128, np.uint8))
    assert champion.outcome["reason"] == "dead"
    assert len(champion.moves) == champion.outcome["moves"] < 1000


def test_any_difference_is_named(champion: Champion) -> None:
    other = champion._replace(
        outcome={**champion.outcome, "coins": 99}, ram="0" * 64, moves=champion.moves[:-1]
    )
    differences = champion.differences(other)
    assert len(differences) == 3 and differences[0] == "coins: 0 recorded, 99 now"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "not a champion"),
        ("[]", "not a champion"),
        ("{}", "not a champion"),
        ("[" * 100_000, "not a champion"),
        ('{"format": 99}', "format 99, expected 1"),
        ('{"format": 1, "level": "1-1", "lives": 1, "moves": ["2 rihgt"]}', "did you mean 'right'"),
        ('{"format": 1, "level": "1-1", "lives": 1, "moves": 5}', "not a champion"),
    ],
)
def test_what_is_no_champion_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "champion.json"
    path.write_text(content)
    with pytest.raises(UserError, match=message) as error:
        Champion.read(path)
    assert str(error.value).startswith(str(path))


def test_a_missing_champion_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot read the champion"):
        Champion.read(tmp_path / "none.json")


def test_the_file_says_what_made_it(tmp_path: Path, champion: Champion) -> None:
    champion.write(tmp_path / "champion.json")
    content = json.loads((tmp_path / "champion.json").read_text())
    assert {"evomario", "python", "numba", "gym-super-mario-bros"} <= set(content["versions"])
    assert content["rom_sha256"].startswith("ec299b99")
