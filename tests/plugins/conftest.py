import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs" / "plugins.md"
_BLOCK = re.compile(r"^```\w+\n# (\S+\.\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder with the files that docs/plugins.md shows."""
    folder = tmp_path / "docs"
    folder.mkdir()
    for name, text in _BLOCK.findall(DOCS.read_text("utf-8")):
        (folder / name).write_text(text, "utf-8")
    return folder
