"""The contest: games, recording of pushes, points, totals and boards."""
