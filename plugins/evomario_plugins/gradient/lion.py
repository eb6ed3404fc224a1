"""The optimiser Lion."""

from collections.abc import Iterable
from typing import Any

import torch


class Lion(torch.optim.Optimizer):
    """Steps of one size: the sign of an average of gradients, with decoupled weight decay.

    Source: X. Chen et al., Symbolic Discovery of Optimization Algorithms, arXiv 2302.06675 (2023),
    algorithm 2.

    Args:
        params: what it moves.
        lr: the size of a step; about a third to a tenth of what Adam takes.
        betas: of the average that decides a step, and of the one that is kept.
        weight_decay: how much of each weight goes in a step, times `lr`.
    """

    def __init__(
        self, params: Iterable[Any], lr: float = 1e-4, betas: tuple[float, float] = (0.9, 0.99),
        weight_decay: float = 0.0,
    ) -> None:  # fmt: skip
        super().__init__(params, {"lr": lr, "betas": betas, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:  # type: ignore[override]
        """Move all that has a gradient by a step."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for each in group["params"]:
                if each.grad is not None:
                    self._move(each, group)
        return loss

    def _move(self, each: torch.Tensor, group: dict[str, Any]) -> None:
        lr, (now, kept), state = group["lr"], group["betas"], self.state[each]
        if not state:
            state["average"] = torch.zeros_like(each)
        average, gradient = state["average"], each.grad
        each.mul_(1 - lr * group["weight_decay"])
        each.add_(torch.sign(average * now + gradient * (1 - now)), alpha=-lr)
        average.mul_(kept).add_(gradient, alpha=1 - kept)
