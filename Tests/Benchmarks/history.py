"""Intake, lists and pages with a long history, beside the same with none, in turn."""

from __future__ import annotations

import contextlib
import re
import statistics
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import servers
from database import Server, describe
from load import Table, cpu_seconds, silent_agent, webhooks, wrk

ROUNDS = 3


def history(server: Server, directory: Path) -> None:
    describe(server, "history")
    server.fresh("empty")
    with contextlib.ExitStack() as stack:
        stack.enter_context(server.copied("history", "long"))
        agent = stack.enter_context(silent_agent())
        services = {}
        for name in ("empty", "long"):
            home = directory / name
            home.mkdir()
            settings = {"DATABASE_URL": server.url(name), "AGENT_URL": agent}
            services[name] = stack.enter_context(servers.service("whence-ingest", home, **settings))
        # Before incidents of the load's making, each with thousands of alerts, are the newest.
        pages(server, services["long"].url, directory)
        plans(server, directory, agent)
        compare(server, services)


def compare(server: Server, services: dict[str, servers.Service]) -> None:
    print(f"Alerts accepted with no history and with a long one, in turn, {ROUNDS} rounds; the middle of the rounds.")
    print("CPU is that of ingest and PostgreSQL for each alert: where other programs use the same cores, it tells more than the rate.")
    table = Table("webhooks of", "connections", "empty/s", "long/s", "ratio", "empty CPU µs", "long CPU µs", "ratio", "p99 empty", "p99 long", "errors")
    for alerts, connections in ((1, 1), (1, 64), (200, 16)):
        loads = {"empty": [], "long": []}
        cpu = {"empty": [], "long": []}
        for number in range(ROUNDS):
            # The other way round each time: what one leaves to do to PostgreSQL falls on both.
            for name in ("empty", "long") if number % 2 == 0 else ("long", "empty"):
                before = server.cpu_seconds() + cpu_seconds(services[name].process)
                load = webhooks(services[name].url, alerts, connections)
                used = server.cpu_seconds() + cpu_seconds(services[name].process) - before
                loads[name].append(load)
                cpu[name].append(used * 1e6 / max(1, load.requests * alerts))
        middle = statistics.median
        rate = {name: middle(load.rate * alerts for load in each) for name, each in loads.items()}
        p99 = {name: middle(load.p99 for load in each) for name, each in loads.items()}
        ratio = middle(after.rate / before.rate for before, after in zip(loads["empty"], loads["long"]))
        cost = middle(after / before for before, after in zip(cpu["empty"], cpu["long"]))
        errors = sum(load.errors for each in loads.values() for load in each)
        table.row(
            alerts, connections, f"{rate['empty']:,.0f}", f"{rate['long']:,.0f}", f"{ratio:.2f}", f"{middle(cpu['empty']):.0f}",
            f"{middle(cpu['long']):.0f}", f"{cost:.2f}", f"{p99['empty']:.1f}", f"{p99['long']:.1f}", errors)
    print("  aim: 0.90 of the rate\n")


# Whole, of a table with a thousand rows or more.
SCAN = re.compile(r"Seq Scan on (\w+)")


