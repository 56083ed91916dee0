"""Servers that hand messages to many, started side by side: July, a floor, and what others run.

Each has one processor to itself, and their common client (`tests.bench.readers`) another.
"""
