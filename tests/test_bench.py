from pathlib import Path

import pytest

from evomario import bench
from evomario.runs import RunFolder, evolve, load_config


def test_the_loop_is_measured_against_batch_play_of_the_same_episodes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replayed: list[tuple[int, float]] = []
    replay = bench._Watched.replay

    def spy(task: bench._Watched) -> tuple[int, float]:
        replayed.append(replay(task))
        return replayed[-1]

    monkeypatch.setattr(bench._Watched, "replay", spy)
    changes = ("stop={generations: 3}", "evaluation.reuse=false", "task.limits.moves=300")
    figures = bench._loop(changes)
    assert len(replayed) == 3
    frames, seconds = map(sum, zip(*replayed, strict=True))
    assert figures["loop_batch_frames"] == frames / seconds
    assert figures["loop_share"] == figures["loop_frames"] / figures["loop_batch_frames"]
    result = evolve(load_config("ga/1-1", changes), RunFolder(tmp_path))
    assert result.progress.frames == frames


def test_reuse_is_measured_at_equal_digests() -> None:
    figures = bench._reuse(("stop={generations: 4}", "task.limits.moves=600"))
    assert figures["reuse_same_digests"] is True
    assert figures["reuse_ratio"] > 1.2


def test_the_table_has_all_figures() -> None:
    figures = dict.fromkeys((key for _, key, _ in bench._ROWS), 1000.0)
    figures |= {
        "cores": 2, "speedup_of_all_cores": 1.9, "loop_frames": 9e4, "loop_batch_frames": 1e5,
        "loop_share": 0.9, "reuse_ratio": 5.25, "reuse_same_digests": True,
    }  # fmt: skip
    text = bench.table(figures)
    assert "90,000 frames/s, 90% of batch play's 100,000" in text
    assert "5.2 frames for one emulated, the same digests" in text
    assert "OTHER DIGESTS" in bench.table({**figures, "reuse_same_digests": False})
