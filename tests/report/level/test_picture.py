from pathlib import Path

import numpy as np
from PIL import Image

from evomario.report.level.ends import Ends
from evomario.report.level.picture import DIED, STOPPED, WAY, draw_level
from evomario.report.level.sheet import BARS, SCALE, arranged, sheet, widened
from evomario.report.level.stitch import GAP, HEIGHT, Strip, row_of

NOBODY = np.zeros((0, 3), int)


def strip(area: int, left: int, width: int, grey: int = 128) -> Strip:
    return Strip(area, left, np.full((HEIGHT, width, 3), grey, np.uint8))


def drawn(path: Path, strips: list[Strip], way: np.ndarray, ended: Ends) -> np.ndarray:
    assert draw_level(path / "level.png", "a title", strips, way, ended) == [path / "level.png"]
    with Image.open(path / "level.png") as picture:
        return np.asarray(picture.convert("RGB"))


def test_strips_lie_beneath_each_other_and_short_ones_side_by_side() -> None:
    strips = [strip(0, 0, 1000), strip(1, 0, 300), strip(2, 40, 300), strip(3, 0, 500)]
    bands, (width, height) = arranged(strips)
    assert width > SCALE * 1000
    assert bands[0].y < bands[1].y == bands[2].y < bands[3].y < height - SCALE * HEIGHT
    assert bands[1].x + bands[1].width < bands[2].x
    assert bands[2].place(40, 0) == (bands[2].x, bands[2].y)
    pixels = sheet(bands, (width, height))
    for band in bands:
        x, y = band.place(band.strip.left + 5, 7)
        assert pixels[y, x].tolist() == [128] * 3 and pixels[band.y - 1, x].tolist() == list(GAP)


def test_a_strip_reaches_as_far_as_somebody_came() -> None:
    wide = widened(strip(0, 100, 50), 90, 200)
    assert (wide.left, wide.right) == (90, 200)
    assert wide.picture[0, :, 0].tolist() == [GAP[0]] * 10 + [128] * 50 + [GAP[0]] * 50
    assert widened(wide, 95, 120) is wide


def test_the_way_the_marks_and_the_bars_are_where_they_belong(tmp_path: Path) -> None:
    died = np.array([[0, 100, 100]] * 3)
    stopped = np.array([[0, 196, 150]])
    way = np.array([[0, x, 120] for x in range(20, 60)])
    (band,), _ = arranged([strip(0, 0, 400)])
    pixels = drawn(tmp_path, [strip(0, 0, 400)], way, Ends(died, stopped, 2))

    def at(x: int, y: int) -> np.ndarray:
        column, row = band.place(x + 8, int(row_of(np.array(y))))
        return pixels[row, column].astype(int)

    assert at(40, 120).tolist() == list(WAY)
    many, one = at(100, 100), at(196, 150)
    assert many[0] > many[2] + 80 and one[2] > one[0] + 20  # red; and purple, but fainter
    assert at(300, 100).tolist() == [128] * 3
    for x, colour, share in ((96, DIED, 1), (192, STOPPED, 1 / 3)):  # tiles 6 and 12
        column, _ = band.place(x + 4, 0)
        bar = (pixels[band.ground - BARS : band.ground, column] == colour).all(axis=-1).sum()
        assert abs(bar - share * (BARS - 38)) <= 1


def test_a_way_is_cut_where_mario_jumps_from_place_to_place(tmp_path: Path) -> None:
    way = np.array([[0, 20, 120], [0, 30, 120], [0, 300, 120], [0, 310, 120], [1, 50, 120]])
    pixels = drawn(tmp_path, [strip(0, 0, 400)], way, Ends(NOBODY, NOBODY, 0))
    (band,), _ = arranged([strip(0, 0, 400)])
    columns = [band.place(x + 8, int(row_of(np.array(120)))) for x in (25, 160, 305)]
    yellow = [pixels[row, column].tolist() == list(WAY) for column, row in columns]
    assert yellow == [True, False, True]


def test_what_ended_outside_widens_the_level_and_other_areas_are_left_out(tmp_path: Path) -> None:
    died = np.array([[0, 700, 79], [5, 3, 79]])
    plain = drawn(tmp_path, [strip(0, 0, 400)], NOBODY, Ends(NOBODY, NOBODY, 0))
    wider = drawn(tmp_path, [strip(0, 0, 400)], NOBODY, Ends(died, NOBODY, 0))
    assert wider.shape[1] > plain.shape[1] and wider.shape[0] == plain.shape[0]
