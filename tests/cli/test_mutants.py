"""No config, however wrong, is answered with a traceback.

`pytest -m long tests/cli/test_mutants.py` tries some tens of thousands, for half an hour or so.
"""

import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evomario.cli import main
from evomario.errors import UserError
from evomario.runs import RunFolder, evolve, load_config
from tests.cli.mutants import FILES, RICH, base, changed, made_up, text_of, torn

QUICK = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
LONG = settings(QUICK, max_examples=20_000)

# What keeps a run of anything small.
SMALL = ("task.limits.moves=40", "evaluation.memory=64", "stop={evaluations: 12, generations: 3}")


@pytest.fixture
def answer(tmp_path: Path, capfd: pytest.CaptureFixture) -> Any:
    """Validates bytes as a config: whether it is valid; runs what is, if asked to."""

    def validated(text: bytes, run: bool = False) -> bool:
        file = tmp_path / "config.yaml"
        file.write_bytes(text)
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main(["validate", str(file)])
        out, err = capfd.readouterr()
        lines = [line for line in err.splitlines() if not line.startswith("evomario: warning: ")]
        if stop.value.code == 0:
            assert not lines and len(out.splitlines()) == 1
            if run:
                played(file)
            return True
        assert stop.value.code == 2 and not out
        (line,) = lines
        assert line.startswith("evomario: ") and len(line) < 1000
        return False

    return validated


def played(file: Path) -> None:
    """A few evaluations of a valid config; what the user got wrong may show only now."""
    try:
        config = load_config(str(file), _small(file))
        folder = RunFolder.create("x", 0, Path(str(file) + ".run"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is not finite
            evolve(config, folder, threads=1)
    except UserError:
        return
    finally:
        _remove(Path(str(file) + ".run"))


def _small(file: Path) -> list[str]:
    """Overrides that make a config small, where it is large."""
    algorithm: Any = load_config(str(file)).settings.algorithm
    large = {"population": 8, "offspring": 8, "machines": 2, "frames": 100, "steps": 8, "epochs": 1,
             "warm_up": 8, "inner_rounds": 1}  # fmt: skip
    found = [f"algorithm.{k}={v}" for k, v in large.items() if (getattr(algorithm, k, 0) or 0) > v]
    genome = getattr(algorithm, "genome", None)
    if getattr(genome, "length", 0) > 500:
        found.append("algorithm.genome.length=500")
    return [*SMALL, *found]


def _remove(path: Path) -> None:
    for each in sorted(path.rglob("*"), reverse=True):
        each.rmdir() if each.is_dir() else each.unlink()
    if path.exists():
        path.rmdir()


def sources() -> list[Any]:
    """The plain data of every config, and of one that uses whatever there is."""
    return [base(file) for file in FILES]


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rich") / "rich.yaml"
    path.write_text(RICH.format(base="ga/1-1"))
    return path


def check_changed(data: Any, answer: Any, rich: Path, run: bool) -> None:
    plain = data.draw(st.sampled_from([base(rich), base(rich), *sources()]))
    answer(text_of(data.draw(changed(plain))), run)


@QUICK
@given(st.data())
def test_changed_configs(answer: Any, rich: Path, data: Any) -> None:
    check_changed(data, answer, rich, run=True)


@QUICK
@given(st.data())
def test_torn_files(answer: Any, rich: Path, data: Any) -> None:
    file = data.draw(st.sampled_from([rich, *FILES]))
    answer(data.draw(torn(file.read_bytes())))


@QUICK
@given(made_up | st.dictionaries(st.sampled_from(["name", "task", "extends", "stop"]), made_up))
def test_made_up_configs(answer: Any, plain: Any) -> None:
    answer(text_of(plain))


def test_what_is_changed_is_valid_and_runs(answer: Any, rich: Path) -> None:
    assert answer(text_of(base(rich)), run=True)


@pytest.mark.long
@LONG
@given(st.data())
def test_many_changed_configs(answer: Any, rich: Path, data: Any) -> None:
    check_changed(data, answer, rich, run=True)


@pytest.mark.long
@LONG
@given(st.data())
def test_many_torn_files(answer: Any, rich: Path, data: Any) -> None:
    file = data.draw(st.sampled_from([rich, *FILES]))
    answer(data.draw(torn(file.read_bytes())), run=True)
