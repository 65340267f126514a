"""Taking in a paper at work: its actions bound to the use cases, for whoever is signed in."""

from datetime import date
from pathlib import Path

from PySide6.QtGui import QImage

from workstation.adapters.ocr.opening import open_source
from workstation.app.bindings import Session
from workstation.app.paper_files import paper_file
from workstation.domain.compliance import DateOrder
from workstation.domain.errors import Unavailable
from workstation.domain.patient import Patient
from workstation.file_words import in_words
from workstation.services.site import Site
from workstation.services.walk_in import choose_patient, find_patients, take_in_paper
from workstation.ui.walkin.actions import OpenedPaper, WalkInActions
from workstation.ui.walkin.stack.actions import StackActions


def walkin_actions(site: Site, session: Session, stack: StackActions | None = None) -> WalkInActions:
    """Everything the page can ask for; `stack` where files with several prescriptions can be parted."""

    def find(text: str, born: date | None) -> tuple[Patient, ...]:
        return find_patients(site, session.require(), text, born)

    return WalkInActions(
        open_path=_open_path,
        open_bytes=_opened,
        find=find,
        take_in=lambda paper, who: take_in_paper(site, session.require(), paper, who),
        choose=lambda prescription_id, who: choose_patient(site, session.require(), prescription_id, who),
        month_first=site.compliance.date_order is DateOrder.MONTH_FIRST,
        stack=stack,
    )


def _open_path(path: Path) -> OpenedPaper:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise Unavailable("scan", in_words(problem)) from problem
    return _opened(content, path.name)


def _opened(content: bytes, name: str) -> OpenedPaper:
    paper = paper_file(content)
    rgb = next(open_source(content).pages).rgb
    height, width = rgb.shape[:2]
    picture = QImage(rgb.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
    return OpenedPaper(paper, picture, name)
