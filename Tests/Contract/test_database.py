"""The ways to the database that operators' clusters have: TLS with a checked certificate, and poolers between."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from servers import BINARIES, postgres, postgres_binaries, running, service, wait_for

pytestmark = pytest.mark.skipif(not (BINARIES / "whence-ingest").exists(), reason=f"the services are not built in {BINARIES}")

# Debian keeps it off the PATH of those who aren't root.
PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
# PostgreSQL and pgbouncer refuse to run as root.
UNPRIVILEGED = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}


def give(path):
    """To whom the servers run as."""
    if UNPRIVILEGED:
        shutil.chown(path, "postgres", "postgres")


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    path = tmp_path_factory.mktemp("database")
    # The database's user has to come through.
    for parent in (path, *path.parents):
        if parent == Path("/tmp"):
            break
        parent.chmod(0o755)
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def certificates(folder):
    """An authority, its certificate for 127.0.0.1, and another authority."""
    folder.mkdir()

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    for name in ("ca", "other"):
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.crt")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=database", "-keyout", "server.key", "-out", "server.csr")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "server.crt")
    (folder / "server.key").chmod(0o600)
    give(folder / "server.key")
    return folder


@pytest.fixture(scope="module")
def server(directory):
    """Where a PostgreSQL listens that takes nobody by TCP without TLS, and the folder of the certificates."""
    folder = certificates(directory / "tls")
    port = free_port()
    rules = folder / "pg_hba.conf"
    rules.write_text("local all all trust\nhostssl all all 127.0.0.1/32 trust\n")
    options = (
        "fsync=off", "listen_addresses=127.0.0.1", f"port={port}", "ssl=on", f"ssl_cert_file={folder}/server.crt",
        f"ssl_key_file={folder}/server.key", f"hba_file={rules}",
    )
    with postgres(directory, *options, port=port):
        yield port, folder


def post(url, fingerprint):
    alert = {"labels": {"alertname": "A", "namespace": "shop"}, "startsAt": "2026-11-21T07:42:39Z", "fingerprint": fingerprint}
    body = json.dumps({"version": "4", "alerts": [alert]}).encode()
    request = urllib.request.Request(f"{url}/webhook/alertmanager", body, {"Content-Type": "application/json"})
    (found,) = json.loads(urllib.request.urlopen(request, timeout=10).read())["incidents"]
    return json.loads(urllib.request.urlopen(f"{url}/api/v1/incidents/{found}", timeout=10).read())


@contextlib.contextmanager
def ingest(directory, database, **settings):
    home = directory / f"ingest-{free_port()}"
    home.mkdir()
    with service("whence-ingest", home, DATABASE_URL=database, AGENT_URL="http://127.0.0.1:9", **settings) as started:
        yield started.url


def refusal(directory, database):
    """What /readyz says of a database that isn't taken, once it was looked at, and the log."""
    home = directory / f"refused-{free_port()}"
    home.mkdir()
    environment = {"HOST": "127.0.0.1", "PORT": "0", "PORT_FILE": str(home / "port"), "DATABASE_URL": database, "AGENT_URL": "http://127.0.0.1:9"}
    with running([str(BINARIES / "whence-ingest")], home / "log", env=environment) as process:
        port = wait_for(lambda: (home / "port").exists() and (home / "port").read_text().strip(), "the service listens", process)
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).status == 200

        def detail():
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10)
            except urllib.error.HTTPError as refused:
                checks = json.loads(refused.read())["checks"]
                assert checks["database"]["status"] == "failed" and "127.0.0.1" not in json.dumps(checks)
                return "wasn't reached yet" not in checks["database"]["detail"] and checks["database"]["detail"]
            return "it is taken"

        found = wait_for(detail, "the database is looked at", process)
        with pytest.raises(urllib.error.HTTPError) as refused:
            post(f"http://127.0.0.1:{port}", "0000000000000001")
        assert refused.value.code == 503
        return found, (home / "log").read_text()


def test_a_database_that_wants_tls_is_used_and_its_certificate_checked(server, directory):
    port, folder = server
    address = f"postgresql://whence@127.0.0.1:{port}/postgres?sslmode=verify-full&sslrootcert={folder}/ca.crt"
    with ingest(directory, address) as url:
        assert post(url, "0000000000000001")["alerts"]


@pytest.mark.parametrize(
    "host, parameters, kind, reason",
    [
        ("127.0.0.1", "sslmode=verify-full&sslrootcert={}/other.crt", "isn't trusted", "certificate verify failed"),
        ("127.0.0.1", "sslmode=verify-ca&sslrootcert={}/other.crt", "isn't trusted", "certificate verify failed"),
        ("localhost", "sslmode=verify-full&sslrootcert={}/ca.crt", "isn't trusted", "does not match host name"),
        ("127.0.0.1", "sslmode=disable", "refuses this user", "no encryption"),
    ],
    ids=["a certificate of somebody else's", "the same, whatever its name", "a name that it doesn't have", "no tls"],
)
def test_a_way_that_isn_t_safe_is_not_taken(server, directory, host, parameters, kind, reason):
    port, folder = server
    detail, log = refusal(directory, f"postgresql://whence@{host}:{port}/postgres?{parameters.format(folder)}")
    assert kind in detail and reason in log, (detail, log)


