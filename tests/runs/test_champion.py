import json
from pathlib import Path

import numpy as np
import pytest

from evomario.errors import UserError
from evomario.runs import Champion, Recording
from evomario.runs.champion import read_front, write_front


@pytest.fixture
def recording() -> Recording:
    return Recording.play("1-1", np.array([128, 129, 129, 0] * 20, np.uint8))


@pytest.fixture
def champion(recording: Recording) -> Champion:
    return Champion((recording, recording._replace(level="1-2")), (1.5, None), 0.25)


def same(one: Champion, other: Champion) -> bool:
    episodes = zip(one.recordings, other.recordings, strict=True)
    plain = all(a._replace(moves=0) == b._replace(moves=0) for a, b in episodes)
    moves = all((a.moves == b.moves).all() for a, b in zip(one[0], other[0], strict=True))
    return plain and moves and one[1:] == other[1:]


def test_a_champion_reads_back_as_it_was_written(tmp_path: Path, champion: Champion) -> None:
    champion.write(tmp_path / "champion.json")
    read = Champion.read(tmp_path / "champion.json")
    assert same(read, champion) and not read.solved
    assert champion.recordings[0].differences(read.recordings[0]) == []


def test_a_front_reads_back_as_it_was_written(tmp_path: Path, champion: Champion) -> None:
    members = [champion, champion._replace(objectives=(2.0, 3.0), violation=0.0)]
    write_front(tmp_path / "front.json", members, 7.5)
    read = read_front(tmp_path / "front.json")
    assert all(same(a, b) for a, b in zip(read, members, strict=True))
    assert json.loads((tmp_path / "front.json").read_text())["hypervolume"] == 7.5


def test_it_is_solved_where_every_episode_finished(recording: Recording) -> None:
    finished = recording._replace(outcome={**recording.outcome, "finished": True})
    assert Champion((finished, finished)).solved
    assert not Champion((finished, recording)).solved


def test_moves_after_the_end_are_not_part_of_it() -> None:
    recording = Recording.play("1-1", np.full(5000, 128, np.uint8))
    assert recording.outcome["reason"] == "dead"
    assert len(recording.moves) == recording.outcome["moves"] < 1000


def test_any_difference_is_named(recording: Recording) -> None:
    other = recording._replace(
        outcome={**recording.outcome, "coins": 99}, ram="0" * 64, moves=recording.moves[:-1]
    )
    differences = recording.differences(other)
    assert len(differences) == 3 and differences[0] == "coins: 0 recorded, 99 now"


EPISODE = '{"level": "1-1", "lives": 1, "moves": ["2 right"], "ram_sha256": "", "outcome": {}}'


def content(**changes: object) -> str:
    """A champion's content, something in its episode changed."""
    outcome = Recording.play("1-1", np.zeros(1, np.uint8)).outcome
    episode = {**json.loads(EPISODE), "outcome": outcome, **changes}
    return json.dumps({"format": 2, "objectives": [], "violation": 0, "episodes": [episode]})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a champion"),
        ("[]", "not a champion"),
        ("{}", "not a champion"),
        ("[" * 100_000, "not a champion"),
        ('{"format": 99}', "format 99, expected 2"),
        (content(moves=["2 rihgt"]), "did you mean 'right'"),
        (content(moves=5), "not a champion"),
        (content(level="9-9"), "unknown level '9-9'"),
        (content(outcome={"x": 1}), "not a champion"),
        (content(outcome={**json.loads(content())["episodes"][0]["outcome"], "x": "1"}),
         "other values than expected"),
        ('{"format": 2, "objectives": [], "violation": 0, "episodes": []}', "no episodes"),
    ],
)  # fmt: skip
def test_what_is_no_champion_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "champion.json"
    path.write_text(text)
    with pytest.raises(UserError, match=message):
        Champion.read(path)


def test_a_missing_champion_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot read the champion"):
        Champion.read(tmp_path / "none.json")


def test_the_file_says_what_made_it(tmp_path: Path, champion: Champion) -> None:
    champion.write(tmp_path / "champion.json")
    read = json.loads((tmp_path / "champion.json").read_text())
    assert {"evomario", "python", "numba", "gym-super-mario-bros"} <= set(read["versions"])
    assert read["roms_sha256"]["smb"].startswith("ec299b99")
