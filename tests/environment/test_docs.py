"""The examples of the docs run as they stand, each by itself."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
EXAMPLES = {
    f"{file}-{number}": code
    for file in ("docs/environment.md", "README.md")
    for number, code in enumerate(BLOCK.findall((ROOT / file).read_text(encoding="utf-8")))
    if "evomario.environment" in code
}


def test_there_are_examples():
    assert {name.rpartition("-")[0] for name in EXAMPLES} == {"docs/environment.md", "README.md"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_runs(name):
    exec(compile(EXAMPLES[name], name, "exec"), {})


def test_the_table_has_every_argument():
    from evomario.environment import EnvironmentSettings

    text = (ROOT / "docs" / "environment.md").read_text(encoding="utf-8")
    arguments = text.partition("## Arguments")[2].partition("\n\n**")[0]
    listed = re.findall(r"^\| `(\w+)` \|", arguments, re.MULTILINE)
    more = {"render_mode", "threads", "autoreset_mode"}
    assert set(listed) == {*EnvironmentSettings.model_fields, *more}
