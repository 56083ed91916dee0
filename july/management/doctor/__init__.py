"""Looks at a site as it is set up here: what is wrong, and what to do about it."""

from july.management.doctor.examination import examine
from july.management.doctor.findings import Finding, Level

__all__ = ["Finding", "Level", "examine"]
