"""Small wrong changes of a module, one at a time: what a test suite has to notice (`tests.benchmarks.mutation`)."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.In: "not in",
    ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "*",
    ast.Mod: "+", ast.BitAnd: "|", ast.BitOr: "&", ast.BitXor: "|", ast.LShift: ">>",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the text between two places of the source becomes another."""

    line: int
    begin: int
    end: int
    """Offsets in characters."""
    new: str

    def of(self, source: str) -> str:
        """The whole source with the change."""
        return source[: self.begin] + self.new + source[self.end :]

    def words(self, source: str) -> str:
        """ "41: severity > MAJOR → severity >= MAJOR", on one line."""
        old = " ".join(source[self.begin : self.end].split())
        return f"{self.line}: {old[:70]} → {' '.join(self.new.split())[:70]}"


def mutants_of(source: str) -> list[Mutant]:
    """All of them, in the order of the source. Annotations, docstrings, imports and __all__ are left alone."""
    return sorted(_Finder(source).found, key=lambda one: (one.begin, one.end, one.new))


class _Finder(ast.NodeVisitor):
    """Walks over what runs."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.found: list[Mutant] = []
        self.visit(ast.parse(source))

    # --- what is left alone -----------------------------------------------------------------------------------

    def visit_Import(self, node: ast.Import) -> None:
        """Nothing."""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Nothing."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """The value only."""
        if node.value is not None:
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        """All but __all__ and names of types."""
        names = [one.id for one in node.targets if isinstance(one, ast.Name)]
        is_type = isinstance(node.value, ast.Subscript) and names and names[0].strip("_")[:1].isupper()
        if names != ["__all__"] and not is_type:
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Defaults and body, no annotations, no decorators."""
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.visit(default)
        self._body(node.body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """The body."""
        self._body(node.body)

    def visit_If(self, node: ast.If) -> None:
        """The condition turned round, and everything in it; what only a type checker runs is left alone."""
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        self._turn(node.test)
        self.generic_visit(node)

    def _body(self, body: list[ast.stmt]) -> None:
        for statement in body:
            self.visit(statement)

    def visit_Expr(self, node: ast.Expr) -> None:
        """A call that is only made for what it does is left out; a docstring is no statement."""
        if isinstance(node.value, ast.Constant):
            return
        if isinstance(node.value, ast.Call):
            self._note(node, "pass")
        self.visit(node.value)

    # --- what is changed --------------------------------------------------------------------------------------

    def visit_IfExp(self, node: ast.IfExp) -> None:
        """The condition turned round."""
        self._turn(node.test)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        """Each comparison becomes its neighbour."""
        left: ast.expr = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            self._between(left, right, _COMPARISONS[type(operator)])
            left = right
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """`and` becomes `or`, and the other way round."""
        other = "or" if isinstance(node.op, ast.And) else "and"
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._between(left, right, other)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Plus becomes minus; a union of types is none."""
        if type(node.op) in _OPERATORS and not _is_type_union(node):
            self._between(node.left, node.right, _OPERATORS[type(node.op)])
            self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """`not x` becomes `x`."""
        if isinstance(node.op, ast.Not):
            self._note(node, f"({self._text(node.operand)})")
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        """Nothing is returned."""
        if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            self._note(node.value, "None")
            self.visit(node.value)

    def visit_Continue(self, node: ast.Continue) -> None:
        """Ends the loop."""
        self._note(node, "break")

    def visit_Break(self, node: ast.Break) -> None:
        """Goes on."""
        self._note(node, "continue")

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Words in braces are expressions; the words between them are left alone."""
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                self.visit(value.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Another truth, another number, another word."""
        match node.value:
            case bool():
                self._note(node, str(not node.value))
            case int():
                self._note(node, str(node.value + 1))
            case str() if node.value.replace(".", "", 1).isdigit():
                self._note(node, f'"{Decimal(node.value) + 1}"')
            case str():
                self._note(node, repr(f"XX{node.value}"))
            case _:
                pass

    # --- places -----------------------------------------------------------------------------------------------

    def _turn(self, test: ast.expr) -> None:
        if not (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)):  # that one becomes itself without not
            self._note(test, f"(not ({self._text(test)}))")

    def _between(self, left: ast.expr, right: ast.expr, operator: str) -> None:
        """The operator stands between two operands; brackets around them stay where they are."""
        begin, end = self._span(left)[1], self._span(right)[0]
        gap = self.source[begin:end]
        closing, opening = gap[: len(gap) - len(gap.lstrip(") \n"))], gap[len(gap.rstrip("( \n")) :]
        self._put(left.end_lineno or left.lineno, begin, end, f"{closing or ' '}{operator}{opening or ' '}")

    def _note(self, node: ast.expr | ast.stmt, new: str) -> None:
        self._put(node.lineno, *self._span(node), new)

    def _put(self, line: int, begin: int, end: int, new: str) -> None:
        mutant = Mutant(line, begin, end, new)
        if _parses(mutant.of(self.source)):
            self.found.append(mutant)

    def _span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        last, end = cast(int, node.end_lineno), cast(int, node.end_col_offset)
        return self._offset(node.lineno, node.col_offset), self._offset(last, end)

    def _offset(self, line: int, column: int) -> int:
        """Columns of the parser are bytes of UTF-8."""
        start = self.starts[line - 1]
        text = self.source[start : self.starts[line]]
        return start + len(text.encode()[:column].decode())

    def _text(self, node: ast.expr) -> str:
        begin, end = self._span(node)
        return self.source[begin:end]


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _is_type_union(node: ast.BinOp) -> bool:
    """`str | None`, `InteractionRule | AllergyGroup`: names of types only."""
    sides: Iterator[ast.expr] = (one for one in ast.walk(node) if isinstance(one, ast.expr))
    leaves = [one for one in sides if isinstance(one, (ast.Name, ast.Constant))]
    return isinstance(node.op, ast.BitOr) and all(
        (isinstance(one, ast.Name) and one.id[:1].isupper()) or (isinstance(one, ast.Constant) and one.value is None)
        for one in leaves
    )
