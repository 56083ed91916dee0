"""Names as they stand in addresses."""

import re
import unicodedata

LONGEST = 100


def slugify(text: str) -> str:
    """`text` in lower case, every run of other than letters, digits and dots a dash.

    Letters of every script stay (北京 is a slug), accents go (`São Paulo` -> `sao-paulo`).
    Gives "" if nothing is left.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    composed = unicodedata.normalize("NFC", plain).casefold()
    return re.sub(r"(?:[^\w.]|_)+", "-", composed).strip("-.")[:LONGEST].rstrip("-.")
