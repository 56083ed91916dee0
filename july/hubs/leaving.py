"""What somebody who goes has starred, followed, muted and arranged."""

from google.cloud import ndb

from july.bus import notices
from july.hubs.models import Attention, HubLayout, HubStars
from july.hubs.notices import attention_channel
from july.people.leaving import Departure

OWN = "people"
"""The kind of the hub that is a person's own."""


def put_away(departure: Departure) -> None:
    """Forget it, or give it to the heir, who keeps their own page as it is. May be repeated."""
    stars = _settle(departure.name, departure.heir)
    concerned = [departure.name]
    if departure.heir is not None:
        concerned += [departure.heir, *_mute_instead(departure.name, departure.heir)]
    notices.notify(
        [*map(attention_channel, concerned), *(f"stars:{key}" for key in stars)], "leave"
    )
    own = f"{OWN}|{departure.name}"
    ndb.delete_multi([ndb.Key(HubLayout, own), ndb.Key(HubStars, own)])
    changed = HubLayout.query(HubLayout.changed_by == departure.name)
    for key in changed.fetch(keys_only=True):
        _sign(key, departure.heir)


def _mute_instead(name: str, heir: str) -> list[str]:
    """Who had muted the person has muted the heir from now on; gives their names."""
    keys = Attention.query(Attention.muted == name).fetch(keys_only=True)
    for key in keys:
        _mute_heir(key, name, heir)
    return [str(key.id()) for key in keys]


@ndb.transactional(retries=5)
def _mute_heir(key: ndb.Key, name: str, heir: str) -> None:
    row = key.get()
    if row is None or name not in (row.mutes or {}):
        return
    since = row.mutes[name]
    row.mutes = _joined(row.mutes, {heir: row.mutes.get(heir, since)}, {name, str(key.id())})
    row.put()


@ndb.transactional(retries=5)
def _sign(key: ndb.Key, name: str | None) -> None:
    layout = key.get()
    if layout is not None:
        layout.changed_by = name
        layout.put()


def _settle(name: str, heir: str | None) -> list[str]:
    """Give the stars and follows to the heir, or take them back; gives the hubs it concerned.

    Each star in a transaction of its own that takes it from the person too.
    """
    row = ndb.Key(Attention, name).get()
    if row is None:
        return []
    if heir is not None:
        _inherit(name, heir)
        return []
    for key in row.stars or {}:
        _take_back(name, key)
    ndb.Key(Attention, name).delete()
    return list(row.stars or {})


@ndb.transactional(retries=5)
def _take_back(name: str, key: str) -> None:
    own, count = ndb.get_multi([ndb.Key(Attention, name), ndb.Key(HubStars, key)])
    if own is None or key not in (own.stars or {}):
        return
    own.stars = {each: time for each, time in own.stars.items() if each != key}
    if count is not None:
        count.stars -= 1
    ndb.put_multi([own, *([count] if count else [])])


@ndb.transactional(retries=5)
def _inherit(name: str, heir: str) -> None:
    """A hub that both have starred has one star less."""
    old, own = ndb.get_multi([ndb.Key(Attention, name), ndb.Key(Attention, heir)])
    if old is None:
        return
    own = own or Attention(id=heir)
    both = (old.stars or {}).keys() & (own.stars or {}).keys()
    counts = [each for each in ndb.get_multi([ndb.Key(HubStars, key) for key in both]) if each]
    for count in counts:
        count.stars -= 1
    own.stars = _joined(old.stars, own.stars, {f"{OWN}|{name}"})
    own.follows = _joined(old.follows, own.follows, {f"{OWN}|{name}"})
    own.mutes = _joined(old.mutes, own.mutes, {name, heir})
    old.key.delete()
    ndb.put_multi([own, *counts])


def _joined(
    theirs: dict[str, int] | None, own: dict[str, int] | None, gone: set[str]
) -> dict[str, int]:
    """The marks of both, but for those of what there is no more."""
    both = (theirs or {}) | (own or {})
    return {key: time for key, time in both.items() if key not in gone}
