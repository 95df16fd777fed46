"""Make the virtual environment that the Makefile's doors need, with uv if it is there, else with venv and pip.

Usage: bootstrap.py VENV LOCK
Everything is installed from the lock file with its hashes; the project itself through a path file.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAUNCHER = """#!{python}
import sys
from tophits.__main__ import main
sys.exit(main())
"""


def main() -> int:
    """Make or refresh the environment; say what is done, since it can take a minute."""
    if sys.version_info < (3, 11):
        print("Top Hits Bot needs Python 3.11 or newer; this is", sys.version.split()[0], file=sys.stderr)
        print("Point make at one: make demo PYTHON=python3.12", file=sys.stderr)
        return 1
    venv, lock = ROOT / sys.argv[1], ROOT / sys.argv[2]
    python = venv / "bin" / "python"
    uv = shutil.which("uv")
    print(f"Preparing {sys.argv[1]} from {sys.argv[2]} with {'uv' if uv else 'pip'} ...", flush=True)
    environment = {**os.environ, "VIRTUAL_ENV": str(venv), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if not python.exists():
        make = (
            [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(venv)]
            if uv
            else [sys.executable, "-m", "venv", "--clear", str(venv)]
        )
        subprocess.run(make, check=True, env=environment)
    if uv:
        install = [uv, "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)]
    else:
        install = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)]
    subprocess.run(install, check=True, env=environment)
    install_project(venv, python)
    return 0


def install_project(venv: Path, python: Path) -> None:
    """Put the source tree on the environment's path and the `tophits` command beside its Python.

    A path file and a launcher of four lines do what an editable install does, without a build backend and
    so without the network.
    """
    site = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    Path(site, "tophits-source.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    launcher = venv / "bin" / "tophits"
    launcher.write_text(LAUNCHER.format(python=python), encoding="utf-8")
    launcher.chmod(0o755)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        print(f"Could not prepare the environment: {error}", file=sys.stderr)
        sys.exit(error.returncode)
