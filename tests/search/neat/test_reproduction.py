"""Offspring shared out among species: neat-python's numbers, and some where it gives up."""

import neat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from neat.reporting import ReporterSet

from evomario.search.neat.reproduction import Reproduction


def made(kind: type) -> neat.DefaultReproduction:
    config = neat.DefaultReproduction.parse_config({})
    return kind(config, ReporterSet(), None)


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=20), st.integers(1, 200), st.integers(1, 4)
)
def test_the_numbers_are_neat_python_s_where_it_has_any(
    amounts: list[int], size: int, least: int
) -> None:
    amounts = [max(each, least) for each in amounts]
    if least * len(amounts) > size:
        with pytest.raises(RuntimeError, match="Configuration conflict"):
            made(Reproduction)._adjust_spawn_exact([*amounts], size, least)
        return
    found = made(Reproduction)._adjust_spawn_exact([*amounts], size, least)
    assert sum(found) == size and min(found) >= least
    try:
        theirs = made(neat.DefaultReproduction)._adjust_spawn_exact([*amounts], size, least)
    except RuntimeError as error:
        assert "Internal error" in str(error)
    else:
        assert found == theirs


def test_it_goes_on_where_neat_python_gives_up() -> None:
    amounts = [9, 2, 2, 2]
    with pytest.raises(RuntimeError, match="Internal error"):
        made(neat.DefaultReproduction)._adjust_spawn_exact([*amounts], 12, 2)
    assert made(Reproduction)._adjust_spawn_exact([*amounts], 12, 2) == [6, 2, 2, 2]
