"""The commands on configs and lists, and warnings, as a user sees them."""

import json
import warnings
from collections.abc import Callable
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from evomario.commands.output import plain_warnings
from evomario.mario.metrics import METRICS, REDUCTIONS

Run = Callable[..., tuple[int, str, str]]

UNGRADED = ("--set", "fitness.constraints=[{require: finished}]")
NOT_FINITE = ("--set", "fitness.objectives=[{maximize: distance/(coins - coins)}]")


def told(err: str) -> list[str]:
    """Lines of stderr but for those on compiling."""
    return [line for line in err.splitlines() if "compiling" not in line]


def test_validate_warns_of_traps(run: Run) -> None:
    code, out, err = run("validate", "ga/1-1", *UNGRADED)
    assert code == 0 and out == "ga/1-1: valid: ga-1-1, ga on 1-1\n"
    (line,) = told(err)
    assert line.startswith("evomario: warning: --set fitness.constraints:1:32: yes or no, without")
    code, out, err = run("validate", "ga/1-1", *UNGRADED, "--json")
    assert json.loads(out)["warnings"] == [line.removeprefix("evomario: warning: ")]
    assert code == 0 and not told(err)


def test_a_run_warns_in_plain_lines_and_once(run: Run) -> None:
    short = ("--set", "stop={generations: 2, target: finished}", "--set", "task.limits.moves=60")
    code, out, err = run("run", "ga/1-1", "--json", *UNGRADED, *NOT_FINITE, *short)
    result = json.loads(out)
    assert code == 0 and result["generations"] == 2 and result["fitness"] is None
    lines = told(err)
    assert all(line.startswith("evomario: warning: ") for line in lines)
    assert sum("yes or no" in line for line in lines) == 1
    assert sum("not finite somewhere" in line for line in lines) == 1


def test_warnings_are_told_once_and_python_is_left_as_it_was(capfd: pytest.CaptureFixture) -> None:
    before = warnings.showwarning
    with plain_warnings():
        warnings.simplefilter("always")
        for _ in range(3):
            warnings.warn("odd\nthings", RuntimeWarning, stacklevel=1)
    assert capfd.readouterr().err == "evomario: warning: odd\\nthings\n"
    assert warnings.showwarning is before


def test_new_and_its_errors(run: Run) -> None:
    code, out, _ = run("new", "my-run")
    assert (code, out) == (0, "my-run.yaml: written; start it with: evomario run my-run.yaml\n")
    assert run("validate", "my-run.yaml")[1:] == ("my-run.yaml: valid: my-run, ga on 1-1\n", "")
    code, out, _ = run("new", "other.yaml", "--from", "my-run.yaml", "--json")
    assert json.loads(out) == {"config": "other.yaml", "name": "other", "source": "my-run.yaml"}
    for arguments, words in [
        (["my-run"], "my-run.yaml: exists already"),
        (["x", "--from", "ga/1-1x"], "did you mean 'ga/1-1'?"),
        (["no/x"], "no/x.yaml: cannot write: No such file or directory"),
        (["x", "--from", "."], ".: this is a directory"),
    ]:
        code, out, err = run("new", *arguments)
        (line,) = told(err)
        assert (code, out) == (2, "") and words in line and line.startswith("evomario: ")
    assert sorted(path.name for path in Path().iterdir()) == ["my-run.yaml", "other.yaml"]


def test_schema(run: Run) -> None:
    _, indented, _ = run("schema")
    code, out, err = run("schema", "--json")
    assert (code, err) == (0, "") and len(out.splitlines()) == 1
    assert json.loads(out) == json.loads(indented) and "$defs" in json.loads(out)


def test_lists(run: Run) -> None:
    lines = run("list", "metrics")[1].splitlines()
    assert [line.split()[1] for line in lines] == [*METRICS, *REDUCTIONS]
    assert "metric     moves        button bytes given to the game [moves]" in lines
    _, out, _ = run("list", "handlings", "--json")
    handlings = {row["name"]: row for row in json.loads(out)["handlings"]}
    assert {"name": "theta", "type": "number", "default": "0.2"} in handlings["epsilon"][
        "parameters"
    ]
    assert "handling" not in {line.split()[0] for line in run("list", "operators")[1].splitlines()}
    for what in ("observations", "algorithms", "configs", "levels"):
        code, out, _ = run("list", what, "--json")
        assert code == 0 and isinstance(json.loads(out)[what], list)


def test_plugins_are_found_and_not_imported(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    there = EntryPoint("mine", "no_such_module:register", "evomario.plugins")
    monkeypatch.setattr(
        "evomario.registry.plugins.entry_points", lambda group: EntryPoints([there])
    )
    assert run("list", "plugins")[1] == "mine  no_such_module:register\n"
    monkeypatch.setattr("evomario.registry.plugins.entry_points", lambda group: EntryPoints())
    assert run("list", "plugins")[:2] == (0, "none\n")
    assert json.loads(run("list", "plugins", "--json")[1]) == {"plugins": []}


@pytest.mark.parametrize(
    ("handling", "words"),
    [
        ("{type: static_penalty, price: abc}", "price is 'abc'; expected a number"),
        ("{type: static_penalty, price: -1}", "price is -1.0: expected a number above 0"),
        ("{type: adaptive_penalty, generations: 2.5}", "expected a whole number"),
        ("{type: stochastic_ranking, generator: x}", "unknown key 'generator'"),
        ("{type: epsilonn}", "did you mean 'epsilon'?"),
        ("{}", "no handling is named here"),
    ],
)
def test_a_wrong_handling_is_one_line(run: Run, handling: str, words: str) -> None:
    code, out, err = run("validate", "ga/1-1", *UNGRADED, "--set", f"fitness.handling={handling}")
    (line,) = told(err)
    assert (code, out) == (2, "") and words in line
