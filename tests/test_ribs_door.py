"""pyribs' own loop on a task's objective and measures."""

import runpy
from pathlib import Path

import numpy as np
import pytest

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "ribs_own_loop.py"


def test_the_example_fills_a_map(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("ribs")
    main = runpy.run_path(str(EXAMPLE))["main"]
    archive = main(2, 4)
    assert 1 <= archive.stats.num_elites <= 16
    assert np.isfinite(archive.data("objective")).all()
    assert "cells, best " in capsys.readouterr().out
