from pathlib import Path

import pytest

from evomario import bench
from evomario.bench import environment, loop, networks
from evomario.runs import RunFolder, evolve, load_config


def test_the_loop_is_measured_against_batch_play_of_the_same_episodes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replayed: list[tuple[int, float]] = []
    replay = loop.Watched.replay

    def spy(task: loop.Watched) -> tuple[int, float]:
        replayed.append(replay(task))
        return replayed[-1]

    monkeypatch.setattr(loop.Watched, "replay", spy)
    changes = ("stop={generations: 3}", "evaluation.reuse=false", "task.limits.moves=300")
    figures = loop.loop_figures(changes)
    assert len(replayed) == 3
    frames, seconds = map(sum, zip(*replayed, strict=True))
    assert figures["loop_batch_frames"] == frames / seconds
    assert figures["loop_share"] == figures["loop_frames"] / figures["loop_batch_frames"]
    result = evolve(load_config("ga/1-1", changes), RunFolder(tmp_path))
    assert result.progress.frames == frames


def test_reuse_is_measured_at_equal_digests() -> None:
    figures = loop.reuse_figures(("stop={generations: 4}", "task.limits.moves=600"))
    assert figures["reuse_same_digests"] is True
    assert figures["reuse_ratio"] > 1.2


def test_the_table_has_all_figures() -> None:
    figures = dict.fromkeys((key for _, key, _ in bench._ROWS), 1000.0)
    figures |= {
        "cores": 2, "speedup_of_all_cores": 1.9, "loop_frames": 9e4, "loop_batch_frames": 1e5,
        "loop_share": 0.9, "reuse_ratio": 5.25, "reuse_same_digests": True,
        "neat_evaluations": 96.0, "neat_share_network": 0.05, "neat_share_observation": 0.02,
        "neat_share_game": 0.5, "neat_share_python": 0.43,
    }  # fmt: skip
    text = bench.table(figures)
    assert "90,000 frames/s, 90% of batch play's 100,000" in text
    assert "5.2 frames for one emulated, the same digests" in text
    assert "96 evaluations/s, 120 times the 0.8" in text
    assert "network 5%, observation 2%, game 50%, python 43%" in text
    assert text.endswith("environments: not measured, gymnasium is not installed")
    assert "OTHER DIGESTS" in bench.table({**figures, "reuse_same_digests": False})


def test_the_time_of_networks_is_split_into_parts() -> None:
    figures = networks.network_figures(
        ("policy.observation=[{type: tiles}]", "stop={generations: 2}", "task.limits.moves=300")
    )
    shares = {part: figures[f"neat_share_{part}"] for part in networks.PARTS}
    assert abs(sum(shares.values()) - 1) < 1e-9
    assert all(0 < share < 1 for share in shares.values()), shares
    assert shares["observation"] < shares["game"] > shares["network"]
    assert figures["neat_evaluations"] > 10 * networks.PAPER


def test_environments_are_measured_beside_the_wrapped_one(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("gymnasium")
    monkeypatch.setattr(environment, "_STEPS", 20)
    monkeypatch.setattr(environment, "MACHINES", 4)
    figures = environment.environment_figures()
    assert figures["env_tiles_single"] > figures["env_pixels_single"] > figures["env_wrapped"] > 0
    wrapped = figures["env_wrapped"]
    assert figures["ratio_env_tiles_one_core"] == figures["env_tiles_one_core"] / wrapped
    lines = environment.environment_lines(figures)
    assert [line.split(":")[0] for line in lines] == [
        "gym-super-mario-bros wrapped as usual", "environment, tiles", "environment, pixels",
    ]  # fmt: skip


def test_the_wrapped_one_is_wrapped_as_ours_is() -> None:
    wrapped = environment.Wrapped()
    seen, _, done = wrapped.step(1)
    assert (seen.shape, seen.dtype, done) == ((4, 84, 84), "uint8", False)


def test_without_gymnasium_no_environment_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    assert environment.environment_figures() == {}
