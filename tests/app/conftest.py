"""The tests of the desks show screens too: they have the fixtures of the screens."""

from tests.ui.conftest import host as host
from tests.ui.conftest import tasks as tasks
from tests.ui.conftest import theme_host as theme_host
from tests.ui.conftest import words as words
