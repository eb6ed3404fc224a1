import pickle
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, ValidationError, field_validator, model_validator

from evomario.config import ConfigError, Mark, Settings


class NoProgress(Settings):
    metric: Literal["distance", "fitness"]
    moves: int = Field(ge=1)


class GeneticAlgorithm(Settings):
    type: Literal["ga"]
    population: int = Field(gt=0, le=1_000_000)
    elitism: int = 0


class Neat(Settings):
    type: Literal["neat"]
    compatibility: float = 3.0


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Experiment(Settings):
    name: str = Field("x", min_length=1, max_length=9, pattern="^[a-z]")
    seed: int = 0
    rate: float = 0.5
    fast: bool = False
    train: list[str] = Field(["1-1"], min_length=1)
    size: tuple[int, int] = (1, 1)
    tags: frozenset[str] = frozenset()
    actions: Literal["right_only", "simple"] | list[list[str]] = "simple"
    no_progress: int | NoProgress | None = None
    algorithm: Annotated[GeneticAlgorithm | Neat, Field(discriminator="type")] | None = None
    rules: dict[str, NoProgress] = Field({})
    colours: dict[Colour, int] = Field({})
    colour: Colour = Colour.RED
    klass: int = Field(0, alias="class")
    nothing: None = None
    anything: Any = None

    @field_validator("seed")
    @classmethod
    def _lucky(cls, seed: int) -> int:
        if seed == 13:
            raise ValueError("13 is no lucky seed")
        return seed

    @model_validator(mode="after")
    def _consistent(self) -> "Experiment":
        if self.fast and self.rate > 1:
            raise ValueError("fast runs take a rate of at most 1")
        return self


class Whole(Settings):
    experiment: Experiment
    stop: dict[str, int] = Field({})


def test_a_fitting_config_becomes_settings(config):
    text = (
        "name: abc\nseed: 3\nrate: 2\nfast: false\ntrain: [1-1]\nsize: [3, 4]\ntags: [a, b]\n"
        "actions: [[left, a], []]\nno_progress: {metric: fitness, moves: 30}\n"
        "algorithm: {type: neat}\nrules: {x: {metric: distance, moves: 1}}\ncolour: blue\n"
        "colours: {red: 3}\nclass: 4\nanything: {a: [1, x]}\n"
    )
    found = config(text).validate(Experiment)
    assert (found.rate, type(found.rate)) == (2.0, float)
    assert found.size == (3, 4)
    assert found.tags == {"a", "b"}
    assert found.no_progress == NoProgress(metric="fitness", moves=30)
    assert found.algorithm == Neat(type="neat")
    assert (found.colour, found.colours) == (Colour.BLUE, {Colour.RED: 3})
    assert found.anything == {"a": [1, "x"]}
    with pytest.raises(ValidationError):
        found.seed = 4


