"""What can be configured."""

from july.plugins.configuration import PluginSettings


class Settings(PluginSettings):
    """Defaults of all settings."""

    plugin = "ragnarok"
    proxy: str = ""
    """The proxy through which websites are asked; without one they are asked directly."""
    seconds: float = 5.0
    """How long a website may take to answer."""


settings = Settings()
