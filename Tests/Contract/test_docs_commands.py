"""The commands that the documentation shows are run as they stand there, against services that hold what the pages speak of."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from chart import ROOT, render
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
# What serves until it is stopped is stopped, once it has had the time to fail.
serving() { timeout 2 "$@" || [ $? = 124 ]; }
whence() {
  case $1 in
    replay) serving whence "$@" ;;
    *) command whence "$@" ;;
  esac
}
whence-agent() { PORT=0 HOST=127.0.0.1 serving whence-agent; }
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


@pytest.fixture(scope="module")
def stand_ins(directory):
    """helm, kubectl and docker for a machine that has no cluster; see stand_in.py."""
    folder = directory / "bin"
    folder.mkdir()
    objects = folder / "objects.json"
    objects.write_text(json.dumps([(o["kind"].lower(), o["metadata"]["name"]) for o in render()]))
    for name in ("helm", "kubectl", "docker"):
        (folder / name).write_text(f'#!/bin/sh\nOBJECTS={objects} exec {sys.executable} {ROOT}/Tests/Contract/stand_in.py {name} "$@"\n')
        (folder / name).chmod(0o755)
    return folder


PAGES = [
    ("incidents", True), ("access", True), ("sources", True), ("api", False),
    ("operations", True), ("recording", True), ("../charts/whence/README", True), ("../README", True),
    ("install", True), ("alertmanager", True), ("backup", True), ("troubleshooting", False), ("versioning", True),
    ("tracing", False), ("llm", False), ("masking", False), ("sessions", False), ("evaluation", False),
]


def test_no_page_is_left_out():
    """But the contributors': its commands build and test everything, this test among it."""
    written = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("charts/*/*.md")]
    assert {page for page in written if list(commands(page.read_text()))} == {
        ROOT / "CONTRIBUTING.md", *((ROOT / "docs" / f"{name}.md").resolve() for name, _ in PAGES)
    }


@pytest.mark.parametrize("name, wants_token", PAGES)
def test_the_commands_of_a_page_work(stack, stand_ins, directory, tmp_path, name, wants_token):
    database, agent, ingest, guarded = stack
    page = (ROOT / "docs" / f"{name}.md").resolve()
    # The demonstration has a test of its own.
    blocks = [block for block in commands(page.read_text()) if "make demo" not in block]
    assert blocks
    script = [PRELUDE]
    for number, block in enumerate(blocks):
        # Each block tells of incidents of its own: what the one before did to its own doesn't matter.
        cluster = f"{page.parent.name}-{page.stem}-{number}"
        own = incident(ingest, cluster, "a72b30e797259123", f"{number:016x}", statefulset="orders-db")
        other = incident(ingest, cluster, f"{number:015x}f", deployment="elsewhere")
        dead = sql(
            database,
            "UPDATE jobs SET state = 'dead', finished_at = now() "
            f"WHERE kind = 'analyze' AND incident_id IN ('{own}', '{other}') RETURNING id",
        ) if "/jobs/" in block or "jobs replay" in block else []
        save = "whence eval Tests/Cases/image --baseline saved.json --save"
        replacements = {
            "localhost:8080": (guarded if wants_token else ingest).removeprefix("http://"),
            "localhost:8000": agent.removeprefix("http://"),
            "https://whence.example ": f"{guarded} ",
            "WHENCE_TOKEN=…": f"WHENCE_TOKEN={TOKEN}",
            "--port 8001": "--port 0",
            # All recordings take longer than the rest of the page, and what one's own should say is written by hand.
            "whence eval Tests/Recordings": "whence eval Tests/Recordings/shop",
            "whence eval ./shop": "whence eval Tests/Recordings/shop",
            "whence eval  ": "whence eval Tests/Recordings/shop  ",
            "Tests/Cases --variations 5": "Tests/Cases/image --variations 1",
            "whence eval --category": "whence eval Tests/Cases/storage --category",
            "whence eval --json": "whence eval Tests/Cases/image --json",
            "whence eval --baseline Tests/Cases/baseline.json --save": save,
            "whence eval --baseline Tests/Cases/baseline.json": f"{save} && whence eval Tests/Cases/image --baseline saved.json",
            "/run/secrets/": f"{tmp_path}/key-of-",
            "whence-ingest.whence:8080": guarded.removeprefix("http://"),
            "3f6c0a9d51b2e874": "$(whence token list | awk '/alertmanager/ { print $1; exit }')",
            **dict(zip(("jobs/4711", "jobs/4712"), (f"jobs/{job}" for job in dead))),
            # On the command line, by number alone: two that are dead, and one more after all were replayed.
            **({"replay 4711 4712": f"replay {' '.join(dead)}", "discard 4713": f"list  # {dead}"} if "jobs replay 4711" in block else {}),
        }
        for text, value in replacements.items():
            block = block.replace(text, value)
        script += [f"id={own} other={other}", f"echo '# block {number}'", block]
    environment = {
        "PATH": f"{stand_ins}:{BINARIES}:{postgres_binaries()}:{os.environ['PATH']}", "HOME": str(tmp_path), "DATABASE_URL": database,
        "TOKEN": TOKEN, "WHENCE_TOKEN": TOKEN, "WHENCE_URL": guarded if wants_token else ingest,
        "KUBECONFIG": str(tmp_path / ".kube" / "config"), "RESTORED_URL": database.replace("/postgres?", "/restored?"),
    }
    # Pages speak of the repository's files; what commands write goes elsewhere.
    for entry in ROOT.iterdir():
        if entry.name not in (".venv", ".build"):
            (tmp_path / entry.name).symlink_to(entry)
    (tmp_path / ".kube").mkdir()
    (tmp_path / ".kube" / "config").write_text((directory / "kubeconfig").read_text())
    webhook = sorted((ROOT / "Tests" / "Recordings" / "shop" / "webhooks").glob("*.json"))[0]
    for provider in ("anthropic", "openai"):
        (tmp_path / f"key-of-{provider}").write_text("sk-0123456789abcdef")
    (tmp_path / "app.log").write_text("password=hunter2-hunter2\n")
    (tmp_path / "alert.json").write_text(json.dumps(json.loads(webhook.read_text())["alerts"][0]))
    result = subprocess.run(["bash", "-c", "\n".join(script)], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    print(result.stdout)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]


