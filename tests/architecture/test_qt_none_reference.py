"""PySide6 6.12.0 on Python 3.11 loses a reference to None for every `data()` of ours that returns None.

After some 7,000 calls (about ten paints of a table) the interpreter aborts with "none_dealloc". pip allows
the pair and a small test suite passes on it, so this one calls often enough.
"""

import subprocess
import sys

import PySide6

CALLS = 20_000

PROGRAM = f"""
from PySide6.QtCore import QAbstractTableModel, QIdentityProxyModel

class Empty(QAbstractTableModel):
    def rowCount(self, parent=None): return 1
    def columnCount(self, parent=None): return 1
    def data(self, index, role=0): return None

model = Empty()
proxy = QIdentityProxyModel()
proxy.setSourceModel(model)
cell = proxy.index(0, 0)
for _ in range({CALLS}):
    assert proxy.data(cell) is None
print("survived")
"""


def test_a_model_may_answer_none_20_000_times() -> None:
    # In a process of its own: the failure is an abort, which would take pytest along.
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "survived", done.stderr


def test_the_pair_that_aborts_is_not_installed() -> None:
    qt = tuple(int(part) for part in PySide6.__version__.split(".")[:2])
    assert not (sys.version_info[:2] == (3, 11) and qt >= (6, 12)), "PySide6 6.12 aborts Python 3.11"
