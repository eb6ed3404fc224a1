import time
from pathlib import Path

import pytest

from evomario.config import ConfigError, load

SPLIT = "looks like an expression split at a comma by"
LIST_ADVICE = "write the list in block style, one `- ` item a line"
TAG_ADVICE = "expected no tag, and quotes around a text that starts with !"


@pytest.fixture
def within_seconds():
    start = time.process_time()
    yield
    assert time.process_time() - start < 5  # of a busy machine; without the cap, minutes


def test_values_keep_their_places(config):
    node = config("name: x\ntask:\n  train: [1-1,\n          1-2]\n")
    second = node.at(("task", "train", 1))
    assert second is not None
    assert (second.value, str(second.mark)) == ("1-2", "f.yaml:4:11")
    assert str(node.at(("task", "train")).key_mark) == "f.yaml:3:3"
    assert str(node.at(("task", "train")).mark) == "f.yaml:3:10"


def test_keys_are_text_whatever_they_look_like(config):
    node = config("1-1: a\n12: b\ntrue: c\nnull: d\n!!str e: f\n")
    assert node.plain() == {"1-1": "a", "12": "b", "true": "c", "null": "d", "e": "f"}


def test_plain_tags_and_quotes(config):
    node = config("a: !!str 12\nb: '12'\nc: !!float 3\nd: !!map {x: !!seq []}\ne: !!null ~\n")
    assert node.plain() == {"a": "12", "b": "12", "c": 3, "d": {"x": []}, "e": None}


def test_aliases_stand_for_what_they_name(config):
    assert config("a: &x {b: 1}\nc: [*x, *x]\n").plain()["c"] == [{"b": 1}, {"b": 1}]


def test_a_byte_order_mark_and_windows_line_ends_are_taken(config):
    assert config("\ufeffa: 1\r\nb: 2\r\n").plain() == {"a": 1, "b": 2}


@pytest.mark.usefixtures("within_seconds")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "f.yaml:1:1: the file is empty; expected a mapping such as `seed: 0`"),
        ("# nothing\n", "f.yaml:1:1: the file is empty; expected a mapping such as `seed: 0`"),
        ("\n- a\n", "f.yaml:2:1: the top level is a list; expected a mapping"),
        ("hello", "f.yaml:1:1: the top level is 'hello'; expected a mapping"),
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: the key 'a' is given twice, first in line 1"),
        ("x: {a: 1, a: 3}\n", "f.yaml:1:11: the key 'a' is given twice, first in line 1"),
        ("a: 1\n12: 2\n'12': 3\n", "f.yaml:3:1: the key '12' is given twice, first in line 2"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document starts here; "
         "expected one document a file"),
        ("a: .inf", "f.yaml:1:4: .inf is not a finite number"),
        ("a: [1, -1e400]", "f.yaml:1:8: -1e400 is not a finite number"),
        ("a:\n  b: !!python/object/apply:os.system [ls]\n",
         f"f.yaml:2:6: the tag '!!python/object/apply:os.system' is not plain data; {TAG_ADVICE}"),
        ("a: !!python/name:os.system x\n",
         f"f.yaml:1:4: the tag '!!python/name:os.system' is not plain data; {TAG_ADVICE}"),
        ("require: !finished\n",
         f"f.yaml:1:10: the tag '!finished' is not plain data; {TAG_ADVICE}"),
        ("!!int 3: x\n", f"f.yaml:1:1: the tag '!!int' is not plain data; {TAG_ADVICE}"),
        ("a: !!map []\n", f"f.yaml:1:4: the tag '!!map' is not plain data; {TAG_ADVICE}"),
        ("a: !!int x\n", "f.yaml:1:4: 'x' is not what its tag says"),
        ("<<: {a: 1}\n", "f.yaml:1:1: merge keys are not part of a config; "
         "expected `extends: NAME`"),
        ("a: {? : 1}\n", "f.yaml:1:6: a key is missing before the colon"),
        ("? [a, b]\n: 1\n", "f.yaml:1:3: this cannot be a key; expected a text"),
        ("a: &x y\n*x : 1\n", "f.yaml:2:1: this cannot be a key; expected a text"),
        ("a: *x\n", "f.yaml:1:4: no complete value is anchored as 'x'"),
        ("a: &x [*x]\n", "f.yaml:1:8: no complete value is anchored as 'x'"),
        ("a: [1, 2\nb: 3\n", "f.yaml:2:2: not valid YAML: expected ',' or ']', but got ':' "
         "(while parsing a flow sequence)"),
        ("a:\n\tb: 1\n", "f.yaml:2:1: not valid YAML: found character '\\t' that cannot start "
         "any token (while scanning for the next token); expected spaces, not tabs"),
        ("a: b\x07\n", "f.yaml:1:5: the character U+0007 is not allowed in YAML"),
        ('a: "\\ud800"\n',
         "f.yaml:1:4: the text has half a character in it, a lone surrogate"),
        ('a: "\\UFFFFFFFF"\n', "f.yaml:1:7: not valid YAML: an escape is out of range"),
    ],
)  # fmt: skip
def test_refusals_name_the_place(refusal, text, message):
    assert refusal(text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [min(coins, 5) >= 3]\n", f"f.yaml:1:5: 'min(coins' {SPLIT} [ ]: {LIST_ADVICE}"),
        ("a: [finished, max(x, 1)]\n", f"f.yaml:1:15: 'max(x' {SPLIT} [ ]: {LIST_ADVICE}"),
        ("a: {maximize: min(coins, 5)}\n", f"f.yaml:1:15: 'min(coins' {SPLIT} {{ }}: "
         "write the mapping in block style, one `key: value` a line"),
        ("a:\n- {b: [max(x, 1)]}\n", f"f.yaml:2:8: 'max(x' {SPLIT} [ ]: {LIST_ADVICE}"),
    ],
)  # fmt: skip
def test_an_expression_split_at_a_comma_is_explained(refusal, text, message):
    assert refusal(text) == message


