"""Policies that plug-ins bring, in whole runs and from the command line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import evomario_plugins.rules  # noqa: F401, registers it
import numpy as np
import pytest

from evomario import registry
from evomario.cli import main
from evomario.config import ConfigError
from evomario.errors import UserError
from evomario.policies.networks import Network
from evomario.policies.watching import Watching
from evomario.policies.weighted import Player
from evomario.runs import Champion, Progress, RunFolder, evolve, load_config
from evomario.runs.acting import Acting, acted, otherwise
from evomario.runs.history import generations
from evomario.runs.players import read
from evomario.search.weights import Topology, TopologySettings
from tests.plugins.registered import unchanged

SMALL = ["stop={generations: 3}", "task.limits.moves=120"]
ALGORITHMS = {
    "cma": "{type: cma, population: 6}",
    "real_ga": "{type: real_ga, population: 6}",
    "deep_ga": "{type: deep_ga, population: 6, parents: 3}",
}
NETWORKS = """
from evomario.policies import Policy
from evomario.policies.networks import Network
from evomario.registry import register

@register("policy")
class Linear(Policy):
    "A network without hidden nodes."

    def weights(self, inputs, outputs):
        return (inputs + 1) * outputs

    def player(self, weights, inputs, outputs):
        return Network.layers([inputs, outputs], weights, "tanh", "identity")
