"""July: the software behind a community coding contest."""

__version__ = "0.1.0"
