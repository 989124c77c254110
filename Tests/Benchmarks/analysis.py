"""How fast the agent answers, against a replayed cluster."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import servers
from load import Table, cpu_seconds, milliseconds_to_first_answer, resident_megabytes, wrk
from namespace import alert, record

SHOP = servers.ROOT / "Tests" / "Recordings" / "shop"


def request() -> str:
    webhook = json.loads(sorted((SHOP / "webhooks").glob("*.json"))[0].read_text())
    return json.dumps({"alert": webhook["alerts"][0]})


def answer(directory: Path) -> str:
    """What the agent says of an alert, for histories to be full of."""
    with servers.replay(SHOP, directory) as (cluster, kubeconfig):
        settings = {"KUBECONFIG": str(kubeconfig), "PROMETHEUS_URL": cluster}
        with servers.service("whence-agent", directory, **settings) as (url, _):
            call = urllib.request.Request(f"{url}/analyze", request().encode(), {"Content-Type": "application/json"})
            return urllib.request.urlopen(call, timeout=30).read().decode()


def analysis(directory: Path) -> None:
    body = directory / "analyze.json"
    body.write_text(request())
    with servers.replay(SHOP, directory) as (cluster, kubeconfig):
        settings = {"KUBECONFIG": str(kubeconfig), "PROMETHEUS_URL": cluster}
        print(f"agent: first 200 after {milliseconds_to_first_answer('whence-agent', directory, **settings):.0f} ms")
        with servers.service("whence-agent", directory, **settings) as (url, process):
            print(f"agent: {resident_megabytes(process):.0f} MB resident at rest\n")
            print("Analyses of an alert of the recording shop, against the replayed cluster on the same cores")
            table = Table("connections", "analyses/s", "p50 ms", "p99 ms", "CPU ms each", "errors")
            for connections in (1, 8):
                before = cpu_seconds(process)
                load = wrk(f"{url}/analyze", "analyze.lua", connections, BODY=str(body))
                cpu = (cpu_seconds(process) - before) * 1000 / max(1, load.requests)
                table.row(connections, f"{load.rate:,.1f}", f"{load.p50:.2f}", f"{load.p99:.2f}", f"{cpu:.2f}", load.errors)
            print(f"\nagent: {resident_megabytes(process):.0f} MB resident after the load")
    namespaces(directory)


def namespaces(directory: Path) -> None:
    """What an analysis of a namespace costs by its size, and what many of them at once do."""
    print("\nOne analysis of a namespace by rules alone, the middle of five: cold reads everything, warm finds it in the cache")
    table = Table("pods", "events", "services", "calls", "rounds", "cold ms", "cold CPU ms", "warm ms", "warm CPU ms", "MB")
    for pods, events, services in ((200, 2_000, 20), (5_000, 5_000, 50)):
        recording = record(directory / f"pods-{pods}", pods=pods, events=events, services=services)
        calls, rounds = counted(recording)
        figures = []
        for cache in ("0", "60"):
            with agent(recording, directory, K8S_CACHE_SECONDS=cache) as (url, process):
                # The first one opens connections, and fills the cache where there is one.
                measured(url, process, ["app-0"])
                runs = [measured(url, process, ["app-0"]) for _ in range(5)]
                figures += [sorted(values)[2] for values in zip(*runs)]
                megabytes = peak_megabytes(process)
        table.row(f"{pods:,}", f"{events:,}", services, calls, rounds, *(f"{figure:.0f}" for figure in figures), f"{megabytes:.0f}")
    print("\n200 analyses at once of one namespace with 200 pods, one agent, nothing read before")
    recording = directory / "pods-200"
    with agent(recording, directory) as (url, process):
        elapsed, cpu = measured(url, process, [f"app-{n % 20}" for n in range(200)])
        reads = read_counts(url)
        print(f"  {elapsed:.0f} ms, {cpu / 200:.1f} ms of CPU each, {peak_megabytes(process):.0f} MB at most; reads of the cluster: {reads}")


@contextlib.contextmanager
def agent(recording: Path, directory: Path, **settings: str):
    home = directory / f"agent-{time.monotonic_ns()}"
    home.mkdir()
    with servers.replay(recording, home) as (_, kubeconfig):
        with servers.service("whence-agent", home, KUBECONFIG=str(kubeconfig), ANALYSIS_CONCURRENCY="200", **settings) as running:
            yield running


def counted(recording: Path) -> tuple[int, int]:
    """Calls and rounds of one analysis, as `whence eval` counts them."""
    command = [str(servers.BINARIES / "whence"), "eval", "--json", str(recording)]
    output = subprocess.run(command, capture_output=True, text=True).stdout
    (case,) = json.loads(output)["results"]
    return case["calls"], case["rounds"]


def measured(url: str, process: int, apps: list[str]) -> tuple[float, float]:
    """Milliseconds until all are answered, and of CPU."""

    def ask(app: str) -> None:
        body = json.dumps({"alert": alert(app)}).encode()
        call = urllib.request.Request(f"{url}/analyze", body, {"Content-Type": "application/json"})
        urllib.request.urlopen(call, timeout=60).read()

    before, start = cpu_seconds(process), time.monotonic()
    with ThreadPoolExecutor(len(apps)) as pool:
        list(pool.map(ask, apps))
    elapsed = time.monotonic() - start
    return elapsed * 1000, (cpu_seconds(process) - before) * 1000


def peak_megabytes(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def read_counts(url: str) -> str:
    text = urllib.request.urlopen(f"{url}/metrics", timeout=10).read().decode()
    found = re.findall(r'whence_kubernetes_reads_total\{outcome="(\w+)"\} (\d+)', text)
    return ", ".join(f"{outcome} {int(count):,}" for outcome, count in sorted(found))
