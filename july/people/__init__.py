"""Persons, their emails and tokens, and the locations and teams they belong to."""
