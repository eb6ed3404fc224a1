import os
from pathlib import Path

import pytest

from evomario.errors import UserError
from evomario.runs import RunFolder
from evomario.runs.files import write_text


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_two_runs_in_one_second_get_two_folders() -> None:
    paths = {RunFolder.create("name", 3).path for _ in range(3)}
    assert len(paths) == 3
    assert all(path.name.startswith("name-3-") for path in paths)


def test_last_is_the_newest_run() -> None:
    folders = [RunFolder.create("name", seed) for seed in range(3)]
    for age, folder in enumerate(folders[:2]):
        folder.config.write_text("{}")
        os.utime(folder.config, (1000 - age, 1000 - age))
    assert RunFolder.find("last") == folders[0]


def test_a_folder_with_something_in_it_is_left_alone() -> None:
    Path("full").mkdir()
    Path("full/file").write_text("precious")
    with pytest.raises(UserError, match="full: not empty"):
        RunFolder.create("name", 0, Path("full"))
    assert Path("full/file").read_text() == "precious"


def test_a_folder_that_cannot_be_made_is_told() -> None:
    Path("file").write_text("")
    with pytest.raises(UserError, match="cannot make the run folder"):
        RunFolder.create("name", 0, Path("file/run"))


def test_a_run_that_is_not_there_names_the_nearest() -> None:
    folder = RunFolder.create("name", 0)
    folder.config.write_text("{}")
    wrong = str(folder.path)[:-1] + "x"
    with pytest.raises(UserError, match=f"did you mean '{folder.path}'"):
        RunFolder.find(wrong)


def test_a_file_is_whole_or_not_there() -> None:
    path = Path("file")
    write_text(path, "first")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "second \ud800")
    assert path.read_text() == "first"
    assert os.listdir() == ["file"]


def test_a_file_that_cannot_be_written_is_told() -> None:
    with pytest.raises(UserError, match=r"no/file: cannot write: No such file"):
        write_text(Path("no/file"), "text")
