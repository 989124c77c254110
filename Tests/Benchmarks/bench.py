"""Measures the services on this machine and prints tables. `bench.py [section …]` takes some of: intake history queue overload analysis llm mask.

PostgreSQL runs beside them, durable and with settings that suit the machine's memory. The load generator takes its share of the same cores.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Contract"))

import servers  # noqa: E402
from analysis import analysis, answer  # noqa: E402
from claims import claims  # noqa: E402
from database import Server, ensure_history, settings  # noqa: E402
from history import history  # noqa: E402
from intake import intake  # noqa: E402
from masking import masking  # noqa: E402
from model import model  # noqa: E402
from overload import overload  # noqa: E402

SECTIONS = ["intake", "history", "queue", "overload", "analysis", "llm", "mask"]
# Where PostgreSQL and its history stay between runs; a directory that the user `postgres` can reach.
DIRECTORY = Path(os.environ.get("BENCH_DIRECTORY", "/var/tmp/whence-bench"))


def main() -> None:
    sections = sys.argv[1:] or SECTIONS
    unknown = set(sections) - set(SECTIONS)
    if unknown:
        sys.exit(f"unknown section {', '.join(sorted(unknown))}: there are {', '.join(SECTIONS)}")
    print(f"{os.cpu_count()} cores, {servers.SECONDS} s a measurement, programs of {servers.BINARIES}")
    print("PostgreSQL: " + ", ".join(f"{name} {value}" for name, value in settings().items()) + "\n")
    with tempfile.TemporaryDirectory(prefix="whence-bench-") as name:
        directory = Path(name)
        directory.chmod(0o755)
        server = Server(DIRECTORY / "pg")
        for section in [name for name in SECTIONS if name in sections]:
            start = time.monotonic()
            print(f"── {section} ──")
            home = directory / section
            home.mkdir()
            if section == "analysis":
                analysis(home)
            elif section == "llm":
                model(home)
            elif section == "mask":
                masking()
            else:
                with server.running():
                    run(section, server, home)
            print(f"── {section}: {time.monotonic() - start:.0f} s ──\n", flush=True)


def run(section: str, server: Server, directory: Path) -> None:
    match section:
        case "intake":
            intake(server, directory)
        case "history":
            ensure_history(server, directory, lambda: answer(directory))
            history(server, directory)
        case "queue":
            claims(server, directory, answer(directory))
        case "overload":
            overload(server, directory)


if __name__ == "__main__":
    main()
