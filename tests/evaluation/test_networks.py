import numpy as np
import pytest

from evomario import registry
from evomario.errors import UserError
from evomario.evaluation import Limits, play_networks, play_sequences
from evomario.fitness import Expression, Fitness, Objective
from evomario.mario import Game
from evomario.mario.actions import action_bytes
from evomario.mario.metrics import METRICS
from evomario.mario.noise import NO_NOISE, Hand, Noise
from evomario.mario.observations import Observation
from evomario.policies.networks import Network, count_weights
from evomario.policies.outputs import Outputs, argmax, threshold

ACTIONS = action_bytes("simple_movement")
LIMITS = Limits(moves=300)


def seen(*names: str, **parameters) -> Observation:
    return Observation.of([registry.choose("observation", name, **parameters) for name in names])


def networks(observation: Observation, outputs: Outputs, count: int, seed: int = 0) -> list:
    draw = np.random.default_rng(seed)
    sizes = (observation.size, 8, outputs.size)
    return [Network.layers(sizes, draw.normal(size=count_weights(sizes))) for _ in range(count)]


def chosen(answers: np.ndarray, outputs: Outputs) -> int:
    """The buttons of an answer, in plain Python."""
    if outputs.threshold is None:
        return int(outputs.bytes[int(np.argmax(answers))])
    over = [i for i, value in enumerate(answers) if value > outputs.threshold]
    byte = sum(int(outputs.bytes[i]) for i in over)
    for one, other in ((64, 128), (16, 32)):  # left and right, up and down
        if byte & one and byte & other:
            values = [answers[list(outputs.bytes).index(bit)] for bit in (one, other)]
            byte &= ~(one if values[0] <= values[1] else 0) & ~(
                other if values[1] <= values[0] else 0
            )
    return byte


def by_hand(
    network: Network, observation: Observation, outputs: Outputs, level: str, engine: str,
    noise: Noise = NO_NOISE, seed: int = 0, lives: int = 1, most: int = LIMITS.moves,
) -> tuple[list[int], np.void]:  # fmt: skip
    """The same episode move by move in Python."""
    game, hand, pressed, decided = Game(level, engine=engine, lives=lives), Hand(noise, seed), [], 0
    game.reset()
    network.reset()
    while not game.done and len(pressed) < most:
        if len(pressed) % outputs.every == 0:
            decided = chosen(network.activate(observation(game)), outputs)
        idle = game.ram[0x1D] == 0 or game.ram[0x704]  # he stands, or swims
        held_on = outputs.jump_again and idle and game.ram[0x0D] & 0x80
        meant = decided & ~1 if held_on else decided
        pressed += hand.press(np.array([meant])).tolist()
        game.step(pressed[-1])
    return pressed, game.outcome()


CASES = [
    ("1-1", seen("tiles"), argmax(ACTIONS), NO_NOISE, 1),
    ("1-4", seen("tiles", "clock"), threshold(ACTIONS, every=3), Noise(0.25, 20), 1),
    ("1-2", seen("pixels"), argmax(ACTIONS, every=4), Noise(0.5, 3), 2),
    ("2-2", seen("clock"), argmax(ACTIONS), Noise(0.1), 1),
    ("2-2", seen("tiles"), argmax(ACTIONS, every=6, jump_again=True), NO_NOISE, 1),
    ("1-1", seen("clock"), threshold(ACTIONS, every=4, jump_again=True), Noise(0.25), 2),
]


