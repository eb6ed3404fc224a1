"""`evomario observe`, as a user types it, in this process."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from evomario.cli import main

MOVES = Path(__file__).parent / "data" / "finish-1-1.moves"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def observe(capfd: pytest.CaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in an empty folder: its exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main(["observe", *map(str, arguments)])
        out, err = capfd.readouterr()
        return (
            int(stop.value.code or 0),
            out,
            "".join(line for line in err.splitlines() if "compiling" not in line),
        )

    return command


def test_a_picture_is_written(observe: Run, tmp_path: Path) -> None:
    assert observe("--level", "1-1", "--moves", MOVES, "--at", 120) == (
        0, "1-1 after 120 moves, 120 inputs: observation.png\n", "",
    )  # fmt: skip
    with Image.open(tmp_path / "observation.png") as picture:
        assert picture.size[0] > 256 and picture.size[1] > 240


def test_a_file_says_what_is_seen(observe: Run, tmp_path: Path) -> None:
    (tmp_path / "seen.yaml").write_text(
        "observation:\n- {type: clock}\n- {type: ram, addresses: [9]}"
    )
    code, out, _ = observe("--level", "1-1", "--observation", "seen.yaml", "--json")
    values = json.loads(out)
    assert code == 0 and values["labels"] == ["time", "constant", "ram 0x009"]
    assert (values["move"], values["level"], len(values["values"])) == (0, "1-1", 3)
    (tmp_path / "one.yaml").write_text("type: clock")
    assert "2 inputs" in observe("--level", "1-1", "--observation", "one.yaml")[1]


def test_both_engines_give_the_same_values(observe: Run) -> None:
    shown = [
        json.loads(
            observe("--level", "1-1", "--moves", MOVES, "--at", 60, "--engine", engine, "--json",
                    "--observation", "[{type: tiles, speed: true}, {type: pixels}]")[1]
        )["values"]
        for engine in ("compiled", "gym")
    ]  # fmt: skip
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--level", "1-1", "--observation", "{type: tile}"],
         "--observation:1:8: unknown observation 'tile'"),
        (["--level", "1-1", "--moves", MOVES, "--at", "99999"], "--at 99999: the episode has"),
        ([], "expected a run (or last), or --level with --moves"),
        (["--level", "1-1", "--output", "x.jpg"], "x.jpg: expected a picture's name"),
        (["--level", "1-1", "--engine", "gim"], "unknown engine 'gim'"),
        (["--level", "1-1", "--observation", "none.yaml"], "none.yaml: no such file"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_a_line(
    observe: Run, arguments: list[object], message: str
) -> None:
    code, out, err = observe(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"evomario: {message}") and len(err.splitlines()) == 1
