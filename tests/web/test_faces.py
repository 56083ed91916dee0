"""Pictures drawn from names."""

from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from july.web.faces import face


def test_the_same_name_has_the_same_face() -> None:
    assert face("ada") == face("ada")


def test_different_names_hardly_share_a_face() -> None:
    faces = {face(f"person-{number}") for number in range(200)}
    assert len(faces) > 195


@settings(max_examples=60)
@given(st.text())
def test_every_name_gives_a_drawing_that_runs_nothing(name: str) -> None:
    drawing = ET.fromstring(face(name))
    tags = {element.tag.rpartition("}")[2] for element in drawing.iter()}
    assert tags <= {"svg", "rect", "g", "path", "circle"}