@pytest.mark.parametrize(("level", "observation", "outputs", "noise", "lives"), CASES)
def test_episodes_go_as_by_hand(level, observation, outputs, noise, lives) -> None:
    players = networks(observation, outputs, 5)
    seeds = [3, 4] if noise else [0]
    played = play_networks(
        level, players, observation, outputs, limits=LIMITS, lives=lives, noise=noise,
        noise_seeds=seeds, paths=True,
    )  # fmt: skip
    for number, seed in enumerate(seeds):
        for i, network in enumerate(players):
            pressed, outcome = by_hand(
                network, observation, outputs, level, "compiled", noise, seed, lives
            )
            assert played.pressed[number][i].tolist() == pressed
            same = [n for n in METRICS if played.records[number, i][n] != outcome[n]]
            assert same == []
        again = play_sequences(level, played.pressed[number], lives=lives, paths=True)
        assert (again.states[0][:, :2048] == played.states[number][:, :2048]).all()
        assert all(
            (a == b).all() for a, b in zip(again.paths[0], played.paths[number], strict=True)
        )


def test_who_decides_on_a_jumps_wherever_he_can_if_asked() -> None:
    observation = seen("clock")
    player = Network.layers((2, 1), np.zeros(count_weights((2, 1))))

    def play(again: bool) -> tuple[int, np.ndarray]:
        outputs = argmax(action_bytes([["A"]]), every=6, jump_again=again)
        played = play_networks("1-1", [player], observation, outputs, limits=LIMITS)
        return int(played.records[0, 0]["jumps"]), played.pressed[0][0]

    jumps, pressed = play(False)
    assert jumps == 1 and (pressed == 1).all()
    jumps, pressed = play(True)
    assert jumps > 4 and (pressed == 0).sum() == 2 * (jumps - 1)


@pytest.mark.parametrize("case", [0, 2, 4])
def test_a_network_acts_on_gym_as_on_the_compiled_engine(case) -> None:
    level, observation, outputs, noise, lives = CASES[case]
    (network,) = networks(observation, outputs, 1, seed=5)
    limits = Limits(moves=60)
    played = play_networks(level, [network], observation, outputs, limits=limits, lives=lives,
                           noise=noise, noise_seeds=[9])  # fmt: skip
    pressed, outcome = by_hand(
        network, observation, outputs, level, "gym", noise, 9, lives, limits.moves
    )
    assert played.pressed[0][0].tolist() == pressed
    assert [n for n in METRICS if played.records[0, 0][n] != outcome[n]] == []


def test_threads_and_company_change_nothing() -> None:
    level, observation, outputs, noise, _ = CASES[1]
    players = networks(observation, outputs, 12)
    whole = play_networks(level, players, observation, outputs, limits=LIMITS, noise=noise)
    for threads in (1, 3):
        other = play_networks(level, players[::-1], observation, outputs, limits=LIMITS,
                              noise=noise, threads=threads)  # fmt: skip
        assert (other.records[:, ::-1] == whole.records).all()


def test_a_fitness_counts_on_the_way_as_for_sequences() -> None:
    observation, outputs = seen("tiles"), argmax(ACTIONS)
    fitness = Fitness([Objective(Expression("distance - 0.5*moves", METRICS), best=True)])
    played = play_networks(
        "1-1", networks(observation, outputs, 8), observation, outputs, limits=LIMITS,
        score=fitness.rules,
    )  # fmt: skip
    again = play_sequences("1-1", played.pressed[0], score=fitness.rules)
    one, other = (fitness.judge(each.states, each.records) for each in (played, again))
    assert one.objectives.tolist() == other.objectives.tolist()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"players": []}, "no networks"),
        ({"limits": Limits()}, "expected a limit on moves"),
        ({"outputs": argmax(ACTIONS[:2])}, "network 0 has 120 inputs and 7 outputs: expected 120"),
        ({"noise_seeds": []}, "no noise seeds"),
        ({"levels": "1-9"}, "unknown level '1-9'"),
    ],
)
def test_what_cannot_be_played_is_told(change, message) -> None:
    observation, outputs = seen("tiles"), argmax(ACTIONS)
    given = {
        "levels": "1-1", "players": networks(observation, outputs, 1), "observation": observation,
        "outputs": outputs, "limits": LIMITS, **change,
    }  # fmt: skip
    with pytest.raises(UserError, match=message):
        play_networks(**given)
