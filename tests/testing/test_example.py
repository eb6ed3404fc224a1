"""The tests that docs/plugins.md shows, run as their author would."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from tests.plugins.conftest import docs  # noqa: F401, a fixture


def test_the_tests_of_the_docs_pass(docs: Path) -> None:  # noqa: F811
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_mine.py"]
    done = subprocess.run(command, cwd=docs, capture_output=True, text=True)
    passed = "53 passed, 2 skipped" if find_spec("gymnasium") else "47 passed, 8 skipped"
    assert done.returncode == 0 and passed in done.stdout, done.stdout
