"""Where state lives and how settings are found."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tophits.config.loading import load
from tophits.config.settings import Settings
from tophits.domain.errors import HomeUnusable

CONFIG_NAME = "tophits.yaml"


@dataclass(frozen=True, slots=True)
class Home:
    """A home folder and its configuration file (None where there is none yet)."""

    folder: Path
    config: Path | None


def find_home(folder: Path | None, config: Path | None, env: Mapping[str, str] | None = None) -> Home:
    """The home: as given, else TOPHITS_HOME, else the platform's folder for application data.

    The configuration is the file given, else TOPHITS_CONFIG, else `tophits.yaml` in the home. `~` is expanded in all.

    Raises:
        HomeUnusable: `~name` of nobody on this machine.
    """
    env = os.environ if env is None else env
    if folder is None:
        named = env.get("TOPHITS_HOME")
        if named:
            folder = Path(named)
        else:
            from platformdirs import user_data_path

            folder = user_data_path("tophits", appauthor=False)
    folder = _expanded(folder).absolute()
    if config is None and env.get("TOPHITS_CONFIG"):
        config = Path(env["TOPHITS_CONFIG"])
    if config is not None:
        config = _expanded(config)
    elif (folder / CONFIG_NAME).exists():
        config = folder / CONFIG_NAME
    return Home(folder, config)


def _expanded(path: Path) -> Path:
    """With `~` as the person's folder: in files of settings no shell has done it."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise HomeUnusable(f"There is no such person's folder: {path}") from error


def settings_of(home: Home, env: Mapping[str, str] | None = None) -> Settings:
    """The effective settings.

    Raises:
        ConfigError: with every mistake at once.
        HomeUnusable: the configuration cannot be read.
    """
    try:
        return load(home.config, os.environ if env is None else env)
    except OSError as error:
        raise HomeUnusable(f"Cannot read {home.config}: {error.strerror}") from error
