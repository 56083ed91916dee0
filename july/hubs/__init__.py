"""Hubs: pages about one thing, made of widgets whose data are kept until something changes them.

    subject = find_subject("people", "octo")         what the page is about
    layout = layout_of(subject)                      which widgets stand where
    boxes = show(subject, layout, viewer)            each as data and HTML

A widget (`contract.py`) is declared once and registered; the shipped ones are in `july.widgets`.
Its data never depend on who looks. They are kept (`kept.py`) until one of its channels is told of
something on the bus, and worked out once however many ask. What depends on the viewer is added
when the box is drawn (`boxes.py`). An open page subscribes to its boxes through the service
`hubs.widget` (`service.py`).
"""

from july.hubs import service
from july.live.services import services

services.register(service, "hubs")
