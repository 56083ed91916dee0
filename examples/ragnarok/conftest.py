"""July's fixtures: a site in memory that is clean before every test."""

pytest_plugins = ["july.testing"]
