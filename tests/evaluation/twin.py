"""A plain-Python twin of what an episode adds up, from info and RAM alone."""

from typing import Any

from evomario.mario import Game

REASONS = ("", "finished", "dead", "warped", "no_progress", "limit")


class Twin:
    """Follows a game move by move; `values` is then what an Outcome should say."""

    def __init__(self, game: Game, patience: int = 0) -> None:
        self.game, self.patience = game, patience
        self.furthest = {self.area(): self.x()}
        self.current = self.area()
        self.last_x, self.last_coins = self.x(), 0
        self.home = (int(game.ram[0x75F]), int(game.ram[0x75C]))
        self.airborne = False
        self.best = self.best_move = 0
        self.values: dict[str, Any] = dict.fromkeys(
            ("distance", "coins", "moves", "jumps", "left_moves", "right_moves", "deaths"), 0
        )
        self.reason = ""

    def x(self) -> int:
        x = int(self.game.ram[0x6D]) * 256 + int(self.game.ram[0x86])
        return x if x < 0x8000 else x - 0x10000

    def area(self) -> tuple[int, ...]:
        return tuple(int(self.game.ram[a]) for a in (0x75F, 0x75C, 0xE7, 0xE8))

    def step(self, buttons: int) -> None:
        info = self.game.step(buttons)
        values = self.values
        values["moves"] += 1
        values["left_moves"] += buttons >> 6 & 1
        values["right_moves"] += buttons >> 7
        values["coins"] += (info["coins"] - self.last_coins) % 100
        self.last_coins = info["coins"]
        values.update(x=info["x_pos"], score=info["score"], time_left=info["time"])
        values["finished"] = info["flag_get"]
        values["frames"] = self.game.frames
        values["powerup"] = ("small", "tall", "fireball").index(info["status"])
        self.end(info)

    def see(self) -> None:
        """Count what only RAM shows; call it only for moves without a skip."""
        airborne = self.game.ram[0x1D] == 1
        self.values["jumps"] += int(airborne and not self.airborne)
        self.airborne = airborne
        x, area = self.x(), self.area()
        jumped = x - self.last_x > 64 or area != self.current
        furthest = self.furthest.setdefault(area, x)
        if x > furthest:
            self.values["distance"] += 0 if jumped else x - furthest
            self.furthest[area] = x
        self.last_x, self.current = x, area

    def end(self, info: dict[str, Any]) -> None:
        self.see()
        values = self.values
        if values["distance"] > self.best:
            self.best, self.best_move = values["distance"], values["moves"]
        level = (int(self.game.ram[0x75F]), int(self.game.ram[0x75C]))
        if info["flag_get"]:
            self.reason = "finished"
        elif self.game.done:
            self.reason, values["deaths"] = "dead", 1
        elif level != self.home:
            self.reason = "warped"
        elif self.patience and values["moves"] - self.best_move >= self.patience:
            self.reason = "no_progress"
