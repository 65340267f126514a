"""How many codes a second `workstation barcode - --json` answers: `python -m tests.benchmarks.barcode_speed [CODES]`.

Feeds a mix of seven kinds of codes through the real command and prints codes a second of wall time, of processor time,
and without the start of the program. The goal of 20,000 is for a machine with nothing else to do.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable

from workstation.domain.scanned_code import check_digit

GOAL = 20_000
KINDS: tuple[Callable[[str, int], str], ...] = (
    lambda gtin, _: gtin[1:],
    lambda gtin, n: f"]d201{gtin}1727033110WF{n}\\x1d21{n}X9",
    lambda gtin, n: f"(01){gtin}(17)270331(10)B{n}",
    lambda gtin, n: f"https://id.gs1.org/01/{gtin}/10/B{n}/21/X{n}?17=270331",
    lambda gtin, n: f"01{gtin}1727033110B{n % 1000}",
    lambda gtin, n: f"GTIN: {gtin}; Batch No: WF{n}; Exp: 03/2027",
    lambda gtin, _: f"{gtin[1:-1]}{(int(gtin[-1]) + 1) % 10}",
)


def codes(number: int) -> str:
    """One code a line."""
    draw = random.Random(1)
    bodies = (f"0890{draw.randrange(10**9):09}" for _ in range(number))
    return "".join(f"{KINDS[at % len(KINDS)](body + check_digit(body), at)}\n" for at, body in enumerate(bodies))


def answered(text: str) -> tuple[float, float]:
    """Wall and processor seconds of one run of the command."""
    before, started = os.times(), time.perf_counter()
    command = [sys.executable, "-m", "workstation", "barcode", "-", "--json"]
    answers = subprocess.run(command, input=text, capture_output=True, text=True, check=False).stdout  # ours
    wall, after = time.perf_counter() - started, os.times()
    if answers.count("\n") != text.count("\n"):
        raise SystemExit(f"{answers.count(chr(10))} answers to {text.count(chr(10))} codes")
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, busy


def main(arguments: list[str]) -> int:
    """1 when the processor time of a code, without the start, is over the goal."""
    number = int(arguments[0]) if arguments else 70_000
    start_wall, start_busy = answered(codes(1))
    wall, busy = answered(codes(number))
    print(f"start of the command   {start_wall:6.2f} s wall   {start_busy:6.2f} s processor")
    print(f"{number} codes           {wall:6.2f} s wall   {busy:6.2f} s processor")
    rate = number / (busy - start_busy)
    print(f"{number / wall:10.0f} codes/s with the start, {rate:.0f} codes/s of processor time without; goal {GOAL}")
    return 0 if rate >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
