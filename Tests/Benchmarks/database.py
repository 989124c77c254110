"""PostgreSQL as somebody would run it for this, with an empty database and one with a long history side by side.

Both are in one server, so that settings, disk and cache are the same for both.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from pathlib import Path
from typing import Callable, Iterator

import servers

HERE = Path(__file__).resolve().parent
EPISODES = int(os.environ.get("BENCH_HISTORY", "10000000"))


def settings() -> dict[str, str]:
    """What the usual advice for a server of this size gives; commits reach the disk."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    return {
        "shared_buffers": f"{memory // 4}MB",
        "effective_cache_size": f"{memory // 2}MB",
        "maintenance_work_mem": "512MB",
        "max_wal_size": "8GB",
        "min_wal_size": "2GB",
        "checkpoint_timeout": "30min",
        "wal_compression": "lz4",
        "random_page_cost": "1.1",
        "max_connections": "200",
        "fsync": "on",
        "synchronous_commit": "on",
    }


class Server:
    """A cluster in a directory that stays, so that a history is made once."""

    def __init__(self, directory: Path):
        self.directory = directory
        self.binaries = servers.postgres_binaries()
        # The server refuses to run as root.
        self.user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
        self.process: subprocess.Popen | None = None

    def url(self, database: str) -> str:
        return f"postgresql:///{database}?host={self.directory}&user=whence"

    def run(self, database: str, *arguments: str) -> str:
        command = [self.binaries / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.url(database), *arguments]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def query(self, database: str, sql: str) -> str:
        return self.run(database, "-c", sql)

    def fresh(self, database: str) -> None:
        self.query("postgres", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        self.query("postgres", f"CREATE DATABASE {database}")

    def cpu_seconds(self) -> float:
        """Of all its processes, those that have ended included."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        total = 0
        for process in (str(self.process.pid), *children):
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
                # Its own, and where it is the parent of all, that of those which have ended.
                total += sum(int(field) for field in (fields[11:15] if process == str(self.process.pid) else fields[11:13]))
        return total / os.sysconf("SC_CLK_TCK")

    @contextlib.contextmanager
    def copied(self, template: str, name: str) -> Iterator[None]:
        """A copy to write to, so that the next run finds the same."""
        self.query("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.query("postgres", f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield
        finally:
            self.query("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    @contextlib.contextmanager
    def running(self) -> Iterator[Server]:
        if not (self.directory / "data" / "PG_VERSION").exists():
            self.directory.mkdir(parents=True, exist_ok=True)
            if self.user:
                os.chmod(self.directory, 0o755)
                subprocess.run(["chown", "postgres:postgres", self.directory], check=True)
            subprocess.run(
                [self.binaries / "initdb", "--auth=trust", "--username=whence", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
                 "--pgdata", self.directory / "data"],
                check=True, capture_output=True, cwd="/", **self.user,
            )
        options = {**settings(), "listen_addresses": "", "unix_socket_directories": str(self.directory)}
        arguments = [self.binaries / "postgres", "-D", self.directory / "data"]
        arguments += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        # Its log is next to its data: `postgres` must be able to write there.
        with servers.running(arguments, self.directory / "postgres.log", cwd="/", **self.user) as process:
            servers.wait_for(
                lambda: subprocess.run([self.binaries / "pg_isready", "-q", "-h", self.directory], check=False).returncode == 0,
                "PostgreSQL starts", process,
            )
            self.process = process
            yield self
            # SIGINT: a fast stop with a checkpoint, so that the next start finds all in order.
            process.send_signal(2)
            process.wait(120)


def migrate(server: Server, database: str, directory: Path) -> None:
    """As the service does it: it is ready when its schema is there."""
    with servers.service("whence-ingest", directory, DATABASE_URL=server.url(database), AGENT_URL="http://127.0.0.1:9"):
        pass


def ensure_history(server: Server, directory: Path, answer: Callable[[], str]) -> None:
    """Makes the history, unless an earlier run has left it.

    - answer: what the agent says, for its analyses.
    """
    name = "history"
    # Of this form of history: another one is made anew.
    marker = server.directory / f"history-{EPISODES}-60"
    if marker.exists():
        return
    start = time.monotonic()
    server.fresh(name)
    migrate(server, name, directory)
    server.run(name, "-v", f"episodes={EPISODES}", "-v", f"answer={answer()}", "-f", str(HERE / "history.sql"))
    marker.touch()
    print(f"history of {EPISODES:,} episodes made in {time.monotonic() - start:.0f} s", flush=True)


def describe(server: Server, database: str) -> None:
    rows = server.query(
        database,
        """
        SELECT root.relname, count(*), sum(part.reltuples)::bigint, pg_size_pretty(sum(pg_table_size(part.oid))),
            pg_size_pretty(sum(pg_indexes_size(part.oid)))
        FROM pg_class AS root
        LEFT JOIN pg_inherits ON inhparent = root.oid
        JOIN pg_class AS part ON part.oid = coalesce(inhrelid, root.oid)
        WHERE root.relnamespace = 'public'::regnamespace AND root.relkind IN ('r', 'p') AND NOT root.relispartition
        GROUP BY root.relname HAVING sum(part.reltuples) > 0 ORDER BY sum(pg_total_relation_size(part.oid)) DESC
        """,
    )
    print(f"Database {database}")
    print("  table           partitions         rows       size    indexes")
    for line in rows.splitlines():
        table, partitions, count, size, indexes = line.split("|")
        print(f"  {table:<16}{partitions:>10}{int(count):>13,}{size:>11}{indexes:>11}")
    print(flush=True)
