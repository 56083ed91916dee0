"""How many examples Hypothesis tries.

The same few in every run of `make test`; many new ones with `pytest tests/engines
--hypothesis-profile=long`.
"""

from hypothesis import HealthCheck, Phase, settings

LONG = "long"
MANY_TIMES = 60


def register_profile() -> None:
    """Make the name known to Hypothesis, before pytest asks for it."""
    settings.register_profile(LONG, settings.get_profile("default"))


def examples(number: int) -> settings:
    """Settings for so many examples, and without a limit of time for each."""
    long = settings.get_current_profile_name() == LONG
    return settings(
        max_examples=number * (MANY_TIMES if long else 1),
        derandomize=not long,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
