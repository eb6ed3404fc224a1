from hypothesis import given
from hypothesis import strategies as st

from evomario.config import ConfigError
from evomario.config.reader import compose
from evomario.config.writer import dump

WORDS = st.one_of(
    st.text(), st.from_regex(r"[-+0-9._eExo:~<=!&*?%@`'\"#,\[\]{}()|> a]{1,8}", fullmatch=True)
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**100), 2**100),
    st.floats(allow_nan=False, allow_infinity=False),
    WORDS,
)
PLAIN = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4)
)


@given(PLAIN)
def test_what_is_dumped_loads_back_equal(plain):
    node = compose(dump(plain), "f.yaml")
    assert repr(node.plain()) == repr(plain)
    assert node.dump() == dump(plain)


@given(st.text(st.sampled_from("ab1:-,[]{}()!&*?|>'\"%#@<\\U0F \n\t\r\x85\ufeff~="), max_size=40))
def test_any_text_is_read_or_refused_in_one_line(text):
    try:
        node = compose(text, "f.yaml")
    except ConfigError as error:
        assert str(error).startswith("f.yaml:")
        assert str(error).isprintable()
    else:
        assert repr(compose(node.dump(), "f.yaml").plain()) == repr(node.plain())
