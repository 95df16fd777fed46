"""How long `tophits --help` takes, beside a bare Python that does nothing: a person notices a quarter of a second."""

import subprocess
import sys
import time
from statistics import median

ROUNDS = 15
GOAL_S = 0.25


def took_s(*arguments: str) -> float:
    """The wall time of one process."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Print the medians."""
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(took_s("-c", ""))
        ours.append(took_s("-m", "tophits", "--help"))
    print(f"python -c ''     {median(bare):.3f} s")
    print(f"tophits --help   {median(ours):.3f} s ({median(ours) / median(bare):.1f} times; goal: at most {GOAL_S} s)")


if __name__ == "__main__":
    main()
