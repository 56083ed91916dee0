"""Pictures of a person, a project or a game, for wherever somebody shares the page."""

from july.web.cards.card import Card
from july.web.cards.drawing import LOOK, draw

__all__ = ["LOOK", "Card", "draw"]
