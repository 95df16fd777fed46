"""`python -m tophits` and the console script."""


def main() -> int:
    """Run the command line; the exit code."""
    from tophits.cli.main import run

    return run()