def test_other_parentheses_are_left_alone(config):
    text = "a:\n- min(coins, 5)\n- :)\nb: [(x), '(', abs(y)]\n"
    assert config(text).plain() == {"a": ["min(coins, 5)", ":)"], "b": ["(x)", "(", "abs(y)"]}


@pytest.mark.usefixtures("within_seconds")
def test_nesting_ends_at_fifty(config, refusal):
    assert config(f"a: {'[' * 49}1{']' * 49}").plain()
    assert config(f"a: {'[' * 50}{']' * 50}").plain()
    deep = "f.yaml:1:54: nested too deeply; at most 50 levels are read"
    assert refusal(f"a: {'[' * 50}1{']' * 50}") == deep
    assert refusal(f"a: {'[' * 10_000}") == deep
    assert refusal("- " * 10_000).endswith("at most 50 levels are read")
    assert refusal("a: &x " + "[" * 40 + "]" * 40 + "\nb: " + "[" * 20 + "*x" + "]" * 20) == (
        "f.yaml:2:24: nested too deeply; at most 50 levels are read"
    )


@pytest.mark.usefixtures("within_seconds")
def test_an_alias_bomb_is_refused_where_it_explodes(refusal):
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for above, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{above}'] * 10)}]")
    message = refusal("\n".join(lines))
    assert message.startswith("f.yaml:4:36: too many values, each alias counted")
    assert message.endswith("at most 10000 are read")


@pytest.mark.usefixtures("within_seconds")
def test_aliases_of_a_long_text_are_refused(refusal):
    text = f"a: &a {'x' * 300_000}\nb: [*a, *a, *a]\n"
    assert refusal(text) == "f.yaml:2:13: too much text; at most 1000000 characters are read"


@pytest.mark.usefixtures("within_seconds")
def test_too_many_values_are_refused(config, refusal):
    assert config(f"a: [{'1, ' * 9_997}]").plain()
    assert refusal(f"a: [{'1, ' * 9_998}]").startswith("f.yaml:1:29996: too many values")


@pytest.mark.usefixtures("within_seconds")
def test_a_large_file_is_refused_unread():
    with Path("f.yaml").open("wb") as stream:
        stream.truncate(50_000_000)
    with pytest.raises(ConfigError) as caught:
        load("f.yaml")
    assert str(caught.value) == "f.yaml: the file is too large; at most 1000000 bytes are read"


def test_a_text_that_is_not_utf8_is_refused():
    Path("f.yaml").write_bytes(b"\xef\xbb\xbfa: 1\nb: \xc3\xa4 \xff\n")
    with pytest.raises(ConfigError) as caught:
        load("f.yaml")
    assert str(caught.value) == "f.yaml:2:6: the byte 0xff is not UTF-8; expected a text in UTF-8"


def test_files_that_cannot_be_read(monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    Path("folder").mkdir()
    Path("f.yaml").write_text("a: 1")
    monkeypatch.setattr("evomario.config.reader.open", refuse, raising=False)
    for name, message in {
        "folder": "folder: this is a directory; expected a YAML file",
        "/dev/zero": "/dev/zero: this is not a regular file; expected a YAML file",
        "f.yaml": "f.yaml: permission denied",
        "f.yaml/x": "f.yaml/x: not a directory",
        "gone.yaml": "gone.yaml: no such file, and no config of that name in the package",
        "nul\0": r"nul\x00: no such file, and no config of that name in the package",
        "x" * 300: "x" * 300 + ": file name too long",
    }.items():
        with pytest.raises(ConfigError) as caught:
            load(name)
        assert str(caught.value) == message
