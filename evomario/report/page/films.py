"""Films as pages take them: a picture to show before they play, and smaller ones."""

import subprocess
import tempfile
from pathlib import Path

_BEFORE_END = "-3"  # seconds: a film goes on for a moment after what it is about
_SMALLER = (
    "-vf", "fps=30", "-c:v", "libx264", "-crf", "31", "-preset", "veryfast", "-pix_fmt", "yuv420p",
    "-movflags", "+faststart",
)  # fmt: skip


def poster(path: Path) -> bytes:
    """A picture of a film, from near its end, as JPEG; empty where there is none to be had."""
    return _ffmpeg(
        ["-sseof", _BEFORE_END], path,
        ["-frames:v", "1", "-f", "image2", "-c:v", "mjpeg", "-q:v", "4", "pipe:1"],
    )  # fmt: skip


def smaller(path: Path) -> bytes:
    """A film of fewer pictures and coarser ones, as MP4; empty where ffmpeg cannot make it."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "smaller.mp4"
        _ffmpeg([], path, [*_SMALLER, str(made)])
        return made.read_bytes() if made.exists() else b""


def _ffmpeg(before: list[str], path: Path, after: list[str]) -> bytes:
    """What ffmpeg writes to its output; nothing where it fails."""
    import imageio_ffmpeg

    # An absolute path is taken neither for an option nor for a protocol.
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *before, "-i", str(path.absolute())]
    done = subprocess.run(
        [*command, *after], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return b"" if done.returncode else done.stdout
