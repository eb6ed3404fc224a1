"""The command line as a user types it, in this process."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import pytest

import evomario
from evomario.mario import LEVELS, roms

Run = Callable[..., tuple[int, str, str]]

SHORT = ("--set", "stop.generations=2", "--set", "stop.target=null")


@pytest.fixture
def no_given_rom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roms, "_given", {})


def errors(err: str) -> list[str]:
    """Lines of stderr but for those on compiling."""
    return [line for line in err.splitlines() if "compiling" not in line]


def test_version_and_help(run: Run) -> None:
    assert run("--version")[1].strip() == f"evomario {evomario.__version__}"
    code, out, _ = run("--help")
    assert code == 0
    assert all(command in out for command in ("run", "play", "list", "bench", "new", "schema"))


def test_list_levels(run: Run) -> None:
    code, out, _ = run("list", "levels")
    assert code == 0 and len(out.splitlines()) == 49
    code, out, _ = run("list", "levels", "--json")
    assert [row["name"] for row in json.loads(out)["levels"]] == list(LEVELS)


def test_list_configs(run: Run) -> None:
    assert "ga/1-1" in run("list", "configs")[1]


def test_list_operators(run: Run) -> None:
    _, out, _ = run("list", "operators")
    assert any(line.split()[:2] == ["mutate", "window"] for line in out.splitlines())
    _, out, _ = run("list", "operators", "-v")
    assert "    cxpb: number, at least 0, at most 1 or schedule [default: 0.5]" in out.splitlines()
    _, out, _ = run("list", "algorithms", "--json")
    (ga,) = [row for row in json.loads(out)["algorithms"] if row["name"] == "ga"]
    assert {"name": "elitism", "type": "whole number, at least 0", "default": "1"} in (
        ga["parameters"]
    )


def test_validate(run: Run) -> None:
    assert run("validate", "ga/1-1")[:2] == (0, "ga/1-1: valid: ga-1-1, ga on 1-1\n")
    code, out, _ = run("validate", "ga/1-1", "--json", "--set", "name=x")
    expected = {"valid": True, "name": "x", "algorithm": "ga", "warnings": []}
    assert code == 0 and json.loads(out) == expected


MUTATE = "algorithm.mutate="


def test_a_run_leaves_its_folder_and_its_champion_replays_on_both_engines(run: Run) -> None:
    code, out, _ = run("run", "ga/1-1", "--seed", 5, *SHORT)
    assert code == 0 and "generations spent" in out
    (folder,) = Path("runs").iterdir()
    assert folder.name.startswith("ga-1-1-5-")
    names = {file.name for file in folder.iterdir()}
    assert names == {
        "config.yaml", "history.sqlite", "champion.json", "champion.mp4", "checkpoints",
        "fitness.png", "fitness.svg", "distance.png", "distance.svg", "coins.png", "coins.svg",
        "level.png", "report.html",
    }  # fmt: skip
    for engine in ("compiled", "gym"):
        code, out, _ = run("play", "last", "--engine", engine)
        assert code == 0 and f"are the same on the engine {engine}" in out
    code, out, _ = run("run", folder / "config.yaml", "--output", "again", "--json")
    again = json.loads((Path("again") / "champion.json").read_text())
    assert again == json.loads((folder / "champion.json").read_text())
    assert json.loads(out)["generations"] == 2


def test_a_network_acts_on_its_own_and_a_changed_one_is_found_out(run: Run) -> None:
    few = ("--set", "stop={generations: 1}", "--set", "algorithm.population=4",
           "--set", "task.limits.moves=60")  # fmt: skip
    noise = ("--set", "task.noise={sticky: 0.3, episodes: 2}", "--set", "task.test=[1-4]")
    code, out, err = run("run", "neat/1-1", "--output", "run", *few, *noise)
    assert code == 0, err
    assert "1-4 (held out): 0 of 100 episodes that it never saw finished" in out
    for engine in ("compiled", "gym"):
        code, out, _ = run("play", "run", "--engine", engine)
        assert code == 0 and "the network, acting on its own, does the same" in out
    seen = json.loads(run("observe", "run", "--json")[1])  # what its own networks see
    assert {"speed_x", "on_ground"} <= {*seen["labels"]}
    assert Path("run/network.png").exists() and Path("run/species.svg").exists()
    Path("run/network.svg").unlink()
    made = json.loads(run("report", "run", "--json")[1])["pictures"]
    assert {str(Path("run") / name) for name in ("network.svg", "network_size.png")} <= {*made}
    assert Path("run/network.svg").exists()
    code, out, err = run("play", "run", "--video", "wide.mp4", "--network")
    assert code == 0 and "does the same" in out, err
    assert [width(film) for film in ("wide.mp4", "run/champion.mp4")] == [1280, 1280]
    file = Path("run/champion.json")
    champion = json.loads(file.read_text())
    for node in champion["policy"]["network"]["nodes"]:  # it does nothing but the first action
        node.update(response=0.0, bias=0.0)
    file.write_text(json.dumps(champion))
    code, _, err = run("play", "run")
    assert code == 1 and "the network acts otherwise from move " in err


def test_a_champion_is_tried_on_what_it_never_met(run: Run) -> None:
    small = ("--set", "stop={generations: 1}", "--set", "task.limits.moves=60")
    run("run", "ga/1-1", "--output", "ga", *small)
    run("run", "neat/1-1", "--output", "neat", *small, "--set", "algorithm.population=4")
    for folder in ("ga", "neat"):
        code, out, _ = run("try", folder, "--set", "task.noise.sticky=0.5", "--json")
        (trial,) = json.loads(out)["trials"]
        assert code == 0 and (trial["level"], trial["held_out"]) == ("1-1", False)
        assert trial["episodes"] == 100 and 0 < trial["progress"] < 1
        code, out, _ = run("try", folder, "--set", "task.test=[1-2, 2-1]")
        assert code == 0 and "2-1 (held out): 0 of 1 episode finished" in out
        code, _, err = run("try", folder)
        assert code == 2 and "leaves nothing to try; expected --set task.noise.sticky" in err
    code, _, err = run("try", "neat", "--set", "policy.observation={type: clock}")
    assert code == 2 and "its config has 2 inputs" in err


def width(film: str) -> int:
    reader = imageio_ffmpeg.read_frames(film)
    size = next(reader)["size"]
    reader.close()
    return int(size[0])


def test_what_is_no_network_cannot_be_shown_as_one(run: Run) -> None:
    run("run", "ga/1-1", "--output", "run", *SHORT)
    assert width("run/champion.mp4") == 512 and not Path("run/network.png").exists()
    Path("moves").write_text("9 right")
    for arguments in (["run"], ["run", "--video", "a.mp4"],
                      ["--level", "1-1", "--moves", "moves", "--video", "a.mp4"]):  # fmt: skip
        code, _, err = run("play", *arguments, "--network")
        assert code == 2 and "goes with --video, and with a run whose champion is a" in err
    assert not Path("a.mp4").exists()


def test_workers_are_invisible(run: Run) -> None:
    for workers in (1, 3):
        run("run", "ga/1-1", "--workers", workers, "--output", f"w{workers}", *SHORT)
    one, three = ((Path(f"w{w}") / "champion.json").read_text() for w in (1, 3))
    assert one == three


def test_a_run_goes_on_where_it_stopped(run: Run) -> None:
    run("run", "ga/1-1", "--output", "run", *SHORT)
    code, out, _ = run("resume", "run", "--json")
    assert code == 0 and json.loads(out)["generations"] == 2  # nothing left to do
    code, out, _ = run("resume", "run", "--set", "stop.generations=4", "--json")
    assert code == 0 and json.loads(out)["generations"] == 4
    run("run", "ga/1-1", "--output", "whole", "--set", "stop={generations: 4}")
    one, whole = ((Path(f) / "champion.json").read_text() for f in ("run", "whole"))
    assert one == whole


def test_gif_report_and_verifier_of_a_run(run: Run) -> None:
    run("run", "ga/1-1", "--output", "run", *SHORT)
    code, out, _ = run("gif", "run", "--json")
    captions = json.loads(out)["captions"]
    assert code == 0 and captions[0].startswith("generation 1 ")
    assert Path("run/champions.gif").read_bytes().startswith(b"GIF89a")
    Path("run/coins.png").unlink()
    code, out, _ = run("report", "run", "--json")
    assert code == 0 and str(Path("run/coins.png")) in json.loads(out)["pictures"]
    assert Path("run/coins.png").exists()
    code, out, _ = run("export", "run", "--verifier", "--output", "verify.py")
    assert code == 0 and "verify.py" in out
    compile(Path("verify.py").read_text(), "verify.py", "exec")
    code, _, err = run("export", "run")
    assert code == 2 and "expected --verifier" in err


def test_a_champion_that_does_not_replay_is_told(run: Run) -> None:
    run("run", "ga/1-1", "--output", "run", *SHORT)
    file = Path("run/champion.json")
    champion = json.loads(file.read_text())
    champion["episodes"][0]["outcome"]["x"] += 1
    file.write_text(json.dumps(champion))
    code, _, err = run("play", "run")
    assert code == 1
    assert errors(err)[0].startswith("not as recorded: 1-1: x: ")


def test_play_films_moves_from_a_file(run: Run) -> None:
    Path("moves").write_text("# a short walk\n30 right\n20 right A B\n")
    code, out, _ = run("play", "--level", "1-1", "--moves", "moves", "--video", "out.mp4")
    assert code == 0 and "1-1 (1 life): the moves ran out after 50 moves" in out
    assert Path("out.mp4").stat().st_size > 10_000
    code, out, _ = run("play", "--level", "1-1", "--moves", "moves", "--json", "--engine", "gym")
    assert json.loads(out)["episodes"][0]["outcome"]["moves"] == 50
    assert not [f for f in os.listdir() if f.startswith(".")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "ga/1-2x"], "ga/1-"),
        (["run", "ga/1-1", "--set", "task.train=[1-9]"], "did you mean '1-4'"),
        (["run", "ga/1-1", "--set", "algorithm.populaton=3"], "population"),
        (["validate", "ga/1-1x"], "did you mean 'ga/1-1'"),
        (["validate", "ga/1-1", "--set", MUTATE + "{type: windw}"], "did you mean 'window'"),
        (
            ["validate", "ga/1-1", "--set", MUTATE + "{type: window, bfore: 3}"],
            "--set algorithm.mutate:1:33: unknown key 'bfore'; did you mean 'before'?",
        ),
        (
            ["validate", "ga/1-1", "--set", MUTATE + "[{type: mutUniformInt, indpb: 1, up: 5}]"],
            "--set algorithm.mutate:1:55: up is 5; expected at most 4",
        ),
        (
            ["validate", "ga/1-1", "--set", MUTATE + "{type: mutUniformInt}"],
            "the key 'algorithm.mutate.indpb' is missing",
        ),
        (["validate", "ga/1-1", "--set", "algorithm.type=g"], "algorithm.type is 'g'"),
        (["run", "ga/1-1", "--set", "stop={target: finished}"], "never ends"),
        (["run", "ga/1-1", "--workers", "0"], "--workers"),
        (["run", "missing.yaml"], "missing.yaml"),
        (["play"], "nothing to play"),
        (["play", "last"], "no run yet"),
        (["play", "nowhere"], "nowhere: no run"),
        (["play", "--level", "1-9", "--moves", "moves"], "did you mean '1-4'"),
        (["play", "--level", "1-1", "--moves", "none"], "none: cannot read the moves"),
        (["play", "--level", "1-1", "--moves", "bad"], "bad:2:4: unknown button 'rihgt'"),
        (["play", "--level", "1-1", "--moves", "empty"], "empty: no moves"),
        (["play", "--level", "1-1", "--moves", "moves", "--lives", "0"], "lives must be 1"),
        (["play", "--level", "1-1", "--moves", "moves", "--engine", "gim"], "did you mean 'gym'"),
        (["play", "--level", "1-1", "--moves", "moves", "--video", "no/a.mp4"], "no such folder"),
        (["play", "--level", "1-1", "--moves", "moves", "--video", "a.txt"], "to end in .mp4"),
        (["list", "level"], "did you mean 'levels'"),
        (["paly"], "play"),
        (["play", "--moevs", "x"], "--moves"),
    ],
)
def test_wrong_input_is_one_line_and_exit_code_2(
    run: Run, arguments: list[str], message: str
) -> None:
    Path("moves").write_text("3 right\n")
    Path("bad").write_text("3 right\n5  rihgt\n".replace("5  ", "5  "))
    Path("empty").write_text("# nothing\n")
    code, out, err = run(*arguments)
    assert code == 2
    (line,) = errors(err)
    assert line.startswith("evomario: ") and message in line
    assert out == ""
    assert not Path("runs").exists()


def rom_with(tmp_path: Path, change: Callable[[bytearray], None]) -> Path:
    data = bytearray(roms.find_rom("smb").read_bytes())
    change(data)
    path = tmp_path / "changed.nes"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data.__setitem__(0, 0), "not an iNES ROM"),
        (lambda data: data.__delitem__(slice(30000, None)), "truncated ROM"),
        (lambda data: data.__setitem__(9, 1), "a PAL ROM"),
        (lambda data: data.__setitem__(6, 0x11), "mapper 1 is not supported"),
        (lambda data: data.__setitem__(1000, 0), f"expected Super Mario Bros. ({'ec299b99'}"),
    ],
)
def test_a_wrong_rom_is_one_line(
    run: Run, tmp_path: Path, change: Callable, message: str, no_given_rom: None
) -> None:
    path = rom_with(tmp_path, change)
    code, _, err = run("run", "ga/1-1", "--rom", path)
    (line,) = errors(err)
    assert code == 2 and message in line


def test_another_copy_of_the_rom_plays_the_same(run: Run, no_given_rom: None) -> None:
    shutil.copy(roms.find_rom("smb"), "copy.nes")
    Path("moves").write_text("50 right B\n")
    play = ("play", "--level", "1-1", "--moves", "moves", "--json")
    assert run(*play, "--rom", "copy.nes")[1] == run(*play)[1]


def test_no_rom_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch, no_given_rom: None) -> None:
    monkeypatch.setattr(roms, "find_spec", lambda name: None)
    roms.load.cache_clear()
    Path("moves").write_text("5 right\n")
    code, _, err = run("play", "--level", "lost-1-2", "--moves", "moves")
    assert code == 2 and "no ROM: install gym-super-mario-bros" in err


@pytest.mark.parametrize(
    ("command", "default"),
    [("run", "runs/..."), ("run", "all cores"), ("experiment", "experiments/NAME"),
     ("transfer", "one a core"), ("new", "ga/1-1, explained"), ("gif", "champions.gif in the run")],
)  # fmt: skip
def test_help_tells_what_is_taken_where_nothing_is_given(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str, default: str
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert f"default: {default}" in run(command, "--help")[1]
