"""How long it takes to claim a job when a million wait."""

from __future__ import annotations

import contextlib
import http.server
import re
import statistics
import threading
import time
from pathlib import Path
from typing import Iterator

import servers
from database import HERE, Server
from load import Table

JOBS = 1_000_000
EPISODES = 1_000_000


@contextlib.contextmanager
def prompt_agent(answer: str) -> Iterator[str]:
    """An agent that knows the answer at once."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.answer()

        def do_GET(self) -> None:
            self.answer()

        def answer(self) -> None:
            body = answer.encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Agent(http.server.ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, *_: object) -> None:
            pass  # The service ends with answers under way.

    with Agent(("127.0.0.1", 0), Handler) as agent:
        threading.Thread(target=agent.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{agent.server_port}"
        agent.shutdown()


def claims(server: Server, directory: Path, answer: str) -> None:
    from database import migrate

    server.fresh("backlog")
    migrate(server, "backlog", directory)
    server.run("backlog", "-v", f"episodes={EPISODES}", "-v", f"answer={answer}", "-f", str(HERE / "history.sql"))
    server.query(
        "backlog",
        f"""
        INSERT INTO jobs (cluster, incident_id, kind, alert_name, subject, fingerprint, starts_at, priority, due_at, created_at)
        SELECT cluster, incident_id, 'analyze', 'Backlog' || row_number() OVER (PARTITION BY incident_id), 'x', fingerprint, starts_at,
            1 + (random() * 2)::int, now() - random() * interval '1 day', now() - interval '1 day'
        FROM episodes WHERE incident_id IS NOT NULL LIMIT {JOBS};
        """,
    )
    server.query("backlog", "VACUUM (ANALYZE) jobs")
    # The server's own word on how long each statement took.
    server.query("backlog", "ALTER DATABASE backlog SET log_min_duration_statement = 0")
    waiting = int(server.query("backlog", "SELECT count(*) FROM jobs WHERE state = 'queued'"))
    print(f"Claiming with {waiting:,} jobs waiting: all statements of the transaction that claims, as PostgreSQL measures them")
    table = Table("jobs at once", "claims", "p50 ms", "p99 ms", "longest ms", "done", first=14)
    with prompt_agent(answer) as agent:
        for concurrency in (1, 8):
            took, done = claimed(server, directory, agent, concurrency)
            if took:
                table.row(concurrency, len(took), f"{statistics.median(took):.2f}", f"{took[int(len(took) * 0.99)]:.2f}", f"{took[-1]:.2f}", f"{done:,}")
    print("  aim: 5 ms p99 for a job\n")


def claimed(server: Server, directory: Path, agent: str, concurrency: int) -> tuple[list[float], int]:
    """How long each claim took, in order of that, and how many jobs were done."""
    log = server.directory / "postgres.log"
    settings = {"DATABASE_URL": server.url("backlog"), "AGENT_URL": agent, "JOB_CONCURRENCY": str(concurrency)}
    before = int(server.query("backlog", "SELECT count(*) FROM jobs WHERE state = 'done'"))
    with servers.service("whence-ingest", directory, **settings):
        # What a start has to read for the first time isn't what a claim takes.
        time.sleep(servers.SECONDS / 2)
        start = log.stat().st_size
        time.sleep(3 * servers.SECONDS)
    with log.open() as file:
        file.seek(start)
        text = file.read()
    done = int(server.query("backlog", "SELECT count(*) FROM jobs WHERE state = 'done'")) - before
    return sorted(durations(text)), done


ENTRY = re.compile(r"^\d{4}-\d\d-\d\d [^[]*\[(\d+)\] LOG:  duration: ([0-9.]+) ms  (\w+)[^:]*: (.*?)(?=^\d{4}-\d\d-\d\d )", re.M | re.S)


def durations(log: str) -> Iterator[float]:
    """Of each transaction that claims: the sum of its statements."""
    sums: dict[str, float] = {}
    claiming: set[str] = set()
    for process, milliseconds, _, statement in ENTRY.findall(log):
        if statement.startswith("BEGIN"):
            sums[process] = 0.0
            claiming.discard(process)
        sums[process] = sums.get(process, 0.0) + float(milliseconds)
        if "SKIP LOCKED" in statement and "UPDATE jobs" in statement:
            claiming.add(process)
        if statement.startswith("COMMIT") and process in claiming:
            claiming.discard(process)
            yield sums[process]
