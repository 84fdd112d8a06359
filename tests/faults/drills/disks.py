"""Small disks that can be filled: tmpfs, which needs the right to mount."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path


class MountRefused(Exception):
    """This machine lets us mount nothing; the message says what it said."""


@contextlib.contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    """A disk of this size at the folder, gone with all that is on it when the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    owner = folder.parent.stat()
    asked = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(folder)]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
    except OSError as error:
        raise MountRefused(f"mount: {error.strerror}") from error
    if done.returncode:
        raise MountRefused(done.stderr.strip().splitlines()[-1])
    os.chown(folder, owner.st_uid, owner.st_gid)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


@contextlib.contextmanager
def fill(folder: Path) -> Iterator[None]:
    """Not a byte is left on the folder's disk while the block runs."""
    filler = folder / "filler"
    with open(filler, "wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            with contextlib.suppress(OSError):
                while shutil.disk_usage(folder).free:
                    file.write(b"\0" * size)
    try:
        yield
    finally:
        filler.unlink()