@contextlib.contextmanager
def pgbouncer(directory, port, mode, ignored):
    own = free_port()
    home = directory / f"pgbouncer-{own}"
    home.mkdir()
    give(home)
    (home / "users").write_text('"whence" ""\n')
    configuration = home / "pgbouncer.ini"
    configuration.write_text(
        f"[databases]\npostgres = host={directory}/pg port={port} dbname=postgres user=whence\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {own}\nunix_socket_dir =\nauth_type = any\nauth_file = {home}/users\n"
        f"pool_mode = {mode}\nignore_startup_parameters = {ignored}\n"
    )
    with running([PGBOUNCER, str(configuration)], home / "log", **UNPRIVILEGED) as process:

        def listens():
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", own), 1):
                return True

        wait_for(listens, "pgbouncer listens", process)
        yield f"postgresql://whence@127.0.0.1:{own}/postgres"


needs_pgbouncer = pytest.mark.skipif(not PGBOUNCER, reason="pgbouncer is not installed")


@needs_pgbouncer
def test_a_pooler_in_session_mode_is_fine(server, directory):
    with pgbouncer(directory, server[0], "session", "options") as address, ingest(directory, address) as url:
        for number in range(20):
            assert post(url, f"{number:016x}")["alerts"]


@needs_pgbouncer
@pytest.mark.parametrize("mode", ["session", "transaction"])
def test_a_pooler_that_drops_what_a_session_is_set_to_is_refused_by_name(server, directory, mode):
    with pgbouncer(directory, server[0], mode, "extra_float_digits") as address:
        assert "unsupported startup parameter" in refusal(directory, address)[1]
        environment = {"DATABASE_URL": address, "HOME": str(directory)}
        doctor = subprocess.run([BINARIES / "whence", "doctor"], env=environment, capture_output=True, text=True, timeout=30)
        assert doctor.returncode == 1 and "unsupported startup parameter" in " ".join(doctor.stdout.split())


@needs_pgbouncer
def test_a_pooler_that_shares_sessions_is_refused_in_words(server, directory):
    """It would be ready, and answer 500 now and then: what a session was prepared for is asked of another."""
    with pgbouncer(directory, server[0], "transaction", "options") as address:
        assert "pool_mode = session" in refusal(directory, address)[0]


def test_a_database_that_refuses_the_schema_is_told_from_one_that_is_away_and_named_to_nobody(server, directory):
    port, _ = server
    local = f"postgresql:///postgres?host={directory}/pg&port={port}&user=whence"
    for statement in ("CREATE ROLE reader LOGIN", "CREATE DATABASE locked"):
        subprocess.run([postgres_binaries() / "psql", "-XAtq", local, "-c", statement], check=True, capture_output=True)

    detail, log = refusal(directory, f"postgresql:///locked?host={directory}/pg&port={port}&user=reader")
    assert "SQLSTATE 42501" in detail and "reader" not in detail and "permission denied" in log
    detail, log = refusal(directory, f"postgresql://reader@127.0.0.1:{free_port()}/locked")
    assert detail == "the database can't be reached" and "127.0.0.1" in log


def test_any_number_of_replicas_may_start_at_once_on_an_empty_database(server, directory):
    port, _ = server
    local = f"postgresql:///postgres?host={directory}/pg&port={port}&user=whence"

    def sql(statement, database=local):
        return subprocess.run([postgres_binaries() / "psql", "-XAtq", database, "-c", statement], check=True, capture_output=True, text=True).stdout.split()

    sql("CREATE DATABASE fresh")
    fresh = local.replace("/postgres?", "/fresh?")
    with contextlib.ExitStack() as stack:
        processes = []
        for number in range(4):
            home = directory / f"replica-{number}"
            home.mkdir()
            environment = {
                "HOST": "127.0.0.1", "PORT": "0", "PORT_FILE": str(home / "port"), "DATABASE_URL": fresh, "AGENT_URL": "http://127.0.0.1:9", "LOG_LEVEL": "error",
            }
            processes.append((home, stack.enter_context(running([str(BINARIES / "whence-ingest")], home / "log", env=environment))))

        def ready(home):
            with contextlib.suppress(OSError, ValueError):
                return urllib.request.urlopen(f"http://127.0.0.1:{int((home / 'port').read_text())}/readyz", timeout=5).status == 200

        for home, process in processes:
            wait_for(lambda: ready(home), "a replica is ready", process)
    applied = sql("SELECT count(*), count(DISTINCT version) FROM schema_migrations", fresh)[0].split("|")
    assert applied[0] == applied[1] and int(applied[0]) > 0
