"""Draws a card: a sheet of a wall calendar, with the name, the figures and the days."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from threading import BoundedSemaphore

from PIL import Image, ImageDraw

from july.errors import Unavailable
from july.hubs.calendars import Calendar
from july.web.cards.card import Card
from july.web.cards.lettering import Style, drawable, fitted, length, write
from july.web.links import STATIC_ROOT

SIZE = WIDTH, HEIGHT = 1200, 630
LOOK = 1
"""Another number whenever the drawing changes, so that no old picture is shown."""
AT_ONCE = 2
"""Cards drawn side by side; more would only slow each other and everything else."""
PATIENCE = 3.0
"""Seconds that one may wait for its turn."""
LONGEST_NAME = 80
MARGIN = 64
BAND = 128
COLUMN = 440
"""Width of the sheet of days at the right."""
STRIP = 314
"""Where the days of a long game begin, below the name."""
FLOOR = HEIGHT - 52
"""The line on which the figures stand."""
COLOURS = 128
NAME_SIZES = (92, 78, 66, 56, 48, 42)

# The roles of colour of the site, in the light.
_PAPER, _INK, _SOFT, _STRONG, _ON_STRONG = "#f7f6f1", "#16211f", "#5b6561", "#0d3b40", "#fbf8ec"
_SUN_LARGE, _LINE = "#bf5f06", "#dbd8cb"
_HEAT = ("#eae7dc", "#fbe3a6", "#f8c352", "#ec8f1d", "#bf4b0c")
_turns = BoundedSemaphore(AT_ONCE)


def draw(card: Card) -> bytes:
    """The card as a PNG. Raises Unavailable if too many wait to be drawn."""
    if not _turns.acquire(timeout=PATIENCE):
        raise Unavailable("Too many pictures are wanted at once; try again in a moment.")
    try:
        return _png(_drawn(card))
    finally:
        _turns.release()


def _png(image: Image.Image) -> bytes:
    file = BytesIO()
    # A third of the size, in half the time, and the eye sees no difference.
    few = image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(file, "PNG", compress_level=7)
    return file.getvalue()


def _drawn(card: Card) -> Image.Image:
    image = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(image)
    _band(image, pen, card)
    sheet = card.calendar is not None and card.calendar.layout == "sheet"
    room = WIDTH - 2 * MARGIN - (COLUMN + MARGIN if sheet else 0)
    _words(pen, card, room, NAME_SIZES if sheet or not card.calendar else NAME_SIZES[2:])
    if card.calendar and sheet:
        _days(pen, card.calendar, (WIDTH - MARGIN - COLUMN, BAND + 70), COLUMN)
    elif card.calendar:
        _days(pen, card.calendar, (MARGIN, STRIP), WIDTH - 2 * MARGIN)
    return image


def _band(image: Image.Image, pen: ImageDraw.ImageDraw, card: Card) -> None:
    """The head of the sheet, with the two holes by which it hangs."""
    pen.rectangle((0, 0, WIDTH, BAND), fill=_STRONG)
    for x in (WIDTH // 4, 3 * WIDTH // 4):
        pen.ellipse((x - 11, 12, x + 11, 34), fill=_PAPER)
    mark = _mark()
    image.paste(mark, (MARGIN - 8, 26), mark)
    name, days = Style(34, _ON_STRONG, bold=True), Style(26, _ON_STRONG)
    right, room = WIDTH - MARGIN, WIDTH - 2 * MARGIN - mark.width - 40
    for text, style, y in ((card.game, name, 72), (card.days, days, 108)):
        line = fitted(drawable(text), style, room)
        write(pen, (right - length(line, style), y), line, style)


def _words(pen: ImageDraw.ImageDraw, card: Card, room: float, sizes: Sequence[int]) -> None:
    name = drawable(card.name[:LONGEST_NAME]) or drawable(card.fallback[:LONGEST_NAME])
    write(pen, (MARGIN, BAND + 74), drawable(card.kicker), Style(28, _SOFT))
    style = _largest(name, room, sizes)
    write(pen, (MARGIN, BAND + 90 + style.size), fitted(name, style, room), style)
    x = float(MARGIN)
    for place, (figure, meaning) in enumerate(card.figures):
        number = Style(84, _SUN_LARGE, bold=True) if not place else Style(52, _INK, bold=True)
        under = Style(25, _SOFT)
        end = write(pen, (x, FLOOR - 40), drawable(figure), number)
        x = max(end, write(pen, (x, FLOOR), drawable(meaning), under)) + 42


def _largest(name: str, room: float, sizes: Sequence[int]) -> Style:
    """The largest letters in which the name fits, else the smallest there are."""
    style = Style(sizes[0], _INK, bold=True)
    for size in sizes:
        style = replace(style, size=size)
        if length(name, style) <= room:
            break
    return style


def _days(pen: ImageDraw.ImageDraw, calendar: Calendar, at: tuple[int, int], width: int) -> None:
    """The calendar, scaled to that width."""
    left, top = at
    scale = width / calendar.width
    across, down = (side * scale for side in calendar.cell)
    gap = across * 0.09
    first = min(cell.y for cell in calendar.cells)
    for cell in calendar.cells:
        x, y = left + cell.x * scale, top + (cell.y - first) * scale
        pen.rounded_rectangle(
            (x + gap / 2, y + gap / 2, x + across - gap / 2, y + down - gap / 2),
            radius=across * 0.12,
            fill=_HEAT[cell.level] if cell.level >= 0 else None,
            outline=_INK if cell.today else None if cell.level >= 0 else _LINE,
            width=3 if cell.today else 2,
        )


@lru_cache(maxsize=1)
def _mark() -> Image.Image:
    with Image.open(STATIC_ROOT / "icons" / "mark-light.png") as image:
        return image.convert("RGBA")
