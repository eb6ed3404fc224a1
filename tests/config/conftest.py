from pathlib import Path

import pytest

from evomario.config import ConfigError, Node, load


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def config():
    """Loads a text as the file `f.yaml`."""

    def load_text(text: str, *overrides: str) -> Node:
        Path("f.yaml").write_bytes(text.encode())
        return load("f.yaml", overrides=overrides)

    return load_text


@pytest.fixture
def refusal(config):
    """Returns the message with which a text, loaded as `f.yaml`, is refused."""

    def message(text: str, *overrides: str) -> str:
        with pytest.raises(ConfigError) as caught:
            config(text, *overrides)
        return str(caught.value)

    return message