TYPES = "'ga', 'neat'"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # Keys.
        ("sed: 3", "1:1: unknown key 'sed'; did you mean 'seed'?"),
        ("seed: 3\nSEED: 3", "2:1: unknown key 'SEED'; did you mean 'seed'?"),
        ("klass: 3", "1:1: unknown key 'klass'; did you mean 'class'?"),
        ("rules:\n  a: {metric: fitness, move: 3}",
         "2:24: unknown key 'move'; did you mean 'moves'?"),
        ("no_progress:\n  metrics: fitness\n  moves: 3",
         "2:3: unknown key 'metrics'; did you mean 'metric'?"),
        ("algorithm:\n  type: ga\n  populaton: 20",
         "3:3: unknown key 'populaton'; did you mean 'population'?"),
        ("algorithm:\n  type: neat\n  population: 20",
         "3:3: unknown key 'population'; expected one of compatibility, type"),
        ("algorithm: {type: ga}", "1:1: the key 'algorithm.population' is missing"),
        ("algorithm: {population: 3}", "1:1: the key 'algorithm.type' is missing"),
        ("rules: {a: {metric: fitness}}", "1:9: the key 'rules.a.moves' is missing"),
        # Kinds.
        ("seed: two", "1:7: seed is 'two'; expected a whole number"),
        ("seed: 2.5", "1:7: seed is 2.5; expected a whole number"),
        ("seed: 2.0", "1:7: seed is 2.0; expected a whole number"),
        ("seed: true", "1:7: seed is true; expected a whole number"),
        ("seed: '3'", "1:7: seed is '3'; expected a whole number"),
        ("seed:", "1:6: seed is empty; expected a whole number"),
        ("rate: fast", "1:7: rate is 'fast'; expected a number"),
        ("fast: yes", "1:7: fast is 'yes'; expected true or false"),
        ("name: 3", "1:7: name is 3; expected a text"),
        ("train: 1-1", "1:8: train is '1-1'; expected a list"),
        ("train:\n- 1-1\n- 2", "3:3: train.1 is 2; expected a text"),
        ("size: {a: 1}", "1:7: size is a mapping; expected a list"),
        ("tags: 3", "1:7: tags is 3; expected a list"),
        ("rules: [a]", "1:8: rules is a list; expected a mapping"),
        ("algorithm: ga", "1:12: algorithm is 'ga'; expected a mapping"),
        ("nothing: 3", "1:10: nothing is 3; expected nothing"),
        # Bounds and choices.
        ("algorithm: {type: ga, population: 0}",
         "1:35: algorithm.population is 0; expected more than 0"),
        ("algorithm: {type: ga, population: 2000000}",
         "1:35: algorithm.population is 2000000; expected at most 1000000"),
        ("rules: {a: {metric: fitness, moves: 0}}",
         "1:37: rules.a.moves is 0; expected at least 1"),
        ("name: ''", "1:7: name is ''; expected a text of 1 or more characters"),
        ("name: abcdefghij", "1:7: name is 'abcdefghij'; "
         "expected a text of 9 or fewer characters"),
        ("name: Abc", "1:7: name is 'Abc'; expected a text of the form ^[a-z]"),
        ("train: []", "1:8: train is a list; expected a list of 1 or more"),
        ("size: [1]", "1:1: size has too few items"),
        ("size: [1, 2, 3]", "1:7: size is a list; expected a list of 2 or fewer"),
        ("colour: bleu", "1:9: colour is 'bleu'; expected 'red' or 'blue'; did you mean 'blue'?"),
        ("colours: {bleu: 3}",
         "1:11: the key is 'bleu'; expected 'red' or 'blue'; did you mean 'blue'?"),
        ("algorithm: {type: gaa}",
         f"1:19: algorithm.type is 'gaa'; expected {TYPES}; did you mean 'ga'?"),
        # Unions.
        ("no_progress: soon",
         "1:14: no_progress is 'soon'; expected a whole number or a mapping"),
        ("actions: righ_only", "1:10: actions is 'righ_only'; expected 'right_only' or 'simple' "
         "or a list; did you mean 'right_only'?"),
        ("actions: [[a], b]", "1:16: actions.1 is 'b'; expected a list"),
        # Validators.
        ("seed: 13", "1:7: 13 is no lucky seed"),
        ("rate: 3\nfast: true", "1:1: fast runs take a rate of at most 1"),
    ],
)  # fmt: skip
def test_the_first_misfit_is_told(config, text, message):
    with pytest.raises(ConfigError) as caught:
        config(text).validate(Experiment)
    assert str(caught.value) == f"f.yaml:{message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("zzz: 1\nexperiment: {seed: x}", "1:1: unknown key 'zzz'; expected one of experiment, "
         "stop"),
        ("experiment: {rate: x, seed: y}\nzzz: 1", "1:20: experiment.rate is 'x'; "
         "expected a number"),
        ("stop: {a: x}", "1:11: stop.a is 'x'; expected a whole number"),
        ("stop: {a: 1}", "1:1: the key 'experiment' is missing"),
        ("experiment:", "1:12: experiment is empty; expected a mapping"),
    ],
)  # fmt: skip
def test_misfits_are_told_in_the_order_of_the_file(config, text, message):
    with pytest.raises(ConfigError) as caught:
        config(text).validate(Whole)
    assert str(caught.value) == f"f.yaml:{message}"


def test_a_part_validates_on_its_own(config):
    node = config("a: 1\nalgorithm: {type: ga, populaton: 3}")
    with pytest.raises(ConfigError) as caught:
        node.at(("algorithm",)).validate(GeneticAlgorithm)
    assert str(caught.value).startswith("f.yaml:2:23: unknown key 'populaton'")


def test_a_misfit_from_the_command_line_is_located_there(config):
    with pytest.raises(ConfigError) as caught:
        config("seed: 3", "rate=fast").validate(Experiment)
    assert str(caught.value) == "--set rate:1:6: rate is 'fast'; expected a number"


TEXTS = """\
plain: 10*coins + distance
quoted: 'coins + x'
escaped: 'it''s coins'
block: |
  coins + x
folded: coins +
  x
"""


@pytest.mark.parametrize(
    ("path", "offset", "place"),
    [
        (("plain",), 3, "1:11"),
        (("quoted",), 8, "2:18"),
        (("escaped",), 5, "3:10"),
        (("block",), 5, "4:8"),
        (("folded",), 8, "6:9"),
        (("plain",), 0, "1:8"),
        (("plain", "gone"), 0, "1:1"),
        (("gone", "too"), 0, "1:1"),
    ],
)
def test_rooms_locate_their_own_errors(config, path, offset, place):
    error = config(TEXTS).error(path, "unknown metric 'x'", offset=offset, near="y")
    assert str(error) == f"f.yaml:{place}: unknown metric 'x'; did you mean 'y'?"


def test_an_error_says_all_it_knows_and_survives_pickling():
    error = ConfigError(Mark("f.yaml", 3, 5), "seed is 'x'\n", "a whole number", "seed")
    assert str(error) == r"f.yaml:3:5: seed is 'x'\n; expected a whole number; did you mean 'seed'?"
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert (again.mark, again.expected, again.near) == (error.mark, "a whole number", "seed")
