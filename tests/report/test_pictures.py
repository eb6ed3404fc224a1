import re
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from evomario.errors import UserError
from evomario.fitness import Evaluation
from evomario.mario.metrics import METRICS
from evomario.mario.outcome import OUTCOME
from evomario.report import style
from evomario.report.curves import plot_fitness, plot_hypervolume, plot_metric
from evomario.report.front import plot_front
from evomario.report.sections import draw_run
from evomario.runs import RunFolder, evolve, load_config
from evomario.runs.history import History, Layout, Row


def table(count: int = 5, feasible: float = 1.0) -> np.ndarray:
    """Generations of a run that goes up and down."""
    up = np.arange(count, dtype=float)
    made = np.zeros(count, [(name, "f8") for name in (
        "best", "mean", "worst", "best_feasible", "feasible", "best_distance", "mean_distance",
        "best_coins", "mean_coins",
    )] + [("evaluations", "i8"), ("finished", "i8")])  # fmt: skip
    made["evaluations"] = 1000 * (up + 1)
    made["best"] = made["best_feasible"] = [*up[:-1], 0]
    made["mean"], made["worst"], made["feasible"] = up - 2, up - 5, feasible
    made["finished"][3] = 1
    return made


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """The figures, as they are saved."""
    figures: list[Figure] = []
    save = style._save

    def spy(figure: Figure, path: Path) -> None:
        figures.append(figure)
        save(figure, path)

    monkeypatch.setattr(style, "_save", spy)
    return figures


def lines(figure: Figure) -> dict[str, list[float]]:
    """The curves of a figure's first axes by name, as heights."""
    return {str(line.get_label()): list(line.get_ydata()) for line in figure.axes[0].lines}


def test_the_curve_shows_best_so_far_mean_worst_and_finish(
    tmp_path: Path, drawn: list[Figure]
) -> None:
    made = plot_fitness(table(), "a title", tmp_path / "fitness.png", "maximize x")
    assert made == [tmp_path / "fitness.png", tmp_path / "fitness.svg"]
    with Image.open(made[0]) as picture:
        assert picture.size == (1120, 630)
    assert "<svg" in made[1].read_text("utf-8")
    shown = lines(drawn[0])
    assert shown["best so far"] == [0, 1, 2, 3, 3]
    assert shown["mean"] == [-2, -1, 0, 1, 2] and shown["worst"] == [-5, -4, -3, -2, -1]
    assert shown["first finish"] == [3]
    assert len(drawn[0].axes) == 1
    axes = drawn[0].axes[0]
    assert axes.get_title("left") == "a title" and axes.texts[0].get_text() == "maximize x"
    assert axes.xaxis.get_major_formatter()(12000) == "12,000"


def test_a_minimised_objective_is_drawn_as_it_was_meant(
    tmp_path: Path, drawn: list[Figure]
) -> None:
    plot_fitness(table(), "title", tmp_path / "a", minimize=True)
    shown = lines(drawn[0])
    assert shown["best so far"] == [0, -1, -2, -3, -3]
    assert shown["worst"] == [5, 4, 3, 2, 1]


def test_with_constraints_the_feasible_share_is_shown(tmp_path: Path, drawn: list[Figure]) -> None:
    generations = table(feasible=0.5)
    generations["best_feasible"][:2] = np.nan
    plot_fitness(generations, "title", tmp_path / "a")
    curve, share = drawn[0].axes
    assert lines(drawn[0])["best feasible so far"][2:] == [2, 3, 3]
    assert np.isnan(lines(drawn[0])["best feasible so far"][:2]).all()
    assert list(share.lines[0].get_ydata()) == [0.5] * 5
    assert curve.get_shared_x_axes().joined(curve, share)


def test_what_is_not_finite_leaves_a_gap(tmp_path: Path, drawn: list[Figure]) -> None:
    generations = table()
    generations["worst"][1], generations["mean"][2] = -np.inf, np.nan
    plot_fitness(generations, "title", tmp_path / "a")
    shown = lines(drawn[0])
    assert np.isnan(shown["worst"][1]) and np.isnan(shown["mean"][2])


def test_a_single_generation_can_be_seen(tmp_path: Path, drawn: list[Figure]) -> None:
    plot_metric(table()[:1], "coins", "title", tmp_path / "coins")
    assert all(line.get_marker() == "o" for line in drawn[0].axes[0].lines)


