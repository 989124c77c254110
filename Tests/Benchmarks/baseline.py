"""What pgbench reaches with the statements of intake, so that the service can be told from its database."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import servers

INTAKE = Path(__file__).with_name("intake.sql")
ROWS = Path(__file__).with_name("rows.sql")


def baseline(database: str) -> dict[int, float]:
    """Runs against the database that ingest has filled.

    Returns the alerts a second by connections.
    """
    incident, key = current(database)
    print("pgbench with the statements of intake, one alert a transaction, nothing batched")
    rates = {}
    for clients in (1, 64):
        rates[clients], latency = pgbench(INTAKE, clients, database, incident, key)
        print(f"  {clients:>2} connections: {rates[clients]:,.0f} alerts/s, {latency:.2f} ms on average")
    print()
    return rates


def rows(database: str) -> float:
    """How many new alerts a second PostgreSQL writes at best, two hundred a transaction."""
    incident, key = current(database)
    return max(pgbench(ROWS, clients, database, incident, key)[0] for clients in (2, 8, 16)) * 200


def pgbench(script: Path, clients: int, database: str, incident: str, key: str) -> tuple[float, float]:
    """Transactions a second, and their latency in milliseconds."""
    run = subprocess.run(
        [
            servers.postgres_binaries() / "pgbench", "--no-vacuum", "--protocol=prepared", f"--file={script}", f"--client={clients}", "--jobs=1",
            f"--time={servers.SECONDS}", f"--define=incident={incident}", f"--define=key={key}", database,
        ],
        capture_output=True, text=True,
    )
    if run.returncode != 0:
        raise RuntimeError(run.stderr)
    rate, latency = (re.search(pattern, run.stdout, re.M)[1] for pattern in (r"^tps = ([0-9.]+)", r"^latency average = ([0-9.]+)"))
    return float(rate), float(latency)


def current(database: str) -> tuple[str, str]:
    """An open incident and its key."""
    query = "SELECT id, correlation_key FROM incidents WHERE cluster = 'bench' AND is_current ORDER BY id LIMIT 1"
    command = [servers.postgres_binaries() / "psql", "-XAtF", "\t", "-d", database, "-c", query]
    incident, key = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().split("\t")
    return incident, key