def plans(server: Server, directory: Path, agent: str) -> None:
    """What PostgreSQL really does for each statement, with the statistics of a long history: no table that has grown is read from end to end."""
    large = set(server.query("long", "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > 1000").splitlines())
    log = server.directory / "postgres.log"
    start = log.stat().st_size
    options = urllib.parse.quote("-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0")
    home = directory / "plans"
    home.mkdir()
    with servers.service("whence-ingest", home, DATABASE_URL=f"{server.url('long')}&options={options}", AGENT_URL=agent) as (url, _):
        for paths in kinds(server).values():
            # Often enough that generic plans are made as well.
            for path in (paths * 12)[:12]:
                with contextlib.suppress(urllib.error.HTTPError):
                    urllib.request.urlopen(url + path, timeout=30).read()
        webhooks(url, 1, 4, seconds=2)
        webhooks(url, 50, 2, seconds=2)
    with log.open() as file:
        file.seek(start)
        entries = [entry for entry in file.read().split("LOG:  duration: ") if "Query Text: " in entry]
    statements = {entry.split("Query Text: ", 1)[1].split("  (cost=", 1)[0].rsplit("\n", 1)[0]: entry for entry in entries}
    scans = {text: set(SCAN.findall(entry)) & large for text, entry in statements.items() if set(SCAN.findall(entry)) & large}
    print(f"Plans: {len(statements)} different statements of the service, {len(scans)} of which read a table of more than 1,000 rows whole (aim 0)")
    for text, tables in scans.items():
        print(f"  {', '.join(sorted(tables))}: {' '.join(text.split())[:200]}")
    print(flush=True)


def kinds(server: Server) -> dict[str, list[str]]:
    """Paths of each kind of question."""

    def column(sql: str) -> list[str]:
        return server.query("long", sql).splitlines()

    # Spread over all of the history.
    incidents = column("SELECT id FROM incidents TABLESAMPLE BERNOULLI (0.05) REPEATABLE (1) LIMIT 400")
    analysed = column("SELECT incident_id FROM analyses TABLESAMPLE BERNOULLI (0.4) REPEATABLE (1) LIMIT 400")
    fingerprints = column("SELECT DISTINCT fingerprint FROM episodes TABLESAMPLE BERNOULLI (0.005) REPEATABLE (1) LIMIT 400")
    quoted = urllib.parse.quote
    return {
        "list, newest": ["/api/v1/incidents"],
        "list, further on": [f"/api/v1/incidents?after={id}" for id in incidents],
        "list, active": ["/api/v1/incidents?state=open&state=acknowledged"],
        "list, resolved": ["/api/v1/incidents?state=resolved"],
        "list, one cluster": [f"/api/v1/incidents?cluster=cluster-{number}" for number in range(1, 10)],
        "list, severity": ["/api/v1/incidents?severity=critical"],
        "list, namespace": [f"/api/v1/incidents?namespace=team-{number}" for number in range(40)],
        "list, matcher": [f"/api/v1/incidents?filter={quoted(text)}" for text in ('deployment="service-7"', 'namespace=~"team-1.*"')],
        "list, text": ["/api/v1/incidents?text=service-77"],
        "list, since": ["/api/v1/incidents?since=2026-06-01T00:00:00Z&until=2026-06-02T00:00:00Z"],
        "alerts, firing": ["/api/v1/alerts"],
        "incident": [f"/api/v1/incidents/{id}" for id in incidents],
        "incident, analysed": [f"/api/v1/incidents/{id}" for id in analysed],
        "incident, page": [f"/incidents/{id}" for id in analysed],
        "incident, similar": [f"/api/v1/incidents/{id}/similar" for id in analysed],
        "alert": [f"/api/v1/alerts/{fingerprint}" for fingerprint in fingerprints],
        "list, page": ["/"],
    }


def pages(server: Server, url: str, directory: Path) -> None:
    print("Reading with the history, over HTTP, one at a time, all of it read once before; errors are answers that aren't 200")
    table = Table("what", "requests/s", "p50 ms", "p99 ms", "errors", first=22)
    worst = 0.0
    for kind, paths in kinds(server).items():
        file = directory / "paths"
        file.write_text("\n".join(paths))
        for path in paths:
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(url + path, timeout=30).read()
        load = wrk(url, "get.lua", 1, max(2, servers.SECONDS // 2), PATHS=str(file))
        if load.errors == 0:
            worst = max(worst, load.p99)
        table.row(kind, f"{load.rate:,.0f}", f"{load.p50:.2f}", f"{load.p99:.2f}", load.errors)
    print(f"  the slowest p99: {worst:.1f} ms (aim 20)\n")
