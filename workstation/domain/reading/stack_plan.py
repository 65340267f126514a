"""How a person corrects the proposal for a stack: where a prescription begins, what is left out, which way is up.

The proposal parts nothing. Every change is a new plan; every sheet of the file stays in it, so that none disappears.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from workstation.domain.reading.stack import Cut, SplitStack


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the file."""

    number: int
    """From 1."""
    begins: bool = False
    """A prescription begins here."""
    left_out: bool = False
    """Belongs to no prescription: blank, or a separator."""
    doubtful: bool = False
    """The proposal is not sure of the prescription that begins here; a person has to look."""
    why: Cut | None = None
    """What the proposal saw; None where a person decided, or it saw nothing."""
    turn: int = 0
    """Degrees clockwise by which it is turned: 0, 90, 180, 270."""


@dataclass(frozen=True, slots=True)
class StackPlan:
    """All sheets in the order of the file."""

    sheets: tuple[Sheet, ...]

    @property
    def documents(self) -> tuple[tuple[Sheet, ...], ...]:
        """The sheets of each prescription. A cut that falls on a sheet that is left out counts for the next one."""
        found: list[list[Sheet]] = []
        cut = True
        for sheet in self.sheets:
            cut = cut or sheet.begins
            if sheet.left_out:
                continue
            if cut:
                found.append([])
            found[-1].append(sheet)
            cut = False
        return tuple(map(tuple, found))

    @property
    def doubtful(self) -> tuple[int, ...]:
        """The first sheet of each prescription at which a person has to look."""
        return tuple(pages[0].number for pages in self.documents if any(sheet.doubtful for sheet in pages))

    def document_of(self, number: int) -> int:
        """Which prescription (from 0) a sheet belongs to; -1 for one that is left out."""
        places = (at for at, pages in enumerate(self.documents) if any(one.number == number for one in pages))
        return next(places, -1)

    def first_of(self, number: int) -> int:
        """The first sheet of the prescription that a sheet belongs to; itself when it is left out."""
        at = self.document_of(number)
        return self.documents[at][0].number if at >= 0 else number

    def with_cut(self, number: int) -> "StackPlan":
        """A prescription begins at this sheet, or does not any more. The first one always begins."""
        if self.document_of(number) < 0 or self.documents[0][0].number == number:
            return self
        begins = self.first_of(number) == number
        before = self.settled(number)
        if not begins:
            return before._changed(number, lambda one: replace(one, begins=True, why=None))
        # A cut may lie on sheets in front of it that are left out: they part nothing any more either.
        last_kept = max(one.number for one in self.sheets if not one.left_out and one.number < number)
        joined = before.settled(last_kept)
        return StackPlan(
            tuple(
                replace(one, begins=False, why=None) if last_kept < one.number <= number else one
                for one in joined.sheets
            )
        )

    def moved(self, number: int, by: int) -> "StackPlan":
        """The beginning of the prescription that this sheet is in, one sheet earlier (-1) or later (1)."""
        first = self.first_of(number)
        kept = [one.number for one in self.sheets if not one.left_out]
        if first not in kept or first == kept[0]:
            return self
        at = kept.index(first) + by
        if not 0 < at < len(kept) or self.first_of(kept[at]) == kept[at]:
            return self
        return self.with_cut(first).with_cut(kept[at])

    def with_left_out(self, number: int) -> "StackPlan":
        """Leaves a sheet out, or takes it in again."""
        return self.settled(number)._changed(number, lambda one: replace(one, left_out=not one.left_out))

    def turned(self, number: int) -> "StackPlan":
        """A quarter clockwise."""
        return self._changed(number, lambda one: replace(one, turn=(one.turn + 90) % 360))

    def settled(self, number: int) -> "StackPlan":
        """A person looked at the prescription that this sheet is in."""
        at = self.document_of(number)
        pages = {one.number for one in self.documents[at]} if at >= 0 else {number}
        return StackPlan(tuple(replace(one, doubtful=False) if one.number in pages else one for one in self.sheets))

    def next_doubt(self, after: int) -> int | None:
        """The first sheet of the next doubtful prescription behind a sheet, from the beginning again at the end."""
        doubts = self.doubtful
        return next((one for one in doubts if one > after), doubts[0] if doubts else None)

    def _changed(self, number: int, change: Callable[[Sheet], Sheet]) -> "StackPlan":
        return StackPlan(tuple(change(one) if one.number == number else one for one in self.sheets))


def plan_of(split: SplitStack, turns: Sequence[int]) -> StackPlan:
    """The proposal as a plan; `turns` has one number of degrees for each page of the file.

    Pages of which the proposal says nothing (nobody could read them) belong to the prescription in front of them,
    which is then doubtful.
    """
    begins = {one.pages[0]: one for one in split.documents}
    known = {page for one in split.documents for page in one.pages} | set(split.left_out)
    sheets: list[Sheet] = []
    for number, turn in enumerate(turns, start=1):
        found = begins.get(number)
        sheets.append(
            Sheet(
                number,
                begins=found is not None or number == 1,
                left_out=number in split.left_out,
                doubtful=(found is not None and found.doubtful) or number not in known,
                why=found.why if found is not None else None,
                turn=turn,
            )
        )
    return StackPlan(tuple(sheets))
