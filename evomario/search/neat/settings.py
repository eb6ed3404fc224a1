"""neat-python's configuration as the `algorithm:` part of a config.

Groups and keys are neat-python's own. Where it has a default, that is the default here; the others
are this package's, so that a config says only what it wants otherwise.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, create_model, field_validator, model_validator

from evomario.config import Settings
from evomario.errors import unknown
from evomario.policies.networks import ACTIVATIONS, AGGREGATIONS
from evomario.registry import Chosen

LARGEST = 1e6  #: no number of a gene need be larger

Share = Annotated[float, Field(ge=0, le=1)]
Change = Annotated[float, Field(ge=-1, le=1)]
Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Spread = Annotated[float, Field(ge=0, le=LARGEST)]
Coefficient = Annotated[float, Field(ge=0, le=LARGEST)]
Whole = Annotated[int, Field(ge=0, le=1_000_000)]
Distribution = Literal["gaussian", "normal", "uniform"]

_DRAWN = ("random", "none")  # neat-python's words for: one of the options, drawn
_FIRST_ACTIVATIONS, _FIRST_AGGREGATIONS = (*_DRAWN, *ACTIVATIONS), (*_DRAWN, *AGGREGATIONS)
if TYPE_CHECKING:
    Activation = str
    Aggregation = str
    FirstActivation = str
    FirstAggregation = str
else:
    Activation, Aggregation = Literal[ACTIVATIONS], Literal[AGGREGATIONS]
    FirstActivation, FirstAggregation = Literal[_FIRST_ACTIVATIONS], Literal[_FIRST_AGGREGATIONS]

#: How the genomes of the first generation are connected; the partial ones take a fraction.
CONNECTIONS = (
    "unconnected", "fs_neat", "fs_neat_nohidden", "fs_neat_hidden", "full", "full_nodirect",
    "full_direct", "partial", "partial_nodirect", "partial_direct",
)  # fmt: skip


def _about(kind: Any, default: Any, about: str) -> Any:
    return (kind, Field(default=default, description=about))


def _number(
    name: str, *, mean: float, stdev: float, rate: float, replace: float, power: float,
    least: float = -30.0, most: float = 30.0,
) -> dict[str, Any]:  # fmt: skip
    """The keys of a number that evolves, as neat-python's FloatAttribute has them."""
    return {
        f"{name}_init_mean": _about(Number, mean, f"mean of a new {name}"),
        f"{name}_init_stdev": _about(Spread, stdev, f"standard deviation of a new {name}"),
        f"{name}_init_type": _about(
            Distribution, "gaussian",
            "gaussian (normal is the same), or uniform over two standard deviations either side",
        ),
        f"{name}_mutate_rate": _about(Share, rate, f"probability that a {name} is moved"),
        f"{name}_mutate_power": _about(Spread, power, "standard deviation of such a move"),
        f"{name}_replace_rate": _about(Share, replace, f"probability that a {name} is drawn anew"),
        f"{name}_min_value": _about(Number, least, f"the least {name} there can be"),
        f"{name}_max_value": _about(Number, most, f"the largest {name} there can be"),
    }  # fmt: skip


def _choice(name: str, options: Any, first: Any, only: str) -> dict[str, Any]:
    """The keys of a function that evolves, as neat-python's StringAttribute has them."""
    listed = Annotated[tuple[options, ...], Field(min_length=1, max_length=100)]
    return {
        f"{name}_options": _about(listed, (only,), f"the {name}s that a node can have"),
        f"{name}_default": _about(first, "random", "a new node's, or random: any of the options"),
        f"{name}_mutate_rate": _about(Share, 0.0, "probability that a node's is drawn anew"),
    }  # fmt: skip


