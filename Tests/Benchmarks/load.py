"""Load on a service, what it took, and tables of figures."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

import servers

HERE = Path(__file__).resolve().parent
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Load:
    requests: int
    seconds: float
    p50: float
    p99: float
    errors: int

    @property
    def rate(self) -> float:
        """Requests a second that were answered as they should be."""
        return (self.requests - self.errors) / self.seconds


def wrk(url: str, script: str, connections: int, seconds: int = servers.SECONDS, **environment: str) -> Load:
    arguments = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "10s", "-s", str(HERE / script), url]
    output = subprocess.run(arguments, env={**os.environ, **environment}, check=True, capture_output=True, text=True).stdout
    requests, microseconds, p50, p99, errors = next(line for line in output.splitlines() if line.startswith("RESULT")).split()[1:]
    return Load(int(requests), int(microseconds) / 1e6, float(p50), float(p99), int(errors))


_seed = 0


def webhooks(url: str, alerts: int, connections: int, *, repeated: bool = False, seconds: int = servers.SECONDS) -> Load:
    """Alerts that were never seen before, so many a webhook; `repeated`: a thousand of them over and over."""
    global _seed
    _seed += 1
    drained(url)
    start = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    environment = {"ALERTS": str(alerts), "SEED": str(_seed), "START": start, "REPEAT": "1" if repeated else "0"}
    return wrk(url, "webhook.lua", connections, seconds, **environment)


def drained(url: str) -> None:
    """Waits until what an earlier load has left behind is written: the generator doesn't wait for its last answers."""

    def is_drained() -> bool:
        text = urllib.request.urlopen(f"{url}/metrics", timeout=30).read().decode()
        return float(re.search(r"^whence_intake_waiting_webhooks (\S+)$", text, re.MULTILINE)[1]) == 0

    servers.wait_for(is_drained, "what waits is written")


def cpu_seconds(process: int) -> float:
    user, system = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / CLOCK_TICKS


def resident_megabytes(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


@contextlib.contextmanager
def watched_memory(process: int) -> Iterator[list[float]]:
    """What a process is resident with, every twentieth of a second."""
    samples = [resident_megabytes(process)]
    done = threading.Event()

    def sample() -> None:
        while not done.wait(0.05):
            samples.append(resident_megabytes(process))

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield samples
    finally:
        done.set()
        thread.join()


@contextlib.contextmanager
def silent_agent() -> Iterator[str]:
    """An address that accepts connections and never answers: analyses wait, and intake must not care."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def milliseconds_to_first_answer(name: str, directory: Path, **settings: str) -> float:
    """From the start of the process to the first 200 of /healthz."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {"PATH": os.environ["PATH"], "HOST": "127.0.0.1", "PORT": str(port), "LOG_LEVEL": "warning", **settings}
    start = time.perf_counter()
    with servers.running([str(servers.BINARIES / name)], directory / f"{name}-start.log", env=environment) as process:
        while process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                if connection.recv(64).startswith(b"HTTP/1.1 200"):
                    return (time.perf_counter() - start) * 1000
            time.sleep(0.0005)
    raise RuntimeError(f"{name} doesn't start; see {directory}")


class Table:
    """Columns of figures, the first one to the left, printed as they come."""

    def __init__(self, *columns: str, first: int = 12):
        self.widths = [first, *(max(11, len(column) + 2) for column in columns[1:])]
        self.row(*columns)

    def row(self, *cells: object) -> None:
        first, *others = zip(cells, self.widths)
        print("  " + str(first[0]).ljust(first[1]) + "".join(str(cell).rjust(width) for cell, width in others), flush=True)
