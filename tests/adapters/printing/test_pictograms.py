"""Pictures beside words: each has a drawing, they differ, and a label without room does without."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from tests.adapters.printing.label_samples import label
from workstation.adapters.printing.layout import lay_out
from workstation.adapters.printing.pictograms import paint_pictogram
from workstation.adapters.printing.template import load_template
from workstation.domain.label import PARTS_OF_THE_DAY, Pictogram

pytestmark = pytest.mark.usefixtures("qapp")

SIDE = 29
"""Dots of a small picture on a 203 dpi printer."""


def drawn(pictogram: Pictogram) -> bytes:
    """As dots, black or white."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_pictogram(painter, pictogram, QRectF(0, 0, SIDE, SIDE))
    painter.end()
    return bytes(image.pixelColor(x, y).lightness() < 128 for y in range(SIDE) for x in range(SIDE))


def test_every_picture_can_be_told_from_every_other_one_in_the_dots_of_a_printer() -> None:
    pictures = {one: drawn(one) for one in Pictogram}
    for one, dots in pictures.items():
        assert sum(dots) > SIDE
        others = [other for other in Pictogram if other is not one]
        assert min(sum(a != b for a, b in zip(dots, pictures[other], strict=True)) for other in others) > SIDE


def test_where_there_is_room_the_label_shows_all_of_them() -> None:
    content = replace(label(), pictograms=(Pictogram.NIGHT, Pictogram.NO_DRIVING), cautions=("Do not drive.",))
    pictures = [picture for picture, _ in lay_out(content, load_template()).pictures]
    assert pictures == [Pictogram.NIGHT, Pictogram.NO_DRIVING]


def test_where_there_is_little_room_the_parts_of_the_day_stay_and_the_words_keep_their_size() -> None:
    content = label("1-0-1 pc x 5 days", name="Augmentin 625 Duo", text="amoxicillin 500 mg + clavulanic acid 125 mg")
    crowded = replace(content, pictograms=(*content.pictograms, Pictogram.SHAKE, Pictogram.FRIDGE))
    layout = lay_out(crowded, load_template())
    assert {picture for picture, _ in layout.pictures} <= set(PARTS_OF_THE_DAY)
    assert layout.points >= lay_out(content, load_template()).points


def test_cautions_without_room_give_way_to_a_word_that_says_where_they_are() -> None:
    long = label("1-1-1-1 pc x 5 days", cautions=("Keep in the fridge. Do not freeze.",) * 9)
    told = replace(long, cautions_elsewhere="More on your leaflet: ask for it.")
    words = " ".join(text.text() for text in lay_out(told, load_template()).texts).replace("\u00a0", " ")
    assert "More on your leaflet: ask for it." in words
    assert "fridge" not in words
    short = replace(told, cautions=("Keep in the fridge.",))
    words = " ".join(text.text() for text in lay_out(short, load_template()).texts).replace("\u00a0", " ")
    assert "fridge" in words
    assert "leaflet" not in words


def test_the_larger_label_takes_what_the_usual_one_has_no_room_for() -> None:
    long = label("1-1-1-1 pc x 5 days", cautions=("Keep in the fridge. Do not freeze.",) * 6)
    words = " ".join(text.text() for text in lay_out(long, load_template("100x50")).texts)
    assert words.replace("\u00a0", " ").count("Do not freeze.") == 6
