import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evomario.policies import ActionSequence, MacroSequence

BUTTONS = np.array([0, 128, 129], np.uint8)


def test_an_action_is_held_as_often_as_it_is_repeated() -> None:
    genome = np.array([2, 0, 1], np.uint8)
    assert ActionSequence(BUTTONS).moves(genome).tolist() == [129, 0, 128]
    assert ActionSequence(BUTTONS, 2).moves(genome).tolist() == [129, 129, 0, 0, 128, 128]


def test_a_macro_action_is_held_for_its_duration() -> None:
    policy = MacroSequence(BUTTONS, 4)
    assert policy.values == 12
    genome = np.array([1 * 4 + 2, 0, 2 * 4 + 3], np.uint16)
    assert policy.moves(genome).tolist() == [128] * 3 + [0] + [129] * 4
    assert MacroSequence(BUTTONS, 4, 2).moves(genome).tolist() == [128] * 6 + [0] * 2 + [129] * 8


@given(
    st.lists(st.integers(0, 11), min_size=1, max_size=20), st.integers(1, 3), st.integers(0, 300)
)
def test_genes_that_have_begun_are_counted(genes: list[int], repeat: int, moves: int) -> None:
    genome = np.array(genes, np.uint8)
    actions, macros = (
        ActionSequence(np.zeros(12, np.uint8), repeat),
        MacroSequence(BUTTONS, 4, repeat),
    )
    for policy in (actions, macros):
        begun = sum(len(policy.moves(genome[:i])) < moves for i in range(len(genome)))
        assert policy.genes(genome, moves) == begun
