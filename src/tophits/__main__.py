"""`python -m tophits` and the console script."""


def main() -> int:
    """Run the command line; the exit code."""
    from tophits.cli.main import run

    return run()


if __name__ == "__main__":
    import sys

    sys.exit(main())
