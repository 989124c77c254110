"""Measures intake and analysis on this machine, in one run, and prints a table.

PostgreSQL runs beside the services with fsync and synchronous_commit on, and is not tuned.
The load generator takes its share of the same cores.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Contract"))

import servers  # noqa: E402
from baseline import baseline  # noqa: E402

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
SHOP = servers.ROOT / "Tests" / "Recordings" / "shop"


@dataclass
class Load:
    requests: int
    seconds: float
    p50: float
    p99: float
    errors: int

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def wrk(url: str, script: str, connections: int, **environment: str) -> Load:
    arguments = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{servers.SECONDS}s", "--timeout", "10s", "-s", str(HERE / script), url]
    output = subprocess.run(arguments, env={**os.environ, **environment}, check=True, capture_output=True, text=True).stdout
    requests, microseconds, p50, p99, errors = next(line for line in output.splitlines() if line.startswith("RESULT")).split()[1:]
    return Load(int(requests), int(microseconds) / 1e6, float(p50), float(p99), int(errors))


def cpu_seconds(process: int) -> float:
    user, system = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / CLOCK_TICKS


def resident_megabytes(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


@contextlib.contextmanager
def silent_agent():
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


def row(*cells: object) -> None:
    print("  " + "".join(str(cell).rjust(width) for cell, width in zip(cells, (9, 13, 13, 11, 10, 10, 15, 8))), flush=True)


def intake(directory: Path) -> None:
    with servers.postgres(directory, "max_connections=200") as database, silent_agent() as agent:
        settings = {"DATABASE_URL": database, "AGENT_URL": agent}
        print(f"ingest: first 200 after {milliseconds_to_first_answer('whence-ingest', directory, **settings):.0f} ms")
        with servers.service("whence-ingest", directory, **settings) as (url, process):
            print(f"ingest: {resident_megabytes(process):.0f} MB resident at rest\n")
            print("Alerts accepted, each a new series; synchronous_commit on")
            row("alerts", "connections", "webhooks/s", "alerts/s", "p50 ms", "p99 ms", "CPU ms/webhook", "errors")
            seed = 0
            for alerts in (1, 16, 200):
                for connections in (1, 64):
                    seed += 1
                    measure(url, process, alerts, connections, seed)
            print("\nThe same notifications again")
            measure(url, process, 1, 64, 99, repeated=True)
            print(f"\ningest: {resident_megabytes(process):.0f} MB resident after the load\n")
        baseline(database)


def measure(url: str, process: int, alerts: int, connections: int, seed: int, repeated: bool = False) -> None:
    start = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    before = cpu_seconds(process)
    load = wrk(
        url, "webhook.lua", connections, ALERTS=str(alerts), SEED=str(seed), START=start, REPEAT="1" if repeated else "0",
    )
    cpu = (cpu_seconds(process) - before) * 1000 / max(1, load.requests)
    row(
        alerts, connections, f"{load.rate:,.0f}", f"{load.rate * alerts:,.0f}", f"{load.p50:.2f}", f"{load.p99:.2f}", f"{cpu:.3f}", load.errors,
    )


def analysis(directory: Path) -> None:
    webhook = json.loads(sorted((SHOP / "webhooks").glob("*.json"))[0].read_text())
    body = directory / "analyze.json"
    body.write_text(json.dumps({"alert": webhook["alerts"][0]}))
    with servers.replay(SHOP, directory) as (cluster, kubeconfig):
        settings = {"KUBECONFIG": str(kubeconfig), "PROMETHEUS_URL": cluster}
        print(f"agent: first 200 after {milliseconds_to_first_answer('whence-agent', directory, **settings):.0f} ms")
        with servers.service("whence-agent", directory, **settings) as (url, process):
            print(f"agent: {resident_megabytes(process):.0f} MB resident at rest\n")
            print("Analyses of an alert of the recording shop, against the replayed cluster on the same cores")
            row("", "connections", "analyses/s", "", "p50 ms", "p99 ms", "CPU ms each", "errors")
            for connections in (1, 8):
                before = cpu_seconds(process)
                load = wrk(f"{url}/analyze", "analyze.lua", connections, BODY=str(body))
                cpu = (cpu_seconds(process) - before) * 1000 / max(1, load.requests)
                row("", connections, f"{load.rate:,.1f}", "", f"{load.p50:.2f}", f"{load.p99:.2f}", f"{cpu:.2f}", load.errors)
            print(f"\nagent: {resident_megabytes(process):.0f} MB resident after the load")


def main() -> None:
    print(f"{os.cpu_count()} cores, {servers.SECONDS} s a measurement, programs of {servers.BINARIES}\n")
    with tempfile.TemporaryDirectory(prefix="whence-bench-") as name:
        directory = Path(name)
        directory.chmod(0o755)
        intake(directory)
        analysis(directory)


if __name__ == "__main__":
    main()
