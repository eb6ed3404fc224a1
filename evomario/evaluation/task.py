"""A task: what is played, and how a genome's episodes are judged."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from evomario import registry
from evomario.config import Node
from evomario.errors import UserError
from evomario.fitness import Evaluation, Fitness
from evomario.fitness.handling import Handling
from evomario.fitness.kernel import run_rows
from evomario.fitness.metrics import added
from evomario.fitness.settings import FitnessSettings, build
from evomario.mario.actions import action_bytes
from evomario.policies import Actions, ActionSequence, Sequences
from evomario.policies.watching import Actor, Watching
from evomario.registry import Unfit

from . import judging
from .closed_loop import play_batch
from .evaluator import Evaluator, Request
from .limits import Limits
from .outcomes import Outcomes
from .reuse import Reuse
from .sequences import play_sequences
from .settings import EvaluationSettings, TaskSettings, check_names


class Task:
    """Levels, actions, stop rules and a fitness.

    Attributes:
        settings: the `task:` part of the config.
        fitness: what judges the episodes.
        actions: the button byte of each action, and for how many moves one is held.
        policy: how genomes play; a gene is an action unless an algorithm has other genomes.
        handling: how a search is to handle constraints; None: by its own way.
        seed: root of what noise is drawn from.
        reuse: states kept so that no frame is played twice; None where that is off.
        memory: MB of states that it keeps, at most.
        evaluator: what lets players play.
        recipe: makes the same task in another process, and can be pickled; None: nothing does.
    """

    def __init__(
        self,
        settings: TaskSettings,
        fitness: Fitness,
        evaluation: EvaluationSettings | None = None,
        seed: int = 0,
    ) -> None:
        self.seed = seed
        evaluation = evaluation or EvaluationSettings()
        self.memory = evaluation.memory
        self.reuse = Reuse(self.memory) if evaluation.reuse else None
        self.evaluator: Evaluator = registry.build("evaluator", evaluation.evaluator)
        self.recipe: Callable[[], Task] | None = None
        self.settings = settings
        self.fitness = fitness
        named = settings.actions
        buttons = action_bytes(
            named if isinstance(named, str) else [action.split() for action in named]
        )
        self.actions = Actions(buttons, settings.action_repeat)
        self.policy: Sequences | Watching = ActionSequence(*self.actions)
        self.handling: Handling | None = None
        limits = settings.limits
        self.limits = Limits(
            moves=limits.moves,
            frames=limits.frames or 0,
            no_progress=limits.no_progress.moves if limits.no_progress else 0,
        )

    @classmethod
    def of(
        cls,
        node: Node,
        settings: TaskSettings,
        fitness: FitnessSettings,
        evaluation: EvaluationSettings | None = None,
        seed: int = 0,
    ) -> "Task":
        """The task of a config, its names and expressions checked.

        Raises:
            ConfigError: an unknown level, action set, button or metric, or a wrong expression.
        """
        check_names(node, settings)
        more = added(node, settings.metrics)
        rule = settings.limits.no_progress
        watch = rule.metric if rule else "distance"
        try:
            return cls(settings, build(node, fitness, more, watch), evaluation, seed)
        except Unfit as error:
            raise error.located(node, "evaluation", "evaluator") from None

    def prepare(self) -> None:
        """Compile and boot what playing takes, so that clocks started later do not see it."""
        begin = np.zeros(1, np.uint8)
        play_sequences(self.settings.train, [begin], limits=Limits(moves=1))
        run_rows.load()
        self.fitness.rules.table()
        if self.fitness.rules.follows_in_python:
            judging.load()
        if isinstance(self.policy, Watching):
            self.policy.prepare()
            play_batch.load()

    def player(self, genome: Any) -> np.ndarray | Actor:
        """What a genome stands for: the moves that it means (`uint8[n]`), or its network."""
        if isinstance(self.policy, Watching):
            return self.policy.network(genome)
        return self.policy.moves(np.asarray(genome))[: self.limits.moves]

    def play(
        self,
        genomes: Sequence[Any],
        threads: int | None = None,
        paths: bool = False,
        reuse: bool = True,
        *,
        seeds: Sequence[int] = (0,),
    ) -> Outcomes:
        """Play genomes that `policy` reads, each level of training with each noise seed.

        Results depend neither on `threads` nor on `reuse` (of what has been played before).
        """
        players = [self.player(genome) for genome in genomes]
        return self.let_play(players, self.settings.train, seeds, threads, paths, reuse)

    def let_play(
        self,
        players: Sequence[Any],
        levels: Sequence[str],
        seeds: Sequence[int],
        threads: int | None = None,
        paths: bool = False,
        reuse: bool = False,
    ) -> Outcomes:
        """Let what `player` gives play levels, each with each noise seed."""
        request = Request(players, levels, seeds, threads, paths, reuse)
        return self.evaluator.play(self, request)

    def close(self) -> None:
        """End what the evaluator has started; who plays afterwards starts it anew."""
        self.evaluator.close()

    def evaluate(
        self,
        genomes: Sequence[Any],
        threads: int | None = None,
        paths: bool = False,
        reuse: bool = True,
        *,
        generation: int = 0,
        seeds: Sequence[int] = (),
    ) -> Evaluation:
        """Play and judge genomes that `policy` reads; arguments as of `play`.

        `generation` chooses the noise where it changes from one to the next; `seeds`, if any are
        given, are played with instead.
        """
        seeds = seeds or self.settings.noise.drawn(self.seed, generation)
        measures = self.fitness.measures
        kept = paths or "paths" in measures.needs
        played = self.play(genomes, threads, kept, reuse, seeds=seeds)
        judged = self.fitness.judge(played.states, played.records, len(seeds))._replace(
            paths=_by_genome(played.paths) if kept else None,
            frames_emulated=int(played.frames_emulated.sum()),
            pressed=_by_genome(played.pressed),
        )
        return judged._replace(measures=measures(judged), paths=judged.paths if paths else None)

    def evaluate_measures(
        self, solutions: Any, threads: int | None = None, *, generation: int = 0
    ) -> tuple[np.ndarray, np.ndarray]:
        """Play and judge rows of numbers, as pyribs' emitters give them.

        Args:
            solutions: `float64[n, d]`, or whole numbers. Where genomes are actions each number is
                rounded, and cut to what a gene can be; where they are weights they are taken as
                they are.
            threads: default: all cores.
            generation: chooses the noise where it changes from one to the next.

        Returns:
            The objectives, `float64[n]`, finite and to be maximised, what violates a constraint
            below all that does not; and the measures of the config, `float64[n, m]`, nan where an
            expression comes to nothing.

        Raises:
            UserError: the config has no `fitness.measures`, or several objectives; or these are no
                such rows, or the task's genomes are no rows of numbers.
        """
        if not self.fitness.measures.widths:
            raise UserError("nothing to measure: expected fitness.measures in the config")
        if len(self.fitness.objectives) > 1:
            raise UserError("several objectives: evaluate_measures expects a config with one")
        judged = self.evaluate(self._genomes(solutions), threads, generation=generation)
        return judged.scores(), judged.measures

    def _genomes(self, solutions: Any) -> list[np.ndarray]:
        """Rows of numbers as genomes that `policy` reads."""
        rows = _rows(solutions)
        if not isinstance(self.policy, Watching):
            genes = np.clip(np.rint(rows), 0, self.policy.values - 1)
            return [*genes.astype(np.int64)]
        try:
            self.player(rows[0])
        except (AttributeError, TypeError):
            problem = "the genomes of this algorithm are no rows of numbers"
            raise UserError(f"{problem}: expected a config of cma or real_ga") from None
        return [*rows]


def _rows(solutions: Any) -> np.ndarray:
    """Solutions as finite numbers, `float64[n, d]`."""
    wanted = "expected rows of finite numbers, float64[n, d]"
    try:
        rows = np.asarray(solutions, np.float64)
    except (TypeError, ValueError) as error:
        raise UserError(f"solutions: {error}: {wanted}") from None
    if rows.ndim != 2 or not rows.size:
        raise UserError(f"solutions of shape {rows.shape}: {wanted}")
    if not np.isfinite(rows).all():
        place = int(np.flatnonzero(~np.isfinite(rows).all(axis=1))[0])
        raise UserError(f"solution {place} is not finite: {wanted}")
    return rows


def _by_genome(lists: list[list[np.ndarray]]) -> list[list[np.ndarray]]:
    return [list(each) for each in zip(*lists, strict=True)]
