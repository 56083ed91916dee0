"""Deferred tasks: function calls carried out later, by a queue, at least once.

@task("contest.announce")                     a function, registered by name
defer("contest.announce", "41a212e…")         one call of it, later

row = Outbox.holding(Work(...))               work that belongs to a transaction: put the
settle(row)                                   row in there, hand it over after it;
                                              sweep() catches what a crash left behind
Recount("contest.fix_team", (game, team))     work of which many wishes become one call
"""

from july.deferred.outbox import Call, Outbox, Work, hand_over
from july.deferred.queue import defer
from july.deferred.recounts import (
    Recount,
    begin,
    finish,
    forget_marks,
    generations,
    mark,
    rest,
)
from july.deferred.registry import registered, run, task
from july.deferred.sweeper import Sweeper, settle, sweep

__all__ = [
    "Call",
    "Outbox",
    "Recount",
    "Sweeper",
    "Work",
    "begin",
    "defer",
    "finish",
    "forget_marks",
    "generations",
    "hand_over",
    "mark",
    "registered",
    "rest",
    "run",
    "settle",
    "sweep",
    "task",
]
