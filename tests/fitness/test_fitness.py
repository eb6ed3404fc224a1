import warnings
from typing import Any

import numpy as np
import pytest

from evomario.evaluation import Limits, play_sequences
from evomario.evaluation.limits import NO_LIMITS
from evomario.fitness import Constraint, Evaluation, Expression, Fitness, NotFinite, Objective
from evomario.fitness.aggregate import AggregateSettings, Quantile
from evomario.mario import Game
from evomario.mario.metrics import METRICS
from evomario.mario.state import REASONS

RIGHT = np.array([128, 129, 130, 131, 131, 0, 64], np.uint8)


def held(seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    return np.repeat(random.choice(RIGHT, 60), random.integers(1, 25, 60))


MOVES = [held(seed) for seed in range(6)]


def number(text: str) -> Expression:
    return Expression(text, METRICS)


def constraint(text: str, grade: str = "", every_move: bool = False) -> Constraint:
    graded = number(grade) if grade else Expression(text, METRICS, "excess")
    return Constraint(Expression(text, METRICS, "truth"), graded, every_move)


def judge(
    fitness: Fitness, levels: Any = "1-1", limits: Limits = NO_LIMITS, **more: Any
) -> Evaluation:
    played = play_sequences(levels, MOVES, score=fitness.rules, limits=limits, **more)
    return fitness.judge(played.states, played.records)


def rows(moves: np.ndarray) -> np.ndarray:
    """The metrics after each move, from the game itself."""
    game = Game("1-1")
    game.reset()
    found = []
    for buttons in moves.tolist():
        game.step(buttons)
        outcome = game.outcome()
        found.append([float(outcome[name]) for name in METRICS])
        if game.done:
            break
    return np.array(found)


TEXT = "10*coins + 0.1*distance - 0.05*time_used*(1 if jumps < 4 else 2)"


@pytest.mark.parametrize("minimize", [False, True])
def test_the_best_over_frames_is_the_best_of_any_move(minimize: bool) -> None:
    fitness = Fitness([Objective(number(TEXT), minimize, best=True), Objective(number(TEXT))])
    evaluation = judge(fitness)
    for i, moves in enumerate(MOVES):
        values = number(TEXT)(rows(moves))
        best = -values.min() if minimize else values.max()
        assert evaluation.objectives[i].tolist() == [best, values[-1]]


def test_a_constraint_at_every_move_cuts_the_episode_where_it_broke() -> None:
    fitness = Fitness(
        [Objective(number(TEXT)), Objective(number(TEXT), best=True), Objective(number("moves"))],
        [constraint("x <= 150", every_move=True), constraint("distance >= 100")],
    )
    evaluation = judge(fitness)
    cut = 0
    for i, moves in enumerate(MOVES):
        table = rows(moves)
        held = np.cumprod(table[:, METRICS.index("x")] <= 150).astype(bool)
        count = int(held.sum())
        values = number(TEXT)(table[:count])
        assert evaluation.objectives[i].tolist() == [values[-1], values.max(), count]
        outcome = evaluation.outcomes[i, 0]
        if count < len(table):
            cut += 1
            assert (REASONS[outcome["reason"]], outcome["moves"]) == ("constraint", count + 1)
        distance = table[count - 1, METRICS.index("distance")]
        assert evaluation.violations[i] == pytest.approx(max(0, 100 - distance) / 100)
    assert cut > 2


def test_an_episode_none_of_whose_moves_count_is_worth_its_start() -> None:
    fitness = Fitness(
        [Objective(number("moves + time_left"), best=True), Objective(number("moves"))],
        [constraint("moves < 1", every_move=True)],
    )
    start = rows(MOVES[0])[0, METRICS.index("time_left")]
    assert judge(fitness).objectives.tolist() == [[start, 0]] * len(MOVES)


@pytest.mark.parametrize("best", [False, True])
def test_no_progress_watches_any_expression(best: bool) -> None:
    watch = Objective(number(TEXT), best=best)
    fitness = Fitness([watch], watch=watch)
    evaluation = judge(fitness, limits=Limits(no_progress=20))
    for i, moves in enumerate(MOVES):
        values = number(TEXT)(rows(moves))
        highest, last = number(TEXT)(rows(np.zeros(1, np.uint8)))[0], 0
        for move, value in enumerate(values, 1):
            if value > highest:
                highest, last = value, move
            if move - last >= 20:
                break
        assert evaluation.outcomes[i, 0]["moves"] == move


def test_a_saved_state_carries_what_was_counted() -> None:
    fitness = Fitness([Objective(number(TEXT), best=True)], watch=Objective(number("x")))
    limits = Limits(no_progress=60)
    whole = play_sequences("1-1", MOVES[:1], score=fitness.rules, limits=limits, save_every=25)
    for begin in whole.saves[0, 0, : int(whole.records["moves"][0, 0]) // 25]:
        rest = play_sequences("1-1", MOVES[:1], score=fitness.rules, limits=limits, begin=begin)
        assert rest.states.tobytes() == whole.states.tobytes()


def test_threads_are_invisible() -> None:
    watch = Objective(number(TEXT), best=True)
    fitness = Fitness([watch], [constraint("x <= 150", every_move=True)], watch=watch)
    one, three = (
        play_sequences("1-1", MOVES, score=fitness.rules, threads=n, limits=Limits(no_progress=40))
        for n in (1, 3)
    )
    assert one.states.tobytes() == three.states.tobytes()


def test_violations_of_levels_add_up_and_values_are_brought_together() -> None:
    levels = ["1-1", "1-3", "2-1"]
    alone = [judge(Fitness([Objective(number("x"))], [constraint("x <= 50")]), n) for n in levels]
    values = np.stack([one.objectives for one in alone])
    for how, expected in [
        ("mean", values.mean(0)), ("min", values.min(0)), ("sum", values.sum(0)),
        (Quantile(quantile=0.25), np.quantile(values, 0.25, axis=0)),
    ]:  # fmt: skip
        settings = AggregateSettings(levels=how)  # type: ignore[arg-type]
        all_ = judge(Fitness([Objective(number("x"))], [constraint("x <= 50")], settings), levels)
        assert all_.objectives == pytest.approx(expected)
        assert all_.violations == pytest.approx(sum(one.violations for one in alone))
        assert all_.totals[:, METRICS.index("x")] == pytest.approx(all_.objectives[:, 0])


def test_what_is_not_finite_is_the_worst_and_is_told_once() -> None:
    fitness = Fitness(
        [Objective(number("1/coins")), Objective(number("1/(x - x)"), best=True)],
        [constraint("finished", "1/coins"), constraint("1/(x - x) > 3")],
    )
    with pytest.warns(NotFinite) as told:
        evaluation = judge(fitness)
    assert len(told) == 4
    assert np.isneginf(evaluation.objectives[:, 1]).all()
    assert np.isposinf(evaluation.violations[:, 1]).all()
    assert not np.isnan(evaluation.objectives).any() and not np.isnan(evaluation.violations).any()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        judge(fitness)


def test_a_violation_of_the_user_s_is_never_0_where_the_requirement_fails() -> None:
    fitness = Fitness([Objective(number("x"))], [constraint("finished", "progress - 1")])
    assert (judge(fitness).violations == 1e-6).all()


def test_lives_count_together() -> None:
    fitness = Fitness([Objective(number("deaths"), best=True), Objective(number("time_used"))])
    played = play_sequences("1-1", [np.full(3000, 128, np.uint8)], lives=3, score=fitness.rules)
    evaluation = fitness.judge(played.states, played.records)
    assert evaluation.objectives[0].tolist() == [3, played.records["time_used"][0, 0]]


def test_nothing_is_done_after_moves_where_nothing_needs_it() -> None:
    assert Fitness([Objective(number("x"))], [constraint("finished")]).rules.table()[0] == 0
    assert Fitness([Objective(number("x"), best=True)]).rules.table()[0] == 1
