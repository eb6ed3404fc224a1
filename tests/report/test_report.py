from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from evomario.errors import UserError
from evomario.mario import Game
from evomario.report.gif import Chapter, chapters, write_gif
from evomario.report.video import check_video, film
from evomario.report.words import episode_in_words
from evomario.runs import Recording
from evomario.runs.history import BestSoFar, Episode


def read_film(path: Path) -> list[np.ndarray]:
    frames = imageio_ffmpeg.read_frames(str(path))
    width, height = next(frames)["size"]
    return [np.frombuffer(frame, np.uint8).reshape(height, width, 3) for frame in frames]


def test_a_film_shows_what_the_game_showed(tmp_path: Path) -> None:
    game = Game("1-1")
    game.reset()
    screens = []
    with film(tmp_path / "film.mp4") as add:
        for _ in range(30):
            game.step(131)
            screens.append(game.screen())
            add(game)
    frames = read_film(tmp_path / "film.mp4")
    assert len(frames) > 100  # it goes on a little after the last move
    for i in range(30):

        def unlike(screen: np.ndarray, shown: np.ndarray = frames[i][::2, ::2]) -> float:
            return float(np.abs(shown.astype(int) - screen).mean())

        assert unlike(screens[i]) < 3  # what compression leaves
        assert unlike(screens[i]) < unlike(screens[(i + 15) % 30])


def test_a_film_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    game = Game("1-1")
    game.reset()
    with pytest.raises(ZeroDivisionError), film(tmp_path / "film.mp4") as add:
        add(game)
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_film_that_cannot_be_written_is_told_beforehand(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such folder"):
        check_video(tmp_path / "none" / "a.mp4")
    with pytest.raises(UserError, match=r"to end in \.mp4"):
        check_video(tmp_path / "a.gif")
    (tmp_path / "b.mp4").mkdir()
    with pytest.raises(UserError, match="cannot write"):
        check_video(tmp_path / "b.mp4")


def test_an_episode_in_words() -> None:
    text = episode_in_words(Recording.play("1-1", np.full(5000, 128, np.uint8), 2))
    assert text.startswith("1-1 (2 lives, 2 lost): Mario died after ")
    assert "0 coins, score 0" in text


def test_a_gif_shows_each_chapter_under_its_caption(tmp_path: Path) -> None:
    moves = [np.full(n, 131, np.uint8) for n in (40, 60)]
    shown = [
        Chapter(f"chapter {level}", level, each)
        for level, each in zip(("1-1", "1-2"), moves, strict=True)
    ]
    write_gif(tmp_path / "a.gif", 1, shown)
    with Image.open(tmp_path / "a.gif") as gif:
        assert gif.size == (256, 260)
        durations, pictures = [], []
        for number in range(gif.n_frames):  # equal pictures are stored once
            gif.seek(number)
            durations.append(gif.info["duration"])
            pictures.append(np.array(gif.convert("RGB")))
    assert sum(durations) == 50 * (10 + 15 + 2 * 16)
    assert all(picture[:20].any() for picture in pictures)
    for level, captions in (("1-1", pictures[0]), ("1-2", pictures[-1])):
        game = Game(level)
        game.reset()
        for _ in range(20):
            game.step(131)
        (same,) = [each for each in pictures if np.array_equal(each[20:], game.screen())]
        assert np.array_equal(same[:20], captions[:20])
    assert not np.array_equal(pictures[0][:20], pictures[-1][:20])


def test_captions_tell_level_and_feasibility() -> None:
    episodes = tuple(Episode(f"1-{n}", np.zeros(n, np.uint8)) for n in (1, 2))
    found = [(1, BestSoFar(1, 5.25, episodes, 0.5)), (5, BestSoFar(4, 1234.5, episodes[:1]))]
    assert [(each.caption, each.level, len(each.moves)) for each in chapters(found)] == [
        ("1-1   generation 1   not feasible yet", "1-1", 1),
        ("1-2   generation 1   not feasible yet", "1-2", 2),
        ("generation 5   fitness 1,234.5", "1-1", 1),
    ]
