"""setup.cfg names every package, since it cannot find those outside evomario/ by itself."""

from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).parents[1]
GRADIENT = "ppo", "dqn", "reptile"  # the modules of this folder that register something


def packages(folder: Path, name: str) -> set[str]:
    inits = folder.rglob("__init__.py")
    return {".".join([name, *init.relative_to(folder).parts[:-1]]) for init in inits}


def test_setup_cfg_names_every_package():
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    expected = (
        packages(ROOT / "evomario", "evomario")
        | packages(ROOT / "configs", "evomario.configs")
        | packages(ROOT / "plugins" / "evomario_plugins", "evomario_plugins")
    )
    listed = parser["options"]["packages"].split()
    assert set(listed) == expected
    assert listed == sorted(listed)


def test_setup_cfg_names_every_plugin():
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    group = parser["options.entry_points"].get("evomario.plugins", "")
    listed = dict(line.split(" = ") for line in group.split("\n") if line)
    plugins = ROOT / "plugins" / "evomario_plugins"
    files = [*plugins.glob("[!_]*.py"), *(plugins / "gradient" / f"{n}.py" for n in GRADIENT)]
    dotted = {file.stem: ".".join(file.relative_to(plugins.parent).with_suffix("").parts)
              for file in files}  # fmt: skip
    assert listed == dotted


def test_every_folder_of_modules_is_a_package():
    modules = (ROOT / "evomario").rglob("*.py")
    assert [module for module in modules if not (module.parent / "__init__.py").exists()] == []


def test_setup_cfg_names_what_is_no_code() -> None:
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    data = parser["options.package_data"]
    templates = [*(ROOT / "evomario" / "commands" / "skeleton").glob("*.txt")]
    assert templates and all(path.match(data["evomario.commands.skeleton"]) for path in templates)
    others = [path for path in (ROOT / "evomario").rglob("*") if path.is_file()
              and path.suffix not in (".py", ".pyc", ".nbi", ".nbc", ".lock")]  # fmt: skip
    assert {path.name for path in others} - {path.name for path in templates} == {"py.typed"}
