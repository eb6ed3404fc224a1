import subprocess
import sys
from pathlib import Path

import pytest

from evomario.config import ConfigError, load, names


@pytest.fixture
def files():
    """Writes files, each named by its argument."""

    def write(**texts: str) -> None:
        for name, text in texts.items():
            Path(f"{name}.yaml").write_text(text)

    return write


def refused(source, *overrides):
    with pytest.raises(ConfigError) as caught:
        load(source, overrides=overrides)
    return str(caught.value)


def test_every_packaged_config_is_named_and_loads():
    assert "ga/1-1" in names()
    assert names() == sorted(names())
    for name in names():
        assert load(name).plain()["name"]


def test_a_packaged_config_loads_by_name():
    node = load("ga/1-1")
    assert node.plain()["task"]["train"] == ["1-1"]
    assert Path(node.mark.file).is_absolute()


def test_a_file_wins_over_a_packaged_config():
    Path("ga").mkdir()
    Path("ga/1-1").write_text("name: mine")
    assert load("ga/1-1").plain() == {"name": "mine"}
    assert load(Path("ga/1-1")).plain() == {"name": "mine"}


def test_a_folder_does_not_hide_a_packaged_config():
    Path("ga/1-1").mkdir(parents=True)
    assert load("ga/1-1").plain()["name"] == "ga-1-1"


def test_an_unknown_name_gets_the_nearest():
    assert refused("ga/1_1") == (
        "ga/1_1: no such file, and no config of that name in the package; did you mean 'ga/1-1'?"
    )


def test_extends_merges_mappings_and_replaces_the_rest(files):
    files(
        base="seed: 1\ntask: {train: [1-1, 1-2], lives: 1, limits: {moves: 5}}\nstop: {frames: 9}",
        top="extends: base\nname: n\ntask:\n  train: [1-3]\n  limits: {still: 2}\nstop: 7\n",
    )
    node = load("top.yaml")
    assert node.plain() == {
        "seed": 1,
        "task": {"train": ["1-3"], "lives": 1, "limits": {"moves": 5, "still": 2}},
        "stop": 7,
        "name": "n",
    }
    assert list(node.plain()) == ["seed", "task", "stop", "name"]
    assert str(node.at(("task", "lives")).mark) == "base.yaml:2:34"
    assert str(node.at(("task", "train", 0)).mark) == "top.yaml:4:11"


def test_extends_replaces_what_is_of_another_type(files):
    files(
        base="algorithm: {type: ga, population: 20}\nhandling: {type: epsilon, cp: 5}",
        top="extends: base\nalgorithm: {type: cma, sigma: 1}\nhandling: {type: epsilon, power: 2}",
    )
    assert load("top.yaml").plain() == {
        "algorithm": {"type": "cma", "sigma": 1},
        "handling": {"type": "epsilon", "cp": 5, "power": 2},
    }


def test_extends_in_a_chain_and_with_a_suffix(files):
    files(a="x: 1\ny: 1\nz: 1", b="extends: a.yaml\ny: 2\nz: 2", top="extends: b\nz: 3")
    assert load("top.yaml").plain() == {"x": 1, "y": 2, "z": 3}


def test_extends_is_relative_to_its_own_file():
    Path("sub").mkdir()
    Path("sub/base.yaml").write_text("x: 1")
    Path("sub/top.yaml").write_text("extends: base\ny: 2")
    assert load("sub/top.yaml").plain() == {"x": 1, "y": 2}


def test_extends_takes_a_packaged_config(files):
    files(top="extends: ga/1-1\nname: mine\nalgorithm: {population: 40}")
    node = load("top.yaml")
    assert node.plain()["name"] == "mine"
    algorithm = node.plain()["algorithm"]
    assert (algorithm["type"], algorithm["population"]) == ("ga", 40)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("extends: top", "top.yaml:1:10: the config extends itself: top -> top"),
        ("extends: a", "a.yaml:2:10: the config extends itself: top -> a -> top"),
        ("extends: 3", "top.yaml:1:10: extends is 3; expected the name of a config"),
        ("extends: [a]", "top.yaml:1:10: extends is a list; expected the name of a config"),
        ("extends: ga/1_1", "top.yaml:1:10: extends is 'ga/1_1', neither a file of this folder "
         "nor of the package; did you mean 'ga/1-1'?"),
        *[
            (f"extends: {name}", f"top.yaml:1:10: extends is {name!r}, which may leave the folder; "
             "expected a plain name, relative to this folder")
            for name in ("/etc/passwd", "../a", "a/../../b", "./a", "..", "C:/a", "..\\a", "a//b")
        ],
    ],
)  # fmt: skip
def test_what_cannot_be_extended(files, text, message):
    files(top=text, a="x: 1\nextends: top")
    assert refused("top.yaml") == message


