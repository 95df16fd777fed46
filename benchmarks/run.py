"""`make bench`: every measurement in turn. Absolute times depend on the machine; ratios within one run are what counts.

Usage: python benchmarks/run.py [NAME...]     (names as listed by --list)
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BENCHES = {
    "start": "start_time.py",
    "ranking": "ranking_speed.py",
    "calls": "spotify_calls.py",
    "search": "sandbox_search.py",
    "matching": "matching.py",
    "accuracy": "accuracy.py",
}


def main() -> int:
    """Run the benches named, or all; the worst exit code."""
    names = sys.argv[1:] or list(BENCHES)
    if names == ["--list"] or not set(names) <= set(BENCHES):
        print("Benches:", ", ".join(BENCHES))
        return 0 if names == ["--list"] else 2
    worst = 0
    for name in names:
        print(f"\n=== {name} ===\n", flush=True)
        worst = max(worst, subprocess.run([sys.executable, str(HERE / BENCHES[name])], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
