"""Parameters that change over a run, by the share of its budget that is used."""

from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import Field, ValidationInfo, create_model, field_validator

from evomario.config import Settings


class Schedule(Settings):
    """A parameter that goes from one value to another while the budget is spent."""

    schedule: Literal["linear", "exponential"]
    start: float = Field(alias="from")
    to: float

    @field_validator("to", mode="after")
    @classmethod
    def _above_0(cls, to: float, info: ValidationInfo) -> float:
        if info.data.get("schedule") == "exponential" and min(info.data.get("start", 1), to) <= 0:
            raise ValueError("an exponential schedule goes from and to numbers above 0")
        return to

    def at(self, spent: float) -> float:
        """The value when a share of the budget, 0 to 1, is used."""
        share = min(max(spent, 0.0), 1.0)
        if self.schedule == "linear":
            return self.start * (1 - share) + self.to * share
        return self.start ** (1 - share) * self.to**share


def scheduled(found: Any) -> Any:
    """The annotation of a parameter, a number of which may also be a schedule."""
    bare = get_args(found)[0] if get_origin(found) is Annotated else found
    return found | _schedule(found) if bare is float else found


@cache
def _schedule(found: Any) -> type[Schedule]:
    """A schedule within a parameter's bounds."""
    return create_model(
        "schedule", __base__=Schedule, start=(found, Field(alias="from")), to=(found, ...)
    )


def value(parameter: Any, spent: float) -> Any:
    """A parameter's value now, whether it is scheduled or not."""
    return parameter.at(spent) if isinstance(parameter, Schedule) else parameter
