"""What can be configured."""

from pydantic import Field

from july.plugins.configuration import PluginSettings


class Settings(PluginSettings):
    """Defaults of all settings."""

    plugin = "haiku"
    points: int = Field(default=5, ge=0, le=100)
    """What a haiku scores besides."""


settings = Settings()
