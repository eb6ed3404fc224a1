import numpy as np
import pytest
from evomario_plugins.gradient.replay import FrameReplay
from gymnasium.spaces import Box, Discrete
from hypothesis import given, settings
from hypothesis import strategies as st

DEPTH, SIZE = 3, 2


def plain(draws: np.random.Generator, machines: int, steps: int) -> list[tuple]:
    """Steps as they are seen, whole stacks each: obs, next, action, reward, done, cut."""
    stacks = np.repeat(draws.integers(1, 250, (machines, 1, SIZE)), DEPTH, axis=1)
    found = []
    for _ in range(steps):
        frame = draws.integers(1, 250, (machines, SIZE))
        then = np.concatenate([stacks[:, 1:], frame[:, None]], axis=1)
        done = draws.random(machines) < 0.3
        cut = done & (draws.random(machines) < 0.5)
        action, reward = draws.integers(3, size=machines), draws.random(machines)
        found.append((stacks.copy(), then.copy(), action, reward, done, cut))
        fresh = np.repeat(draws.integers(1, 250, (machines, 1, SIZE)), DEPTH, axis=1)
        stacks = np.where(done[:, None, None], fresh, then)
    return found


def filled(steps: list[tuple], machines: int, capacity: int) -> FrameReplay:
    space = Box(0, 255, (DEPTH * SIZE,), np.uint8)
    made = FrameReplay(capacity, space, Discrete(3), n_envs=machines, depth=DEPTH)
    put(made, steps, machines)
    return made


def put(made: FrameReplay, steps: list[tuple], machines: int) -> None:
    for obs, then, action, reward, done, cut in steps:
        infos = [{"TimeLimit.truncated": bool(each)} for each in cut]
        rows = obs.reshape(machines, -1).astype(np.uint8), then.reshape(machines, -1)
        made.add(rows[0], rows[1].astype(np.uint8), action, reward, done, infos)


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 3), st.integers(4, 30), st.integers(4, 12))
def test_a_sample_is_what_was_seen(seed: int, machines: int, count: int, rows: int) -> None:
    steps = plain(np.random.default_rng(seed), machines, count)
    made = filled(steps, machines, rows * machines)
    known = {}
    for number, (obs, then, action, reward, done, cut) in enumerate(steps):
        for machine in range(machines):
            known[tuple(obs[machine].ravel()), machine, number] = (
                then[machine].ravel(), action[machine], reward[machine],
                done[machine] and not cut[machine],
            )  # fmt: skip
    np.random.seed(seed)
    sample = made.sample(40)
    for obs, then, action, reward, over in zip(
        sample.observations.numpy(), sample.next_observations.numpy(), sample.actions.numpy(),
        sample.rewards.numpy(), sample.dones.numpy(), strict=True,
    ):  # fmt: skip
        alike = [value for (stack, *_), value in known.items() if stack == tuple(obs)]
        assert any(
            (over[0] == value[3])
            and action[0] == value[1]
            and reward[0] == pytest.approx(value[2])
            and (value[3] or np.array_equal(then, value[0]))
            for value in alike
        )


def test_each_frame_is_kept_once() -> None:
    steps = plain(np.random.default_rng(0), 2, 50)
    made = filled(steps, 2, 40)
    assert made.frames.shape == (20, 2, SIZE) and made.frames.dtype == np.uint8
    assert len(made.cut) == sum(int(step[-1].sum()) for step in steps[-20:])


def test_a_state_goes_on_the_same() -> None:
    steps = plain(np.random.default_rng(1), 2, 40)
    one = filled(steps[:25], 2, 30)
    other = filled([], 2, 30)
    other.load(one.state())
    for made in (one, other):
        put(made, steps[25:], 2)
    samples = []
    for made in (one, other):
        np.random.seed(3)
        samples.append(made.sample(50))
    for a, b in zip(samples[0][:5], samples[1][:5], strict=True):
        assert np.array_equal(a.numpy(), b.numpy())
