import pytest

from evomario.config.scalars import is_text, resolve


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("12", 12),
        ("-7", -7),
        ("+7", 7),
        ("017", 17),
        ("20_000_000", 20_000_000),
        ("0x75E", 0x75E),
        ("0o17", 15),
        ("1e-3", 0.001),
        ("1E6", 1e6),
        ("-1.5e+3", -1500.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1_000.25", 1000.25),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
    ],
)
def test_words_with_a_meaning(word, value):
    assert resolve(word) == value
    assert type(resolve(word)) is type(value)
    assert not is_text(word)


TEXTS = "yes no on off y n 1-1 1:30 2001-01-01 1__0 _1 1_ 0x 0b11 e3 . - tRue nan inf 1e 1.2.3"


@pytest.mark.parametrize("word", TEXTS.split())
def test_words_that_are_text(word):
    assert resolve(word) == word
    assert is_text(word)


@pytest.mark.parametrize("word", [".inf", "-.Inf", "+.INF", ".nan", ".NaN", "1e999"])
def test_numbers_are_finite(word):
    with pytest.raises(ValueError, match="is not a finite number"):
        resolve(word)


def test_numbers_have_an_end():
    with pytest.raises(ValueError, match="longer than any number"):
        resolve("1" * 5000)
