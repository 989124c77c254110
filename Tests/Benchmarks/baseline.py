"""What pgbench reaches with the statements of intake, so that the service can be told from its database."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import servers

SCRIPT = Path(__file__).with_name("intake.sql")


def baseline(database: str) -> dict[int, float]:
    """Runs against the database that ingest has filled.

    Returns the alerts a second by connections.
    """
    binaries = servers.postgres_binaries()
    query = "SELECT id, correlation_key FROM incidents WHERE cluster = 'bench' AND is_current ORDER BY id LIMIT 1"
    found = subprocess.run([binaries / "psql", "-XAtF", "\t", "-d", database, "-c", query], check=True, capture_output=True, text=True)
    incident, key = found.stdout.strip().split("\t")

    print("pgbench with the statements of intake, one alert a transaction, nothing batched")
    rates = {}
    for clients in (1, 64):
        run = subprocess.run(
            [
                binaries / "pgbench", "--no-vacuum", "--protocol=prepared", f"--file={SCRIPT}", f"--client={clients}", "--jobs=1",
                f"--time={servers.SECONDS}", f"--define=incident={incident}", f"--define=key={key}", database,
            ],
            capture_output=True, text=True,
        )
        if run.returncode != 0:
            raise RuntimeError(run.stderr)
        rate = float(re.search(r"^tps = ([0-9.]+)", run.stdout, re.M)[1])
        latency = float(re.search(r"^latency average = ([0-9.]+)", run.stdout, re.M)[1])
        rates[clients] = rate
        print(f"  {clients:>2} connections: {rate:,.0f} alerts/s, {latency:.2f} ms on average")
    print()
    return rates
