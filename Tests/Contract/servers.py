"""The programs under test and what they need, each on loopback with a free port or on a socket, and all gone at the end."""

from __future__ import annotations

import contextlib
import glob
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Iterator, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
BINARIES = Path(os.environ.get("WHENCE_BINARIES", ROOT / ".build" / "debug"))
# Generous: two cores may be busy compiling.
PATIENCE_SECONDS = 60
# Of one measurement in the benchmarks.
SECONDS = int(os.environ.get("BENCH_SECONDS", "6"))


class Service(NamedTuple):
    url: str
    process: int


def wait_for(condition, what: str, process: subprocess.Popen | None = None):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if process and process.poll() is not None:
            raise RuntimeError(f"{what}: the process ended with {process.returncode}")
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise TimeoutError(what)


@contextlib.contextmanager
def running(arguments: list[str], log: Path, **options) -> Iterator[subprocess.Popen]:
    """A process that is stopped in good order at the end, and by force where that doesn't help."""
    with log.open("wb") as output:
        process = subprocess.Popen(arguments, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **options)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def postgres_binaries() -> Path:
    # Debian keeps the server's programs off the PATH.
    found = [*sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb")), shutil.which("initdb")]
    return Path(next(path for path in found if path)).parent


@contextlib.contextmanager
def postgres(directory: Path, *options: str, port: int = 5432) -> Iterator[str]:
    """A PostgreSQL of its own, on a Unix socket, with these options of its configuration. Yields its address."""
    binaries = postgres_binaries()
    # The server refuses to run as root.
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    home = directory / "pg"
    home.mkdir()
    if user:
        shutil.chown(home, "postgres", "postgres")
    subprocess.run(
        [binaries / "initdb", "--auth=trust", "--username=whence", "--no-sync", "--encoding=UTF8", "--pgdata", home / "data"],
        check=True, capture_output=True, cwd="/", **user,
    )
    arguments = [binaries / "postgres", "-D", home / "data", "-k", home, "-c", "listen_addresses="]
    arguments += [part for option in options for part in ("-c", option)]
    # An immediate end is SIGQUIT; SIGTERM would wait for clients that are still connected.
    with running(arguments, directory / "postgres.log", cwd="/", **user) as process:
        wait_for(
            lambda: subprocess.run([binaries / "pg_isready", "-q", "-h", home, "-p", str(port)], check=False).returncode == 0, "PostgreSQL starts", process
        )
        yield f"postgresql:///postgres?host={home}&user=whence"
        process.send_signal(signal.SIGQUIT)
        process.wait(15)


@contextlib.contextmanager
def service(name: str, directory: Path, **settings: str) -> Iterator[Service]:
    """One of the services with these settings, once it is ready."""
    port_file = directory / f"{name}.port"
    # An earlier run in the same directory has left another port there.
    port_file.unlink(missing_ok=True)
    environment = {
        "PATH": os.environ["PATH"], "HOST": "127.0.0.1", "PORT": "0", "PORT_FILE": str(port_file), "LOG_LEVEL": "warning", **settings,
    }
    with running([str(BINARIES / name)], directory / f"{name}.log", env=environment) as process:
        port = wait_for(lambda: port_file.exists() and port_file.read_text().strip(), f"{name} listens", process)
        address = f"http://127.0.0.1:{port}"

        def is_ready() -> bool:
            try:
                return urllib.request.urlopen(f"{address}/readyz", timeout=5).status == 200
            except OSError:
                return False

        wait_for(is_ready, f"{name} is ready", process)
        yield Service(address, process.pid)


@contextlib.contextmanager
def replay(recording: Path, directory: Path) -> Iterator[tuple[str, Path]]:
    """A recorded cluster. Yields its address, of Kubernetes and of Prometheus, and the path of a kubeconfig for it."""
    kubeconfig = directory / "kubeconfig"
    arguments = [str(BINARIES / "whence"), "replay", str(recording), "--port", "0", "--kubeconfig-out", str(kubeconfig)]
    with running(arguments, directory / "replay.log") as process:

        def server():
            text = kubeconfig.read_text() if kubeconfig.exists() else ""
            return re.search(r'server: "(http://[^"]+)"\n', text)

        yield wait_for(server, "the replay listens", process)[1], kubeconfig