def test_a_picture_is_the_same_whenever_it_is_drawn(tmp_path: Path) -> None:
    for name in ("a", "b"):
        plot_fitness(table(feasible=0.5), "title", tmp_path / name)
        plot_front(np.eye(2), ["x", "y"], tmp_path / f"front-{name}", behind=np.zeros((3000, 2)))
    for picture in ("{}.svg", "{}.png", "front-{}.svg"):
        first, second = (tmp_path / picture.format(name) for name in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()
    assert not re.search("<dc:date>", (tmp_path / "a.svg").read_text("utf-8"))


def test_a_front_has_its_senses_and_the_rest_behind(tmp_path: Path, drawn: list[Figure]) -> None:
    points = np.array([[3.0, 2000], [1, 1500]])
    behind = np.array([[0.0, 1600], [0, 1600], [np.nan, 1]])
    plot_front(points, ["coins", "moves"], tmp_path / "f", minimize=[False, True], behind=behind)
    (axes,) = drawn[0].axes
    assert axes.get_xlabel() == "coins\n(more is better)"
    assert axes.get_ylabel() == "moves\n(less is better)"
    step, dots = axes.lines
    assert step.get_drawstyle() == "steps-pre"
    assert list(dots.get_xdata()) == [1, 3] and list(dots.get_ydata()) == [1500, 2000]
    assert np.asarray(axes.collections[0].get_offsets()).tolist() == [[0, 1600]]


@pytest.mark.parametrize(("objectives", "panels"), [(2, 1), (3, 3), (4, 6), (6, 6)])
def test_more_objectives_are_drawn_two_by_two(
    tmp_path: Path, drawn: list[Figure], objectives: int, panels: int
) -> None:
    labels = [f"objective {i}" for i in range(objectives)]
    plot_front(np.random.default_rng(0).random((5, objectives)), labels, tmp_path / "f")
    assert len(drawn[0].axes) == panels


def test_hypervolume_is_drawn(tmp_path: Path, drawn: list[Figure]) -> None:
    made = plot_hypervolume(np.array([10, 20]), np.array([1.5, 2.5]), tmp_path / "h", "title")
    assert all(path.stat().st_size for path in made)
    assert list(drawn[0].axes[0].lines[0].get_ydata()) == [1.5, 2.5]


def test_a_run_is_drawn_from_its_history(tmp_path: Path, drawn: list[Figure]) -> None:
    folder = RunFolder.create("test", 0, tmp_path / "run")
    evolve(load_config("ga/1-1", ["stop={generations: 2}"]), folder)
    made = draw_run(folder, "title")
    names = {f"{name}.{kind}" for name in ("fitness", "distance", "coins") for kind in
             ("png", "svg")} | {"level.png"}  # fmt: skip
    assert {path.name for path in made} == names
    assert all((folder.path / name).stat().st_size for name in names)
    about = drawn[0].axes[0].texts[0].get_text()
    assert about == "maximize progress"


def history(path: Path, objectives: np.ndarray, violations: np.ndarray) -> None:
    """A history of one generation, of which `objectives` and `violations` are given."""
    n, layout = len(objectives), Layout(("1-1",), ("maximize coins", "minimize 2*moves"), ("x",))
    evaluation = Evaluation(
        objectives, violations, np.zeros((n, 0)), np.zeros((n, 1), OUTCOME),
        np.zeros((n, 1, len(METRICS))), np.zeros((n, len(METRICS))),
    )  # fmt: skip
    with closing(History(path, layout)) as made:
        if n:
            made.record(Row.of((1, n, 2, 2, 1.0), evaluation, "", 12.5), evaluation, None)


def test_the_front_of_a_run_is_drawn(tmp_path: Path, drawn: list[Figure]) -> None:
    objectives = np.array([[1.0, -20], [2, -30], [1, -30], [9, -9]])
    history(RunFolder(tmp_path).history, objectives, np.array([[0.0], [0], [0], [1]]))
    made = draw_run(RunFolder(tmp_path), "title")
    assert [path.name for path in made[6:]] == [
        "front.png", "front.svg", "hypervolume.png", "hypervolume.svg"
    ]  # fmt: skip
    axes = drawn[3].axes[0]
    assert [list(data) for data in axes.lines[1].get_data()] == [[1, 2], [20, 30]]
    assert np.asarray(axes.collections[0].get_offsets()).tolist() == [[1, 30]]
    assert axes.get_ylabel() == "2*moves\n(less is better)"


def test_without_a_feasible_individual_there_is_no_front(tmp_path: Path) -> None:
    history(RunFolder(tmp_path).history, np.array([[1.0, -20]]), np.array([[0.5]]))
    assert "front.png" not in [path.name for path in draw_run(RunFolder(tmp_path), "title")]


def test_a_history_without_generations_is_told(tmp_path: Path) -> None:
    history(RunFolder(tmp_path).history, np.zeros((0, 2)), np.zeros((0, 1)))
    with pytest.raises(UserError, match="no generation in the history yet"):
        draw_run(RunFolder(tmp_path), "title")


def test_a_picture_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot write"):
        plot_hypervolume(np.array([1]), np.array([1.0]), tmp_path / "none" / "h")
