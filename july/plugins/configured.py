"""Whether an operator has set anything of a plugin: told without loading what reads settings."""

from pathlib import Path

from july import config

OPERATORS = Path("/etc/july")


def prefix_of(plugin: str) -> str:
    """What the names of its environment variables begin with."""
    return f"JULY_PLUGIN_{plugin.upper()}_"


def is_configured(plugin: str) -> bool:
    """Whether the operator's file is there, or a variable in the environment."""
    return (OPERATORS / f"{plugin}.toml").is_file() or config.begins_a_variable(prefix_of(plugin))
