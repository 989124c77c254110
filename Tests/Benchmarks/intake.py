"""How many alerts a replica takes, and what pgbench reaches with the same writes."""

from __future__ import annotations

from pathlib import Path

import servers
from baseline import baseline, rows
from database import Server
from load import Table, cpu_seconds, milliseconds_to_first_answer, resident_megabytes, silent_agent, webhooks


def intake(server: Server, directory: Path) -> None:
    server.fresh("intake")
    with silent_agent() as agent:
        settings = {"DATABASE_URL": server.url("intake"), "AGENT_URL": agent}
        print(f"ingest: first 200 after {milliseconds_to_first_answer('whence-ingest', directory, **settings):.0f} ms")
        with servers.service("whence-ingest", directory, **settings) as (url, process):
            print(f"ingest: {resident_megabytes(process):.0f} MB resident at rest\n")
            print("Alerts accepted, each a new series; synchronous_commit on")
            table = Table("webhooks of", "connections", "webhooks/s", "alerts/s", "p50 ms", "p99 ms", "CPU ms/webhook", "errors")
            rates = {}
            for alerts, connections in ((1, 1), (1, 64), (16, 1), (16, 64), (200, 1), (200, 16), (200, 64)):
                before = cpu_seconds(process)
                load = webhooks(url, alerts, connections)
                rates[alerts, connections] = load.rate * alerts
                cpu = (cpu_seconds(process) - before) * 1000 / max(1, load.requests)
                table.row(
                    alerts, connections, f"{load.rate:,.0f}", f"{load.rate * alerts:,.0f}", f"{load.p50:.2f}", f"{load.p99:.2f}", f"{cpu:.3f}",
                    load.errors)
            repeated = {}
            for alerts, connections in ((1, 64), (200, 16), (200, 64)):
                load = webhooks(url, alerts, connections, repeated=True)
                repeated[alerts, connections] = load.rate * alerts
                table.row(
                    f"{alerts}, repeated", connections, f"{load.rate:,.0f}", f"{load.rate * alerts:,.0f}", f"{load.p50:.2f}", f"{load.p99:.2f}", "",
                    load.errors)
            print(f"\ningest: {resident_megabytes(process):.0f} MB resident after the load\n")
    alone = baseline(server.url("intake"))
    for connections in (1, 64):
        print(f"  single alerts at {connections} connections: {rates[1, connections] / alone[connections]:.2f} of pgbench")
    print(f"  webhooks of 200 that repeat: {max(repeated[200, count] for count in (16, 64)):,.0f} alerts/s (aim 60,000)")
    new, best = max(rates[200, count] for count in (1, 16, 64)), rows(server.url("intake"))
    print(f"  webhooks of 200 of new series alone: {new:,.0f} alerts/s; PostgreSQL writes their bare rows at {best:,.0f}: {new / best:.2f} of it\n")
