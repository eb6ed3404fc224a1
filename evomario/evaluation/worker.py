"""A worker process: makes what works, then does a job at a time until its supervisor is gone."""

import os
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any, Literal, NamedTuple

from multiprocess import parent_process
from multiprocess.connection import wait

from evomario.errors import UserError, raised

Work = Callable[[Any], Any]
Make = Callable[[], Work]


class Reply(NamedTuple):
    """What a worker says.

    Attributes:
        kind: `ready` for the first job; `done`; `wrong`, a user's error; `raised`, of the user's
            code; or `broken`, an exception in ours.
        content: what was done, or the error in a line.
        trace: the traceback of an exception.
    """

    kind: Literal["ready", "done", "wrong", "raised", "broken"]
    content: Any = None
    trace: str = ""


def serve(connection: Connection, make: Make) -> None:
    """Run a worker.

    An interrupt of the terminal goes to every process of the group: the supervisor answers it. A
    supervisor that was killed is noticed even in the middle of a job, and takes the worker along.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    Thread(target=_end_with_parent, daemon=True).start()
    work: list[Work] = []

    def start(_: Any) -> None:
        work.append(make())

    reply = _answer(start, lambda: None)
    with suppress(EOFError, OSError):  # the supervisor is gone
        _say(connection, reply if reply.kind != "done" else Reply("ready"))
        while work:
            _say(connection, _answer(work[0], connection.recv))


def _say(connection: Connection, reply: Reply) -> None:
    """Send a reply; one that cannot be sent is told of instead.

    Raises:
        OSError: nobody listens any more.
    """
    try:
        connection.send(reply)
    except OSError:
        raise
    except Exception as error:
        problem = f"a result cannot be sent: {type(error).__name__}: {error}"
        connection.send(Reply("broken", problem, traceback.format_exc()))


def _answer(work: Work, receive: Callable[[], Any]) -> Reply:
    """Do a job; what it raises is told.

    Raises:
        EOFError, OSError: there will be no more jobs.
    """
    started = False
    try:
        job = receive()
        started = True
        return Reply("done", work(job))
    except UserError as error:
        return Reply("wrong", str(error), traceback.format_exc())
    except Exception as error:
        if isinstance(error, EOFError | OSError) and not started:
            raise
        return Reply(_whose(error), raised(error), traceback.format_exc())


def _whose(error: Exception) -> Literal["raised", "broken"]:
    """Whether the user's code has raised an exception, or ours."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return "broken" if frames and frames[-1].filename.startswith(ours + os.sep) else "raised"


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
