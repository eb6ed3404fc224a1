"""Files of recorded moves: what is written is read again, and a mistake has its place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evomario.errors import UserError
from evomario.mario.moves import MOST_MOVES, moves_text, read_moves, read_moves_text


@given(st.lists(st.integers(0, 255), min_size=1, max_size=200), st.text(max_size=80))
def test_what_is_written_is_read_again(moves, comment):
    text = moves_text(np.array(moves, np.uint8), comment)
    assert read_moves_text(text, "f.moves").tolist() == moves


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_run_takes_one_line(runs):
    moves = np.concatenate([np.full(count, byte, np.uint8) for count, byte in runs])
    changes = 1 + int((moves[1:] != moves[:-1]).sum())
    assert len(moves_text(moves).splitlines()) == changes


def test_the_form_of_a_file(tmp_path):
    path = tmp_path / "f.moves"
    path.write_text("# level: 1-1\n\n2 right A B # jump\n  1   NOOP\n1 START left\r\n0 up\n")
    assert read_moves(path).tolist() == [131, 131, 0, 72]
    text = moves_text(np.array([131, 131, 0], np.uint8), "level: 1-1\nby hand")
    assert text == "# level: 1-1\n# by hand\n2 right B A\n1 NOOP\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("right", "f.moves:1:1: 'right' is no move: expected a count and buttons"),
        ("2 A\n3", "f.moves:2:1: '3' is no move"),
        ("# a comment\n-1 A", "f.moves:2:1: '-1 A' is no move"),
        ("1.5 A", "f.moves:1:1: '1.5 A' is no move"),
        ("² A", "f.moves:1:1: '² A' is no move"),
        ("2 A\n\n3 rihgt", "f.moves:3:3: unknown button 'rihgt': did you mean 'right'?"),
        ("   12  jump A", "f.moves:1:8: unknown button 'jump'"),
        ("1 A jump", "f.moves:1:5: unknown button 'jump'"),
        ("1 A down lefft", "f.moves:1:10: unknown button 'lefft'"),
        ("1 A A jump", "f.moves:1:7: unknown button 'jump'"),
        ("10000001 A", "f.moves:1:1: more than 10,000,000 moves"),
        ("9" * 5000 + " A", "f.moves:1:1: more than 10,000,000 moves"),
        ("0" * 9 + "9" * 5000 + " A", "f.moves:1:1: more than"),
        ("9000000 A\n9000000 B", "f.moves: more than 10,000,000 moves"),
        ("", "f.moves: no moves in it"),
        ("# level: 1-1\n", "f.moves: no moves in it"),
        ("0 A", "f.moves: no moves in it"),
    ],
)
def test_a_malformed_line_is_told_with_its_place(text, message):
    with pytest.raises(UserError) as caught:
        read_moves_text(text, "f.moves")
    assert str(caught.value).startswith(message)


def test_the_most_moves_are_still_read():
    assert len(read_moves_text(f"{MOST_MOVES} A", "f.moves")) == MOST_MOVES


@given(st.text())
def test_any_text_is_moves_or_an_error(text):
    try:
        read_moves_text(text.replace("9", ""), "f.moves")
    except UserError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda path: None, "No such file or directory"),
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.write_bytes(b"1 \xff"), "not UTF-8 text"),
    ],
)
def test_a_file_that_cannot_be_read(make, problem, tmp_path):
    path = tmp_path / "f.moves"
    make(path)
    with pytest.raises(UserError) as caught:
        read_moves(path)
    assert str(caught.value) == f"{path}: cannot read the moves: {problem}"
