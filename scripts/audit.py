"""Known vulnerabilities in the locked packages.

pip-audit passes over what it cannot look up and succeeds; here that is a failure.
"""

import json
import subprocess
import sys
from typing import Any

from scripts.shell import ROOT


def main() -> int:
    """Audit the lock that is installed; exit code 1 for a vulnerability or a package nobody looked at."""
    program = ROOT / ".venv" / "bin" / "pip-audit"
    lock = ROOT / "requirements-dev.lock"
    command = [
        str(program),
        "--requirement",
        str(lock),
        "--disable-pip",
        "--require-hashes",
        "--format",
        "json",
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL, check=False)
    if not done.stdout.strip():
        print("audit: pip-audit gave no answer; see above", file=sys.stderr)
        return 1
    report = json.loads(done.stdout)
    problems = problems_in(report)
    print("\n".join(problems) or f"audit: {len(report['dependencies'])} packages, nothing known against them")
    return 1 if problems or done.returncode != 0 else 0


def problems_in(report: dict[str, Any]) -> list[str]:
    """One sentence for each vulnerability and each package that was skipped."""
    problems = []
    for package in report["dependencies"]:
        if "skip_reason" in package:
            problems.append(f"{package['name']}: not looked at: {package['skip_reason']}")
        for found in package.get("vulns", []):
            fixed = ", ".join(found["fix_versions"]) or "no version yet"
            problems.append(f"{package['name']} {package['version']}: {found['id']}, fixed in {fixed}")
    return problems


if __name__ == "__main__":
    sys.exit(main())
