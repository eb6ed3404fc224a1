"""Metrics that plug-ins bring, against the same functions in plain Python, move by move."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evomario import registry
from evomario.emulator import foreign
from evomario.errors import UserError
from evomario.evaluation.episode import play_batch
from evomario.mario import Game
from evomario.mario.game_metrics import is_the_games
from evomario.mario.metrics import METRICS as GAMES
from evomario.mario.metrics import REDUCTIONS
from evomario.registry import PluginWarning
from evomario.runs import load_config
from tests.plugins.registered import unchanged

CONFIGS = Path(__file__).parents[2] / "configs"
HEAD = "from evomario.registry import register\n"
METRICS = ("task.metrics={high: {type: Above, y: 120}, low: {type: Above}, star: {address: 0x79F, "
           "reduce: max}}")  # fmt: skip
VALUE = "fitness.objectives=[{maximize: bumps + 3*high + star, over_frames: best}]"


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with unchanged(monkeypatch):
        yield


@pytest.fixture
def metrics(docs: Path) -> tuple[Callable, Any]:
    """The metrics of the docs, loaded, and as plain Python."""
    for name in ("bumps", "above"):
        registry.load_file(docs / f"{name}.py")
    bumps = registry.entry("metric", "bumps").target
    return bumps, registry.entry("metric", "Above").target


class Twin:
    """A metric followed in plain Python."""

    def __init__(self, function: Callable, memory: tuple[float, ...], ram: np.ndarray) -> None:
        self.function, self.memory = function, np.array(memory)
        self.value = function(ram, ram, np.array(memory))

    def follow(self, ram: np.ndarray, last: np.ndarray) -> None:
        self.value = self.function(ram, last, self.memory)


def twins(moves: np.ndarray, lives: int, metrics: tuple[Callable, Any]) -> tuple[list, float]:
    """What the metrics of the docs come to, and the best value of VALUE after any move."""
    bumps, above = metrics
    game = Game("1-1", lives=lives)
    game.reset()
    ram, star, best = game.ram.copy(), int(game.ram[0x79F]), -np.inf
    kept = [Twin(bumps, (0.0,) * 4, ram), Twin(above.measure, (120.0, 0.0), ram),
            Twin(above.measure, (80.0, 0.0), ram)]  # fmt: skip
    for buttons in moves.tolist():
        if game.done:
            break
        game.step(buttons)
        for each in kept:
            each.follow(game.ram.copy(), ram)
        ram, star = game.ram.copy(), max(star, int(game.ram[0x79F]))
        best = max(best, kept[0].value + 3 * kept[1].value + star)
    return [star, *(each.value for each in (kept[1], kept[2], kept[0]))], best


def sequences(count: int) -> list[np.ndarray]:
    """Random play that jumps and bumps, some of it with beginnings in common."""
    draw = np.random.default_rng(1)
    runs = [np.repeat(draw.choice([128, 129, 131, 130, 64], 58), 12).astype(np.uint8)
            for _ in range(count)]  # fmt: skip
    for i in range(1, count, 2):
        runs[i][:400] = runs[i - 1][:400]
    return runs


@pytest.mark.parametrize("lives", [1, 3])
def test_they_are_what_plain_python_makes_of_the_same_moves(metrics, lives: int) -> None:
    changes = [METRICS, VALUE, f"task.lives={lives}", "task.actions=complex_movement",
               "task.limits={moves: 700}"]  # fmt: skip
    task = load_config("ga/1-1", changes).task
    assert task.fitness.names[-4:] == ("star", "high", "low", "bumps")
    moves = sequences(8)
    task.player = lambda genome: genome
    task.evaluate(moves[::2])  # the others begin where these are known to
    played = task.evaluate(moves, threads=2)
    again = task.evaluate(moves, reuse=False)
    expected = [twins(one, lives, metrics) for one in moves]
    assert played.metrics[:, 0, -4:].tolist() == [values for values, _ in expected]
    assert played.objectives[:, 0].tolist() == [best for _, best in expected]
    assert np.array_equal(played.metrics, again.metrics)
    assert again.frames_emulated > played.frames_emulated > 0
    assert (played.metrics[:, 0, -4:].max(axis=0) > 0).sum() >= 3  # there was something to see


def test_networks_are_measured_as_their_moves_are(metrics) -> None:
    changes = [METRICS, VALUE, "task.limits.moves=300"]
    config = load_config(str(CONFIGS / "neat" / "1-1.yaml"), changes)
    algorithm, task = config.algorithm(), config.task
    task.policy = task.policy._replace(network=algorithm.network)
    played = task.evaluate(algorithm.ask()[:4])
    for pressed, found in zip(played.pressed, played.metrics, strict=True):
        assert found[0, -4:].tolist() == twins(pressed[0], 1, metrics)[0]


def test_a_constraint_at_every_move_judges_the_moves_before(metrics) -> None:
    rule = "fitness.constraints=[{require: bumps < 1, at: every_move}]"
    task = load_config("ga/1-1", [rule, "task.actions=complex_movement"]).task
    task.player = lambda genome: genome
    played = task.evaluate(sequences(8))
    assert (played.metrics[:, 0, task.fitness.names.index("bumps")] == 0).all()
    assert "constraint" in {str(reason) for reason in _reasons(played)}


def _reasons(played: Any) -> list[str]:
    from evomario.mario.state import REASONS

    return [REASONS[int(one)] for one in played.outcomes["reason"].ravel()]


def test_they_may_be_a_target_and_be_watched(metrics) -> None:
    changes = ["stop={generations: 2, target: bumps >= 1}",
               "task.limits={moves: 500, no_progress: {metric: Above, moves: 20}}"]  # fmt: skip
    config = load_config("ga/1-1", changes)
    assert config.target is not None and {"bumps", "Above"} <= {*config.task.fitness.names}


def test_only_what_is_named_is_measured(metrics) -> None:
    assert load_config("ga/1-1").task.fitness.more == ((), ())


def test_the_kernel_of_episodes_is_not_compiled_again(metrics, docs: Path) -> None:
    play_batch.load()
    kernel = play_batch._compiled
    (docs / "other.py").write_text(HEAD + "@register('metric')\ndef other(ram, last, memory):\n"
                                   "    return float(ram[0x6D])\n")  # fmt: skip
    registry.load_file(docs / "other.py")
    task = load_config("ga/1-1", ["fitness.objectives=[{maximize: other + bumps}]"]).task
    task.evaluate([np.zeros(30, np.uint8)])
    assert play_batch._compiled is kernel and len(kernel.signatures) == 1
    assert list((docs / "__pycache__").glob("other.other-*.nbi"))  # numba's cache, beside it


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (["task.metrics={a: {type: Above, y: 300}}"], "1:35: y is 300; expected at most 255"),
        (["task.metrics={a: {type: Abov}}"], "1:25: unknown metric 'Abov'; expected one of Above, "
         "bumps, coins, "),
        (["task.metrics={bumps: {type: Above, yy: 3}}"], "unknown key 'yy'; did you mean 'y'?"),
        (["task.metrics={" + ", ".join(f"m{i}: {{type: Above}}" for i in range(17)) + "}"],
         "the metrics of plug-ins keep more than 32 numbers together"),
        (["task.metrics={" + ", ".join(f"m{i}: {{address: 3}}" for i in range(17)) + "}"],
         "too many metrics: at most 16 of RAM, and"),
        (["fitness.objectives=[{maximize: Needs}]"], "the metric 'Needs' has parameters that must "
         "be given; expected `Needs: {type: Needs, ...}` here"),
        (["fitness.objectives=[{maximize: bumbs}]"], "unknown metric 'bumbs'"),
        (["task.metrics={a: mine.py}"], "'mine.py' names code"),
        (["task.metrics={a: {type: os.getpid}}"], "'os.getpid' names code"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_one_is_told(metrics, docs: Path, changes, told: str) -> None:
    needs = (docs / "above.py").read_text().replace("class Above", "class Needs")
    (docs / "needs.py").write_text(needs.replace("] = 80", "]"))
    if "Needs" in changes[0]:
        registry.load_file(docs / "needs.py")
    with pytest.raises(UserError) as caught:
        load_config("ga/1-1", changes)
    assert told in str(caught.value)


def test_what_numba_cannot_compile_is_one_line(docs: Path) -> None:
    text = "@register('metric')\ndef odd(ram, last, memory):\n    return ram.nothing\n"
    (docs / "odd.py").write_text(HEAD + text)
    registry.load_file(docs / "odd.py")
    task = load_config("ga/1-1", ["fitness.objectives=[{maximize: odd}]"]).task
    with pytest.raises(UserError, match="metric 'odd': numba cannot compile it: ") as caught:
        task.evaluate([np.zeros(30, np.uint8)])
    assert "Unknown attribute 'nothing'" in str(caught.value) and "odd.py" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("@register('metric')\nclass Bare:\n    pass\n", "expected a Metric with its own"),
        ("@register('metric')\ndef some(ram, last, memory, *, y: int = 3):\n    return y\n",
         "with parameters it must be a class"),
    ],
)  # fmt: skip
def test_what_is_no_metric_is_told_of_when_it_is_loaded(docs: Path, text: str, told: str) -> None:
    (docs / "bad.py").write_text(HEAD + text)
    with pytest.warns(PluginWarning, match=told):
        registry.load_file(docs / "bad.py")


def test_a_function_that_numba_has_already_is_taken_too() -> None:
    from numba import njit

    def halved(first, second, third):
        return first[0] / second[0] + third[0]

    signature = "float64(uint8[::1], uint8[::1], float64[::1])"
    address = foreign.address_of_foreign(halved, signature, "it")
    assert foreign.address_of_foreign(njit(halved), signature, "it") == address


def test_a_changed_source_is_compiled_anew(docs: Path) -> None:
    text = HEAD + "@register('metric')\ndef number(ram, last, memory):\n    return {}.0\n"
    for number in (1, 2):
        (docs / "level_of.py").write_text(text.format(number))
        registry.load_file(docs / "level_of.py")
        assert _value(registry.entry("metric", "number").target) == number


def _value(function: Callable) -> float:
    from numba import njit

    from evomario.emulator.memory import address

    where = foreign.address_of_foreign(
        function, "float64(uint8[::1], uint8[::1], float64[::1])", "it"
    )

    @njit
    def ask(where, ram, memory):
        place = address(ram)
        return foreign.number_of(
            where, foreign.bytes_at(place, 8), foreign.bytes_at(place, 8),
            foreign.floats_at(address(memory), 1),
        )  # fmt: skip

    return float(ask(where, np.zeros(8, np.uint8), np.zeros(1)))


def test_the_game_s_own_are_registered_as_others_are() -> None:
    for column, name in enumerate(GAMES):
        found = registry.entry("metric", name)
        assert is_the_games(found) and found.target.column == column and found.about
    assert registry.names("reduction") == sorted(REDUCTIONS)
    reductions = [registry.entry("reduction", name).target for name in REDUCTIONS]
    assert [each(7, 3, 9) for each in reductions] == [9, 9, 7, 13, 8]


def test_they_read_outcomes() -> None:
    task = load_config("ga/1-1", ["task.limits.moves=100"]).task
    found = task.evaluate([np.full(100, 3, np.uint8)])
    for column, name in enumerate(GAMES):
        value = registry.entry("metric", name).target(found.outcomes)[0, 0]
        assert value == found.metrics[0, 0, column], name


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [
        ("metric", "distance", "metric 'distance' is registered already, as it is built in"),
        ("reduction", "mean", "reduction 'mean': kernels know their own reductions only: register"),
        ("reduction", "last", "reduction 'last' is registered already, as it is built in"),
    ],
)  # fmt: skip
def test_one_of_a_built_in_s_name_is_told_of(docs: Path, kind: str, name: str, told: str) -> None:
    text = f"@register('{kind}')\ndef {name}(ram, last, memory):\n    return 1.0\n"
    (docs / "again.py").write_text(HEAD + text)
    with pytest.warns(PluginWarning, match=told):
        registry.load_file(docs / "again.py")
    assert is_the_games(registry.entry("metric", "distance"))


def test_a_game_s_own_metric_is_not_chosen_by_type() -> None:
    with pytest.raises(UserError, match="distance is the game's own metric, which expressions"):
        load_config("ga/1-1", ["task.metrics={far: {type: distance}}"])
