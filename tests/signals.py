"""Signals of the processes that tests start."""

import signal


def hear_interrupts() -> None:
    """Of a process that is about to run, as `preexec_fn`: take SIGINT as one at a terminal does.

    A process inherits that a signal is ignored, as SIGINT is where a shell runs pytest behind `&`
    or `nohup`; and Python raises no KeyboardInterrupt for one that was ignored when it began.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
