"""The learning curve of a learner's run."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from evomario.report.learning import plot_learning


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    found: list[Figure] = []
    plain = Figure.savefig

    def save(self: Figure, *given: Any, **more: Any) -> Any:
        found.append(self)
        return plain(self, *given, **more)

    monkeypatch.setattr(Figure, "savefig", save)
    return found


@pytest.mark.parametrize("finished", [0, 1])
def test_it_shows_episodes_over_frames(tmp_path: Path, drawn: list, finished: int) -> None:
    table = np.array([(1, 100, 0), (2, 250, 0), (3, 300, finished)],
                     [("generation", "i8"), ("frames", "i8"), ("finished", "i8")])  # fmt: skip
    told = np.array([(1, 0.1, np.nan), (3, 0.5, 0.25)],
                    [("generation", "i8"), ("progress", "f8"), ("finished", "f8")])  # fmt: skip
    files = plot_learning(table, told, "title", tmp_path / "learning")
    assert [path.name for path in files] == ["learning.png", "learning.svg"]
    assert all(path.stat().st_size > 1000 for path in files)
    (axes,) = drawn[0].axes
    lines = {line.get_label(): line.get_xydata().tolist() for line in axes.lines}
    assert lines["of the way"] == [[100, 0.1], [300, 0.5]]
    assert lines["finished"][1] == [300, 0.25]
    first = lines.get("its policy first finished")
    assert (first is not None and first[0][0] == 300) == bool(finished)
