"""The commands that the documentation shows are run as they stand there, against services that hold what the pages speak of."""

import json
import os
import re
import subprocess
import urllib.request
from pathlib import Path

import pytest

from chart import ROOT
from servers import BINARIES, postgres, postgres_binaries, replay, service, wait_for

pytestmark = pytest.mark.skipif(not (BINARIES / "whence-ingest").exists(), reason=f"the services are not built in {BINARIES}")

TOKEN = "0123456789abcdef0123456789abcdef"

# An answer that isn't a success fails its command, and a stream, which doesn't end, is left after a while.
PRELUDE = """
set -euo pipefail
curl() {
  case " $* " in
    *" -N "*) command curl --fail-with-body -sS --max-time 1 "$@" || [ $? = 28 ] ;;
    *) command curl --fail-with-body -sS --max-time 20 "$@" ;;
  esac
}
"""


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    path = tmp_path_factory.mktemp("commands")
    # The database's user has to come through.
    for parent in (path, *path.parents):
        if parent == Path("/tmp"):
            break
        parent.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def stack(directory):
    """The database, the agent's address, and the addresses of an open ingest and of one that wants tokens."""
    guarded_home = directory / "guarded"
    guarded_home.mkdir()
    with (
        postgres(directory, "fsync=off") as database,
        replay(ROOT / "Tests" / "Recordings" / "shop", directory) as (address, kubeconfig),
        service("whence-agent", directory, KUBECONFIG=str(kubeconfig), PROMETHEUS_URL=address) as agent,
        service("whence-ingest", directory, DATABASE_URL=database, AGENT_URL=agent.url) as ingest,
        service(
            "whence-ingest", guarded_home, DATABASE_URL=database, AGENT_URL=agent.url, ACCESS_CONTROL="tokens", ADMIN_TOKEN=TOKEN
        ) as guarded,
    ):
        yield database, agent.url, ingest.url, guarded.url


def get(url):
    return json.loads(urllib.request.urlopen(url, timeout=10).read())


def incident(url, cluster, *fingerprints, **labels):
    """One that has been analysed, of alerts that have these fingerprints."""
    alerts = [
        {
            "labels": {"alertname": "KubePodCrashLooping", "namespace": "shop", "severity": "warning", "pod": f"pod-{number}", **labels},
            "startsAt": "2026-11-21T07:42:39.578Z",
            "fingerprint": fingerprint,
        }
        for number, fingerprint in enumerate(fingerprints)
    ]
    body = json.dumps({"version": "4", "alerts": alerts}).encode()
    request = urllib.request.Request(f"{url}/webhook/alertmanager/{cluster}", body, {"Content-Type": "application/json"})
    (found,) = json.loads(urllib.request.urlopen(request, timeout=10).read())["incidents"]
    wait_for(lambda: get(f"{url}/api/v1/incidents/{found}")["incident"]["analysis"] == "done", "the analysis")
    return found


def sql(database, statement):
    return subprocess.run(
        [postgres_binaries() / "psql", "-XAtq", database, "-c", statement], check=True, capture_output=True, text=True
    ).stdout.split()


def commands(page):
    """The page's blocks of commands: what follows a prompt, where there is one."""
    for language, block in re.findall(r"^```(sh|console)\n(.*?)^```", page, re.M | re.S):
        yield block if language == "sh" else "\n".join(line[2:] for line in block.splitlines() if line.startswith("$ "))


@pytest.mark.parametrize("name, wants_token", [("incidents", True), ("access", True), ("sources", True), ("api", False)])
def test_the_commands_of_a_page_work(stack, tmp_path, name, wants_token):
    database, agent, ingest, guarded = stack
    blocks = list(commands((ROOT / "docs" / f"{name}.md").read_text()))
    assert blocks
    script = [PRELUDE]
    for number, block in enumerate(blocks):
        # Each block tells of incidents of its own: what the one before did to its own doesn't matter.
        cluster = f"{name}-{number}"
        own = incident(ingest, cluster, "a72b30e797259123", f"{number:016x}", statefulset="orders-db")
        other = incident(ingest, cluster, f"{number:015x}f", deployment="elsewhere")
        dead = sql(
            database,
            "UPDATE jobs SET state = 'dead', finished_at = now() "
            f"WHERE kind = 'analyze' AND incident_id IN ('{own}', '{other}') RETURNING id",
        ) if "/jobs/" in block else []
        replacements = {
            "localhost:8080": (guarded if wants_token else ingest).removeprefix("http://"),
            "localhost:8000": agent.removeprefix("http://"),
            "whence-ingest.whence:8080": guarded.removeprefix("http://"),
            "3f6c0a9d51b2e874": "$(whence token list | awk '/alertmanager/ { print $1; exit }')",
            **dict(zip(("jobs/4711", "jobs/4712"), (f"jobs/{job}" for job in dead))),
        }
        for text, value in replacements.items():
            block = block.replace(text, value)
        script += [f"id={own} other={other}", f"echo '# block {number}'", block]
    environment = {
        "PATH": f"{BINARIES}:{os.environ['PATH']}", "HOME": str(tmp_path), "DATABASE_URL": database, "TOKEN": TOKEN, "WHENCE_TOKEN": TOKEN,
    }
    result = subprocess.run(["bash", "-c", "\n".join(script)], env=environment, capture_output=True, text=True, timeout=120)
    print(result.stdout)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