def test_a_long_chain_is_refused(files):
    files(**{f"c{i}": f"extends: c{i + 1}" for i in range(100)})
    assert refused("c0.yaml") == "c19.yaml:1:10: more than 20 configs extend one another"


def test_limits_hold_for_what_was_merged(files):
    many = ", ".join(["1"] * 6000)
    files(base=f"a: [{many}]", top=f"extends: base\nb: [{many}]")
    assert refused("top.yaml").startswith("top.yaml:2:11990: too many values")


OBJECTIVES = "fitness:\n  objectives:\n  - maximize: distance\n  - maximize: coins\ntask:\n"


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        ("fitness.objectives.0.maximize=min(coins, 5)", "fitness objectives 0 maximize",
         "min(coins, 5)"),
        ("fitness.objectives.1={minimize: x}", "fitness objectives 1", {"minimize": "x"}),
        ("fitness.handling.type=deb", "fitness handling", {"type": "deb"}),
        ("task.lives=3", "task", {"lives": 3}),
        ("task.train=[1-1, 1-2]", "task train", ["1-1", "1-2"]),
        ("stop.frames=20_000_000", "stop frames", 20_000_000),
        ("seed=", "seed", None),
        ("fitness=a=b", "fitness", "a=b"),
    ],
)  # fmt: skip
def test_overrides(config, override, path, value):
    parts = [int(part) if part.isdigit() else part for part in path.split()]
    assert config(OBJECTIVES, override).at(parts).plain() == value


def test_overrides_apply_in_order_and_keep_the_places_of_the_rest(config):
    node = config(OBJECTIVES, "seed=1", "seed=2", "fitness.handling=deb")
    assert node.plain()["seed"] == 2
    assert str(node.at(("fitness", "objectives", 1, "maximize")).mark) == "f.yaml:4:15"
    assert str(node.at(("fitness",)).key_mark) == "f.yaml:1:1"
    assert str(node.at(("fitness", "handling")).key_mark) == "--set fitness.handling:1:9"
    assert str(node.at(("fitness", "handling")).mark) == "--set fitness.handling:1:18"


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("seed", "--set seed: not an assignment; expected key.sub=value"),
        ("=3", "--set : not an assignment; expected key.sub=value"),
        ("a..b=3", "--set a..b: not an assignment; expected key.sub=value"),
        ("fitness.objectives.2.maximize=x", "--set fitness.objectives.2.maximize:1:20: "
         "'2' is not an item of this list; expected a number from 0 to 1"),
        ("fitness.objectives.last=x", "--set fitness.objectives.last:1:20: "
         "'last' is not an item of this list; expected a number from 0 to 1"),
        ("fitness.objectives.0.maximize.x=1", "--set fitness.objectives.0.maximize.x:1:31: "
         "'x' leads into 'distance', which has no keys"),
        ("seed=[1", "--set seed:1:8: not valid YAML: expected ',' or ']', but got "
         "'<stream end>' (while parsing a flow sequence)"),
        ("seed=.nan", "--set seed:1:6: .nan is not a finite number"),
        ("seed=!!python/name:os.system", "--set seed:1:6: the tag '!!python/name:os.system' is "
         "not plain data; expected no tag, and quotes around a text that starts with !"),
        ("seed=\x07", "--set seed:1:6: the character U+0007 is not allowed in YAML"),
        (f"{'a.' * 50}a=1", f"--set {'a.' * 50}a: nested too deeply; at most 50 levels are read"),
        (f"{'a.' * 49}a=[1]", f"--set {'a.' * 49}a:1:102: nested too deeply; "
         "at most 50 levels are read"),
    ],
)  # fmt: skip
def test_overrides_that_lead_nowhere(refusal, override, message):
    assert refusal(OBJECTIVES, override) == message


def test_an_empty_list_has_no_items_to_set(refusal):
    assert refusal("a: []", "a.0=1") == (
        "--set a.0:1:3: '0' is not an item of this list; expected a list with items"
    )


def test_importing_the_package_stays_light():
    code = "import evomario, evomario.errors, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert {"numpy", "yaml", "pydantic"}.isdisjoint(loaded)
