"""What a picture file says about how it came to be: saved by an editor, taken off a screen, or saved in parts.

Hints only: people crop and brighten photos with such programs, so that a person is asked for the original, no more.
"""

import re

from PIL import Image

from workstation.adapters.ocr.recompression import saved_in_parts
from workstation.domain.reading.refusal import EDITED, SAVED_IN_PARTS, SCREENSHOT

SOFTWARE, MAKE, USER_COMMENT, EXIF_BLOCK = 0x0131, 0x010F, 0x9286, 0x8769
"""EXIF tags: program, maker of the camera, comment (in the EXIF block)."""
_EDITORS = re.compile(
    r"photoshop|gimp|snapseed|picsart|pixlr|photopea|canva|paint\.net|affinity|pixelmator|facetune|inshot|photodirector",
    re.I,
)
"""Programs that change what a picture shows; scanning programs (CamScanner, Lens) are none."""
PHONE_WIDTHS = frozenset(
    {720, 750, 828, 1080, 1125, 1170, 1179, 1206, 1242, 1284, 1290, 1320, 1440}  # of phones since 2014, unverified
)
SLIM, SLIMMEST = 1.7, 2.35
"""Height by width of phone screens; a sheet of A4 has 1.41."""


def hints_in(image: Image.Image) -> tuple[str, ...]:
    """Sentences for people; none for a picture that says nothing."""
    exif = image.getexif()
    said = [str(exif.get(SOFTWARE, "")), str(image.info.get("Software", ""))]
    editor = next((match.group() for text in said if (match := _EDITORS.search(text))), None)
    found = [EDITED.format(program=editor.capitalize())] if editor else []
    if _is_screenshot(image, exif):
        found.append(SCREENSHOT)
    if not found and image.format in ("JPEG", "MPO") and saved_in_parts(image):
        found.append(SAVED_IN_PARTS)
    return tuple(found)


def _is_screenshot(image: Image.Image, exif: Image.Exif) -> bool:
    comment = exif.get_ifd(EXIF_BLOCK).get(USER_COMMENT, b"")
    if "screenshot" in (comment.decode("ascii", "replace") if isinstance(comment, bytes) else str(comment)).lower():
        return True
    narrow, wide = sorted(image.size)
    of_a_screen = narrow in PHONE_WIDTHS and SLIM <= wide / narrow <= SLIMMEST
    return image.format == "PNG" and of_a_screen and not exif.get(MAKE) and "dpi" not in image.info
