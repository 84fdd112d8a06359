"""Sets one PDF: the template's path as argument, JSON on stdin, the PDF on stdout.

A program of its own, run by paincheck.typeset; it imports nothing of PainCheck's.
"""

import resource
import sys
from contextlib import suppress
from pathlib import Path

import typst

MOST_MEMORY = 2 * 1024**3  # bytes of address space
MOST_CPU = 20  # seconds


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU))
    with suppress(ValueError, OSError):  # not every system can limit a process's memory
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    template = Path(sys.argv[1])
    compiler = typst.Compiler(
        template,
        root=template.parent,
        sys_inputs={"told": sys.stdin.buffer.read().decode()},
    )
    try:
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        # A sign for which no font is here: the rest of the page is worth more than the standard.
        made = compiler.compile(format="pdf")
    if not isinstance(made, bytes):
        raise TypeError("Typst set no single PDF")
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