"""


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with unchanged(monkeypatch):
        yield


@pytest.fixture
def hurdler(docs: Path) -> str:
    registry.load_file(docs / "hurdler.py")
    return str(docs / "hurdler.yaml")


def digests(folder: RunFolder) -> list[str]:
    return generations(folder.history)["digest"].tolist()


def folder_of(path: Path) -> RunFolder:
    return RunFolder.create("x", 0, path)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_run_repeats_on_any_threads_and_resumes(
    hurdler: str, tmp_path: Path, algorithm: str
) -> None:
    changes = [*SMALL, f"algorithm={ALGORITHMS[algorithm]}", "task.train=[1-1, 1-2]",
               "task.noise={sticky: 0.25, episodes: 2, seeds: per_generation}"]  # fmt: skip
    whole, cut = folder_of(tmp_path / "whole"), folder_of(tmp_path / "cut")
    result = evolve(load_config(hurdler, changes), whole, threads=1)

    def interrupt(progress: Progress) -> None:
        if progress.generation == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evolve(load_config(hurdler, changes), cut, threads=2, each=interrupt)
    evolve(load_config(str(cut.config)), cut, threads=2, resume=True)
    assert digests(cut) == digests(whole) and len({*digests(whole)}) == 3
    assert cut.champion.read_text() == whole.champion.read_text()
    assert len(result.champion.recordings) == 4 and len(result.champion.policy["weights"]) == 9


def test_a_champion_acts_on_its_own_on_both_engines(hurdler: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "run")
    evolve(load_config(hurdler, [*SMALL, "task.noise.sticky=0.2"]), folder)
    (kept,) = json.loads(folder.plugins.read_text())["plugins"]
    assert kept["registers"] == ["policy", "hurdler"]
    champion = Champion.read(folder.champion)
    assert champion.policy["policy"] == {"type": "hurdler", "reach": 4}
    acting = Acting.of(folder, champion)
    assert acting is not None and acting.who == "the policy"
    for engine in ("compiled", "gym"):
        now = acted(acting.task, acting.network, champion.recordings[0], engine)
        assert otherwise(champion.recordings[0], now) == []
    weights = [-1 - each for each in champion.policy["weights"]]
    changed: Any = read({**champion.policy, "weights": weights}, folder.champion)
    now = acted(acting.task, changed, champion.recordings[0], "compiled")
    found = otherwise(champion.recordings[0], now, acting.who)
    assert found and found[0].startswith("the policy acts otherwise from move ")


def test_a_champion_of_another_size_than_its_config_is_told(hurdler: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "run")
    result = evolve(load_config(hurdler, [*SMALL, "stop.generations=1"]), folder)
    wider = load_config(hurdler, ["policy.observation=[{type: tiles}, {type: clock}]"])
    folder.config.write_text(wider.node.dump())
    with pytest.raises(UserError, match="a policy of 120 inputs and 2 outputs; its config has 122"):
        Acting.of(folder, result.champion)
    folder.config.write_text(load_config("ga/1-1").node.dump())
    with pytest.raises(UserError, match="a policy, where the config has action sequences"):
        Acting.of(folder, result.champion)


def test_one_that_makes_networks_plays_in_kernels(docs: Path, tmp_path: Path) -> None:
    (docs / "linear.py").write_text(NETWORKS)
    registry.load_file(docs / "linear.py")
    changes = [*SMALL, "policy.type=Linear", "stop.generations=1"]
    sizes = load_config("neat/1-1").task.policy.sizes  # type: ignore[union-attr]
    loaded = load_config("weights/1-1-cma", [*changes, f"algorithm={ALGORITHMS['cma']}"])
    policy = loaded.task.policy
    assert isinstance(policy, Watching) and policy.sizes == sizes
    genomes = loaded.algorithm().ask()
    assert isinstance(policy.network(genomes[0]), Network)
    same = Topology(TopologySettings(type="", hidden=()), sizes, 6)
    for genome in genomes[:2]:
        assert policy.network(genome).json() == same.network(genome).json()  # type: ignore[attr-defined]
    folder = folder_of(tmp_path / "run")
    result = evolve(loaded, folder, threads=2)
    assert list(result.champion.policy) == ["network"]
    acting = Acting.of(folder, result.champion)
    assert acting is not None and acting.who == "the network"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("algorithm.hidden=[3]", "algorithm.hidden:1:18: policy hurdler has no layers.*'hidden'"),
        ("algorithm.activation=relu", "no layers, of which 'activation' would tell"),
        ("algorithm={type: neat}", "neat makes networks, and policy hurdler is none; expected one "
         "of cma, deep_ga, real_ga as the algorithm"),
        ("algorithm={type: ga}", "ga makes action sequences, which see nothing"),
        ("policy.reach=0", "policy.reach:1:14: policy.reach is 0; expected at least 1"),
        ("policy.raech=2", "unknown key 'raech'; did you mean 'reach'"),
        ("policy.type=hurdle", "'hurdle'; expected .*did you mean 'hurdler'"),
        ("policy.type=hurdler.py", "'hurdler.py' names code"),
        ("policy={reach: 4}", "unknown key 'reach'"),
        ("policy=3", "policy is 3; expected a mapping"),
        ("task.actions=[right, NOOP, left]", r"hurdler.yaml:4:9: 3 outputs; expected 2, to run"),
        ("policy.outputs={type: threshold, buttons: [A, A]}", "named twice"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told(hurdler: str, change: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_config(hurdler, [change])


def test_networks_need_not_be_named() -> None:
    one, other = load_config("neat/1-1"), load_config("neat/1-1", ["policy.type=network"])
    assert one.settings == other.settings
    assert "network" not in one.node.dump() and "type: network" in other.node.dump()


def evomario(capfd: pytest.CaptureFixture, *arguments: object) -> tuple[int, str, str]:
    capfd.readouterr()
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    out, err = capfd.readouterr()
    lines = [line for line in err.splitlines() if line.startswith("evomario:")]
    told = [line for line in lines if "compiling" not in line]
    return int(stop.value.code or 0), out, "\n".join(told)


def test_without_its_plugin_moves_are_played_and_nothing_acts(
    hurdler: str, docs: Path, tmp_path: Path, capfd: pytest.CaptureFixture
) -> None:
    folder, given = tmp_path / "run", ("--plugin", docs / "hurdler.py")
    short = [f"--set={each}" for each in (*SMALL, "stop.generations=1")]
    assert evomario(capfd, "run", hurdler, *short, *given, "--output", folder)[0] == 0
    assert not (folder / "network.png").exists() and (folder / "champion.mp4").exists()
    code, out, _ = evomario(capfd, "play", folder, *given)
    assert code == 0 and "the policy, acting on its own, does the same" in out
    code, _, err = evomario(
        capfd, "play", folder, *given, "--network", "--video", tmp_path / "x.mp4"
    )
    assert code == 2 and "whose champion is a network" in err
    noisy = ("--set", "task.noise.sticky=0.25")
    assert "of 100 episodes" in evomario(capfd, "try", folder, *noisy, *given)[1]
    assert evomario(capfd, "report", folder, *given)[0] == 0

    registry.entries.drop(registry.given()[0])
    missing = f"{folder} needs policy 'hurdler' of plug-in hurdler ("
    code, out, err = evomario(capfd, "play", folder)
    assert code == 0 and "as recorded" in out and "acting on its own" not in out
    assert err.startswith(f"evomario: warning: {missing}") and "nothing acts on its own" in err
    for command in (["try", folder, *noisy], ["report", folder], ["resume", folder]):
        code, _, err = evomario(capfd, *command)
        assert code == 2 and err.startswith(f"evomario: {missing}") and len(err.splitlines()) == 1
    assert evomario(capfd, "export", folder, "--verifier")[0] == 0
    assert evomario(capfd, "gif", folder)[0] == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("return [0.0]", "policy hurdler: activate gave 1 outputs: expected 2 numbers"),
        ("return [0.0, float('nan')]", "gave nan as output 1"),
        ("return inputs[999]", "policy hurdler: IndexError: index 999 is out of bounds"),
    ],
)
def test_code_that_fails_ends_a_run_in_a_line(
    docs: Path, tmp_path: Path, capfd: pytest.CaptureFixture, line: str, told: str
) -> None:
    path = docs / "hurdler.py"
    text = path.read_text()
    assert "return [0.0, near @ self.weights]" in text
    path.write_text(text.replace("return [0.0, near @ self.weights]", line))
    code, _, err = evomario(
        capfd, "run", docs / "hurdler.yaml", "--plugin", path, "--output", tmp_path / "run"
    )
    assert code == 2 and told in err and len(err.splitlines()) == 1
    assert ("Error:" in told) == (f", at {path}:" in err)


def test_lists_and_schema_show_it(docs: Path, capfd: pytest.CaptureFixture) -> None:
    given = ("--plugin", docs / "hurdler.py")
    listed = evomario(capfd, "list", "policies", "-v", *given)[1]
    assert "hurdler  Run, and jump by what is near ahead" in listed
    assert "    reach: whole number, at least 1, at most 8 [default: 3]" in listed
    assert "network  Networks, which the algorithm makes of its genomes." in listed
    assert "hurdler" not in evomario(capfd, "list", "operators", *given)[1]
    schema = json.loads(evomario(capfd, "schema", "--json", *given)[1])
    members = [each["$ref"] for each in schema["$defs"]["config"]["properties"]["policy"]["oneOf"]]
    assert "#/$defs/hurdler" in members and "#/$defs/network" in members
    assert "required" not in schema["$defs"]["network"]
    assert schema["$defs"]["hurdler"]["required"] == ["type"]


def test_rules_look_where_their_weights_say() -> None:
    changes = ["policy={type: rules, rules: 2, columns: 12, rows: 10}", "algorithm={type: cma}"]
    policy = load_config("plugins/rules-1-1", changes).task.policy
    assert isinstance(policy, Watching)
    solid, enemy = [-9.0, 9.0, 1.0, 0.0, 2.0], [9.0, -9.0, -1.0, 0.5, -0.25]
    player = policy.network(np.array([1.0, 0.0, *solid, *enemy]))
    assert isinstance(player, Player)
    rules = player.policy._policy.read(player.weights, 2)  # type: ignore[attr-defined]
    assert [str(rule) for rule in rules] == [
        "something solid in row 0, column 11: +0.00, +2.00",
        "an enemy in row 9, column 0: +0.50, -0.25",
    ]
    tiles = np.zeros((10, 12))
    assert player.activate(tiles.ravel()).tolist() == [1.0, 0.0]
    tiles[0, 11] = 1
    assert player.activate(tiles.ravel()).tolist() == [1.0, 2.0]
    tiles[9, 0] = -1
    assert player.activate(tiles.ravel()).tolist() == [1.5, 1.75]


def test_rules_that_see_too_little_are_told() -> None:
    change = "policy.observation={type: tiles, width: 5}"
    with pytest.raises(ConfigError, match="11 columns and 12 rows are 132 cells; expected the 50"):
        load_config("plugins/rules-1-1", [change])
