"""Compiling kernels: once for each version of the sources, and at first use only.

numba's cache looks at the file of the function that it compiles, not at those of the functions
that it calls. Here an entry's cache is keyed on the text of every kernel module of the package.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

#: Rooms that kernels live in, from the bottom up: one may call those of its own room and below.
ROOMS = ("emulator", "mario", "fitness", "policies", "evaluation", "environment")

_announced: set[str] = set()


@cache
def stamp(room: str) -> str:
    """A digest of all sources that a room's kernels may be made of."""
    package = Path(__file__).parents[1]
    rooms = ROOMS[: ROOMS.index(room) + 1] if room in ROOMS else ROOMS
    digest = hashlib.sha256()
    for file in sorted(f for r in rooms for f in (package / r).rglob("*.py")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _announce(what: str, how_long: str) -> None:
    if what not in _announced:
        text = f"evomario: compiling {what}: this happens once and takes {how_long} ..."
        print(text, file=sys.stderr, flush=True)
        _announced.add(what)


def keep_beside_source(compiled: Any, function: Callable) -> None:
    """Use numba's cache for a function that may be other people's, for one version of its sources.

    A function that was not read from a file is compiled by each process anew. What is cached names
    its module; a file that came as a plug-in may be imported another time.
    """
    if function.__module__.startswith("evomario."):
        return _use_cache(compiled, function)
    code, module = function.__code__, sys.modules.get(function.__module__.partition(".")[0])
    folders = getattr(module, "__path__", [])
    digest = hashlib.sha256(f"{stamp(ROOMS[-1])} {function.__module__}".encode())
    for file in sorted(f for folder in folders for f in Path(folder).rglob("*.py")):
        digest.update(file.read_bytes())
    try:
        digest.update(Path(code.co_filename).read_bytes())
        compiled.enable_caching()
    except (OSError, RuntimeError):
        return
    compiled._cache._cache_file._source_stamp = digest.hexdigest()


def _use_cache(compiled: Any, function: Callable) -> None:
    compiled.enable_caching()
    compiled._cache._cache_file._source_stamp = stamp(function.__module__.split(".")[1])


def _is_cached(compiled: Any, signature: Any) -> bool:
    from numba.core.registry import cpu_target

    cache = compiled._cache
    index = cache._cache_file._load_index()
    return cache._index_key(signature, cpu_target.target_context.codegen()) in index


@contextmanager
def _alone(compiled: Any) -> Iterator[None]:
    """Hold the cache folder's lock, so that processes that start together compile once."""
    try:
        import fcntl
    except ImportError:  # not on Windows: there each compiles for itself
        yield
        return
    with Path(compiled._cache.cache_path, "evomario.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _compile(compiled: Any, signature: Any, what: str, how_long: str, work: Callable) -> None:
    """Compile by `work()`, or let it load what is cached; say so where it takes long."""
    if _is_cached(compiled, signature):
        work()
        return
    with _alone(compiled):
        if not _is_cached(compiled, signature):
            _announce(what, how_long)
        work()


class Entry:
    """A kernel that Python calls: compiled, or loaded from the cache, at its first call.

    The signature is a string such as "int64(int64, uint8[::1])"; arguments must fit it exactly.
    """

    def __init__(self, function: Callable, signature: str) -> None:
        self.function, self.signature = function, signature
        self.__doc__, self.__name__ = function.__doc__, function.__name__
        self._compiled: Callable | None = None

    def __call__(self, *args: Any) -> Any:
        """Run the kernel."""
        return (self._compiled or self.load())(*args)

    def load(self) -> Callable:
        """Compile now, or load from the cache, so that threads find the kernel ready."""
        if self._compiled is None:
            self._compiled = self.compile()
        return self._compiled

    def compile(self) -> Callable:
        """The compiled function, with the GIL released while it runs."""
        from numba import njit

        compiled = njit(nogil=True, cache=True)(self.function)
        _use_cache(compiled, self.function)
        _compile(
            compiled, self.signature, "the rules of the game", "a few seconds",
            lambda: compiled.compile(self.signature),
        )  # fmt: skip
        compiled.disable_compile()
        return compiled


def entry(signature: str) -> Callable[[Callable], Entry]:
    """Decorate a kernel that Python calls with its signature."""
    return lambda function: Entry(function, signature)


def address_of(
    function: Callable,
    signature: str,
    what: str = "the machine",
    how_long: str = "half a minute or so",
) -> tuple[int, Any]:
    """A kernel's address as a C function, and the object that keeps it alive.

    `what` it is and `how_long` it takes to compile are told where it is not cached.
    """
    from numba.core.ccallback import CFunc
    from numba.core.sigutils import normalize_signature

    compiled: Any = CFunc(function, normalize_signature(signature), {}, {})
    _use_cache(compiled, function)
    _compile(compiled, compiled._sig, what, how_long, compiled.compile)
    return compiled.address, compiled
