"""Desks: what organisers see and do for each sort of thing, declared once a model.

A `Desk` names a model, its columns, how it is searched, its filters and its actions; list, paging,
the page of one thing with its history, and the forms follow from that
(`july.web.views.organizing`).
"""

from july.web.desks.declared import DESKS, find_desk
from july.web.desks.deeds import DEEDS
from july.web.desks.desk import Action, Column, Desk, Filter
from july.web.desks.listing import Listing, listing_of

__all__ = [
    "DEEDS",
    "DESKS",
    "Action",
    "Column",
    "Desk",
    "Filter",
    "Listing",
    "find_desk",
    "listing_of",
]