class _Genome(Settings):
    """neat-python's DefaultGenome: how genomes begin and mutate, and how alike two are."""

    feed_forward: bool = Field(default=True, description="no circles; else the network remembers")
    num_hidden: int = Field(
        default=0, ge=0, le=10_000, description="nodes of the first genomes beside the outputs"
    )
    initial_connection: str = Field(
        default="unconnected",
        description=f"{', '.join(CONNECTIONS)}; a partial one with a fraction: `partial 0.5`",
    )
    compatibility_disjoint_coefficient: Coefficient = Field(
        default=1.0, description="what a gene that one genome lacks adds to their distance"
    )
    compatibility_weight_coefficient: Coefficient = Field(
        default=0.5, description="what a difference of 1 in a common gene's numbers adds"
    )
    conn_add_prob: Share = Field(default=0.5, description="probability of a new connection")
    conn_delete_prob: Share = Field(default=0.5, description="probability of losing a connection")
    node_add_prob: Share = Field(default=0.2, description="probability of a new node")
    node_delete_prob: Share = Field(default=0.2, description="probability of losing a node")
    single_structural_mutation: bool = Field(
        default=False, description="at most one of these four a child"
    )
    structural_mutation_surer: bool | Literal["default"] = Field(
        default="default",
        description="where a structure cannot be added, do the next best; "
        "default: as single_structural_mutation says",
    )
    enabled_default: bool | Literal["random"] = Field(
        default=True, description="whether a new connection is enabled"
    )
    enabled_mutate_rate: Share = Field(
        default=0.01, description="probability that it is drawn anew whether one is enabled"
    )
    enabled_rate_to_true_add: Change = Field(
        default=0.0, description="added to that rate where the connection is disabled"
    )
    enabled_rate_to_false_add: Change = Field(
        default=0.0, description="added to that rate where the connection is enabled"
    )

    @field_validator("initial_connection")
    @classmethod
    def _known(cls, given: str) -> str:
        kind, *fractions = given.split()[:3] or [""]
        if kind not in CONNECTIONS:
            raise ValueError(unknown("initial_connection", given, CONNECTIONS))
        if not kind.startswith("partial"):
            if fractions:
                raise ValueError(f"initial_connection is {given!r}; expected {kind} alone")
        elif len(fractions) != 1 or not _is_share(fractions[0]):
            wanted = f"expected {kind} and a fraction from 0 to 1, such as `{kind} 0.5`"
            raise ValueError(f"initial_connection is {given[:60]!r}; {wanted}")
        return given

    @model_validator(mode="after")
    def _in_order(self) -> "_Genome":
        for name in NUMBERS:
            if getattr(self, f"{name}_min_value") > getattr(self, f"{name}_max_value"):
                raise ValueError(f"{name}_min_value is more than {name}_max_value")
        for name in ("activation", "aggregation"):
            first, options = getattr(self, f"{name}_default"), getattr(self, f"{name}_options")
            if first not in (*_DRAWN, *options):
                raise ValueError(f"{name}_default is {first!r}, not one of {name}_options")
        return self


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


NUMBERS = ("bias", "response", "time_constant", "weight")
_GENES: dict[str, Any] = {
    **_number("bias", mean=0.0, stdev=1.0, rate=0.7, replace=0.1, power=0.5),
    **_number("response", mean=1.0, stdev=0.0, rate=0.0, replace=0.0, power=0.0),
    **_number("time_constant", mean=1.0, stdev=0.0, rate=0.0, replace=0.0, power=0.0,
              least=0.01, most=10.0),
    **_number("weight", mean=0.0, stdev=1.0, rate=0.8, replace=0.1, power=0.5),
    **_choice("activation", Activation, FirstActivation, "tanh"),
    **_choice("aggregation", Aggregation, FirstAggregation, "sum"),
}  # fmt: skip
if TYPE_CHECKING:
    GenomeSettings = _Genome
else:
    GenomeSettings = create_model("genome", __base__=_Genome, __doc__=_Genome.__doc__, **_GENES)


class SpeciesSettings(Settings):
    """neat-python's DefaultSpeciesSet: who belongs together."""

    compatibility_threshold: Coefficient = Field(
        default=3.0, description="genomes less far apart than this can be of one species"
    )


class StagnationSettings(Settings):
    """neat-python's DefaultStagnation: which species die out."""

    species_fitness_func: Literal["max", "min", "mean", "median", "median2"] = Field(
        default="mean", description="what a species is worth, of its members' fitnesses"
    )
    max_stagnation: Whole = Field(
        default=15, description="generations without a better fitness after which one dies out"
    )
    species_elitism: Whole = Field(default=0, description="how many of the best never do")


class ReproductionSettings(Settings):
    """neat-python's DefaultReproduction: who has children."""

    elitism: Whole = Field(default=0, description="the best of a species that survive unchanged")
    survival_threshold: Share = Field(
        default=0.2, description="the share of a species, from the best, that has children"
    )
    min_species_size: int = Field(
        default=1, ge=1, le=100_000, description="members that a species has at least"
    )


class NeatSettings(Chosen):
    """The `algorithm:` part of a config whose type is `neat`."""

    type: str = "neat"
    ini: str | None = Field(
        default=None, description="a neat-python INI beside the config: values of what is not here"
    )
    population: int = Field(default=150, ge=2, le=100_000, description="neat-python's pop_size")
    fitness_criterion: Literal["max", "min", "mean"] = Field(
        default="max", description="of the population's fitnesses: what the threshold is held to"
    )
    fitness_threshold: float | None = Field(
        default=None, allow_inf_nan=False, description="the fitness that ends the search"
    )
    no_fitness_termination: bool = Field(
        default=False, description="whether the threshold counts for nothing"
    )
    reset_on_extinction: bool = Field(
        default=False, description="begin anew when all species have died out; else the search ends"
    )
    survivors: Literal["last", "mean"] = Field(
        default="last",
        description="what a genome that lives on is worth: its last evaluation, or the mean of all "
        "of them, where noise changes from one to the next",
    )
    genome: GenomeSettings = GenomeSettings()
    species: SpeciesSettings = SpeciesSettings()
    stagnation: StagnationSettings = StagnationSettings()
    reproduction: ReproductionSettings = ReproductionSettings()

    @model_validator(mode="after")
    def _leave_room(self) -> "NeatSettings":
        for name in ("elitism", "min_species_size"):
            if getattr(self.reproduction, name) > self.population:
                raise ValueError(f"reproduction.{name} is more than the population")
        return self