def test_the_demonstration_says_what_the_readme_shows():
    """From the cause to the advice; times, ports and what alerts arrived in are another run's."""
    def answer(text):
        return re.search(r"^ROOT CAUSE\n.*?(?=\n\n  http://)", text, re.M | re.S)[0]

    shown = subprocess.run([BINARIES / "whence", "demo", "--once"], check=True, capture_output=True, text=True, timeout=120).stdout
    assert answer(shown) == answer((ROOT / "README.md").read_text())


def test_a_restored_database_is_carried_on(stack, directory, tmp_path):
    """By the commands of the page, and then by a service that starts on it."""
    database, agent, ingest, _ = stack
    known = incident(ingest, "before-the-dump", "a72b30e797259124", deployment="orders")
    dump, restore, *_ = commands((ROOT / "docs" / "backup.md").read_text())
    environment = {
        "PATH": f"{BINARIES}:{postgres_binaries()}:{os.environ['PATH']}", "HOME": str(tmp_path), "DATABASE_URL": database,
        "RESTORED_URL": database.replace("/postgres?", "/carried_on?"),
    }
    script = "set -euo pipefail\n" + dump + restore.replace("DATABASE restored", "DATABASE carried_on")
    result = subprocess.run(["bash", "-c", script], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    home = directory / "restored"
    home.mkdir()
    with service("whence-ingest", home, DATABASE_URL=environment["RESTORED_URL"], AGENT_URL=agent) as restored:
        # A row's version is its database's own.
        before, after = ({**get(f"{url}/api/v1/incidents/{known}"), "version": ""} for url in (ingest, restored.url))
        assert after == before and after["alerts"]
        # It takes alerts as before.
        incident(restored.url, "after-the-restore", "b72b30e797259124", deployment="orders")


def test_a_notification_leads_to_the_page_of_its_alert(stack, tmp_path):
    """Alertmanager's template, as the page shows it, with an alert that Whence knows."""
    _, _, ingest, _ = stack
    fingerprint = "c72b30e797259125"
    incident(ingest, "notified%26found", fingerprint, deployment="orders")
    template = (ROOT / "charts" / "whence" / "monitoring" / "whence.tmpl").read_text()
    (tmp_path / "whence.tmpl").write_text(template.replace("https://whence.example.org", ingest))
    alert = {
        "status": "firing", "fingerprint": fingerprint, "annotations": {"summary": "It crashes."}, "startsAt": "2026-11-21T07:42:39Z",
        "labels": {"alertname": "KubePodCrashLooping", "namespace": "shop", "cluster": "notified&found"},
    }
    (tmp_path / "data.json").write_text(json.dumps({"status": "firing", "alerts": [alert], "receiver": "team"}))
    text = subprocess.run(
        [
            "amtool", "template", "render", "--template.glob", tmp_path / "whence.tmpl", "--template.data", tmp_path / "data.json",
            "--template.text", '{{ template "whence.text" . }}',
        ],
        check=True, capture_output=True, text=True,
    ).stdout
    assert "[firing] KubePodCrashLooping in shop: It crashes." in text
    (address,) = re.findall(r"Why: (\S+)", text)
    assert fingerprint in urllib.request.urlopen(address, timeout=10).read().decode()
