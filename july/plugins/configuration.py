"""A plugin's own settings: typed, with defaults in its code.

    class Settings(PluginSettings):
        plugin = "ragnarok"
        proxy: str = ""

    settings = Settings()

Of each key the first of these counts: the environment (`JULY_PLUGIN_RAGNAROK_PROXY`), the
operator's `/etc/july/ragnarok.toml`, `development.toml` beside the plugin's `pyproject.toml`, the
default.
"""

import sys
import tomllib
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from july.errors import ConfigurationError
from july.plugins.configured import OPERATORS, prefix_of

DEVELOPMENT = "development.toml"


class PluginSettings(BaseSettings):
    """Base of a plugin's settings. A wrong or unknown key refuses the plugin, by its name."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True)
    plugin: ClassVar[str] = ""
    """Whose settings they are."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - whatever the fields are
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise self._refusal(error) from None
        except tomllib.TOMLDecodeError as error:
            named = ", ".join(map(str, files_of(type(self))))
            message = f"{named} can't be read as TOML: {error}"
            raise ConfigurationError(message) from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - it knows no prefix
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where values come from, what counts first standing first."""
        plugin = str(getattr(settings_cls, "plugin", ""))
        environment = EnvSettingsSource(settings_cls, env_prefix=prefix_of(plugin))
        files = (TomlConfigSettingsSource(settings_cls, each) for each in files_of(settings_cls))
        return (init_settings, environment, *files)

    @classmethod
    def _refusal(cls, error: ValidationError) -> ConfigurationError:
        """The first thing that is wrong: which key, where it may stand, and what is allowed."""
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(map(str, first["loc"]))
        places = [f"{prefix_of(cls.plugin)}{key.upper()}", *map(str, files_of(cls))]
        message = f"its setting {key!r} is refused: {first['msg']} (look in {', '.join(places)})"
        return ConfigurationError(message, field=key)


def files_of(settings: type[BaseSettings]) -> list[Path]:
    """The files that are there for these settings."""
    name = getattr(settings, "plugin", "")
    candidates = (OPERATORS / f"{name}.toml", _project_of(settings.__module__) / DEVELOPMENT)
    return [path for path in candidates if path.is_file()]


def _project_of(module: str) -> Path:
    """The folder of the `pyproject.toml` above a module, or its own."""
    home = Path(str(sys.modules[module].__file__)).resolve().parent
    return next((place for place in (home, *home.parents[:3]) if _is_project(place)), home)


def _is_project(place: Path) -> bool:
    return (place / "pyproject.toml").is_file()
