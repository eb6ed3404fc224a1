import pickle

import pytest

from evomario.errors import UserError, nearest, one_line, one_of, quote, unknown

LEVELS = ["1-1", "1-2", "1-3", "1-4"]


def test_a_user_error_is_one_printable_line():
    error = UserError("a\nb\x1b[31mc\ud800")
    assert str(error) == r"a\nb\x1b[31mc\ud800"
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_one_line_leaves_letters_of_any_script_alone():
    assert one_line("größe 勝利 🍄") == "größe 勝利 🍄"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("populaton", "population"), ("POPULATION", "population"), ("ga", "GA"), ("zebra", None)],
)
def test_nearest(name, expected):
    assert nearest(name, ["population", "GA", "seed"]) == expected


def test_nearest_is_not_tempted_by_endless_names():
    assert nearest("a" * 1_000_000, ["a" * 1_000_000]) is None


def test_unknown_offers_the_nearest_name():
    assert unknown("level", "1-9", LEVELS) == "unknown level '1-9': did you mean '1-4'?"


def test_unknown_lists_the_names_where_none_is_near():
    assert unknown("level", "zoo", LEVELS) == (
        "unknown level 'zoo': expected one of 1-1, 1-2, 1-3, 1-4"
    )
    assert unknown("plug-in", "zoo", []) == "unknown plug-in 'zoo': there are none"


def test_long_lists_and_long_names_are_cut():
    assert one_of(str(i) for i in range(30)).endswith("10, 11, ...")
    assert len(quote("x" * 1000)) == 62
