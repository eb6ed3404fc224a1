"""`evomario compare`, as a user sees it."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.report.comparison.made import RANDOM, config, made

Run = Callable[..., tuple[int, str, str]]


def pair(seeds: int = 2) -> list[Path]:
    return [
        made(Path(f"{name}-{seed}"), config(f"{name}-1-1", "1-1", seed, **more), finish=finish)
        for name, more, finish in (("a", {}, 3), ("b", {"algorithm": RANDOM}, None))
        for seed in range(seeds)
    ]


def test_tables_are_printed_and_a_folder_is_left(run: Run) -> None:
    pair()
    code, out, err = run("compare", "a-0", "a-1", "b-0", "b-1", "b-7")
    assert code == 0
    assert err.splitlines() == [
        "evomario: warning: b-7: left out: no run: expected a folder with config.yaml"
    ]
    assert "Deterministic: no noise" in out and "Contrasts with a" in out
    assert any(line.split()[:3] == ["1-1", "a", "2/2"] for line in out.splitlines())
    (folder,) = Path("comparisons").iterdir()
    assert out.splitlines()[-1] == f"page: {folder / 'index.html'}"
    assert (folder / "index.html").is_file()


def test_json_is_one_object_and_nothing_else(run: Run) -> None:
    code, out, _ = run("compare", *pair(), "none", "--json", "--output", "here")
    found = json.loads(out)
    assert code == 0 and found["folder"] == "here" and Path("here/comparison.json").is_file()
    assert [method["name"] for method in found["methods"]] == ["a", "b"]
    assert [each["run"] for each in found["left_out"]] == ["none"]
    (section,) = found["sections"]
    assert section["tables"]["finished"]["rows"][0]["finished"] == 2
    assert section["tables"]["first_finish"]["rows"][1]["frames_ert"] is None
    assert {"finished", "first_finish", "best_fitness", "contrasts"} < set(section["tables"])


def test_what_cannot_be_compared_is_one_line(run: Run) -> None:
    made(Path("a"), config("a-1-1"))
    made(Path("b"), config("b-1-1", task={"limits": {"moves": 90}}))
    for arguments, words in [
        (["a", "b"], "task.limits.moves: 100 (a) or 90 (b)"),
        (["no"], "nothing to compare: expected folders of runs that have ended: no: no run"),
        (["a", "--against", "x"], "--against: unknown method 'x': expected one of a"),
        ([], "RUN"),
    ]:
        code, out, err = run("compare", *arguments)
        assert (code, out) == (2, "") and words in err.splitlines()[-1]
        assert "Traceback" not in err
    assert not Path("comparisons").exists()
