"""A client that a generator makes of the OpenAPI documents works at the first try, through the whole life of an incident."""

import datetime
import importlib
import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from chart import ROOT
from servers import BINARIES, postgres, replay, service, wait_for

pytestmark = pytest.mark.skipif(not (BINARIES / "whence-ingest").exists(), reason=f"the services are not built in {BINARIES}")

TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    path = tmp_path_factory.mktemp("client")
    # The database's user has to come through.
    for parent in (path, *path.parents):
        if parent == Path("/tmp"):
            break
        parent.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def generated(directory):
    """The folder of the packages whence_ingest and whence_agent, made by openapi-python-client."""
    configuration = directory / "generator.yaml"
    configuration.write_text("post_hooks: []\n")
    folder = directory / "generated"
    for name in ("ingest", "agent"):
        result = subprocess.run(
            [
                Path(sys.executable).with_name("openapi-python-client"), "generate", "--path", ROOT / "openapi" / f"{name}.yaml", "--meta", "none",
                "--output-path", folder / f"whence_{name}", "--config", configuration, "--fail-on-warning",
            ],
            capture_output=True, text=True,
        )
        assert result.returncode == 0, result.stdout + result.stderr
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def urls(directory):
    with (
        postgres(directory, "fsync=off") as database,
        replay(ROOT / "Tests" / "Recordings" / "shop", directory) as (address, kubeconfig),
        service("whence-agent", directory, KUBECONFIG=str(kubeconfig), PROMETHEUS_URL=address, ACCESS_CONTROL="tokens", AGENT_TOKEN=TOKEN) as agent,
        service(
            "whence-ingest", directory, DATABASE_URL=database, AGENT_URL=agent.url, ACCESS_CONTROL="tokens", ADMIN_TOKEN=TOKEN, AGENT_TOKEN=TOKEN
        ) as ingest,
    ):
        yield {"ingest": ingest.url, "agent": agent.url}


class Caller:
    """Calls operations by their names, with bodies as JSON, and gives the models that come back."""

    def __init__(self, name, url):
        self.package = f"whence_{name}"
        self.client = importlib.import_module(self.package).AuthenticatedClient(base_url=url, token=TOKEN, timeout=30)

    def __call__(self, operation, *arguments, status=200, body=None, **options):
        module = importlib.import_module(f"{self.package}.api.{operation}")
        if body is not None:
            name, value = body
            options["body"] = getattr(importlib.import_module(f"{self.package}.models"), name).from_dict(value)
        response = module.sync_detailed(*arguments, client=self.client, **options)
        assert response.status_code == status, response.content
        return response.parsed, response.headers


def webhook(name):
    return json.loads((ROOT / "Tests" / "Recordings" / "shop" / "webhooks" / name).read_text())


def webhooks():
    return sorted(path.name for path in (ROOT / "Tests" / "Recordings" / "shop" / "webhooks").glob("*.json"))


def test_the_whole_life_of_an_incident(generated, urls):
    ingest = Caller("ingest", urls["ingest"])
    assert ingest("operations.check_readiness")[0].status == "ok"

    for name in webhooks():
        receipt, _ = ingest("intake.receive_alertmanager_webhook", body=("AlertmanagerWebhook", webhook(name)))
        assert receipt.alerts > 0

    def analysed():
        page, _ = ingest("incidents.list_incidents")
        return page.items if len(page.items) == 1 and page.items[0].analysis == "done" else None

    (summary,) = wait_for(analysed, "one incident, analysed")
    found = UUID(str(summary.id))
    incident, headers = ingest("incidents.read_incident", found)
    assert incident.analyses and len(incident.alerts) == 8
    cause = incident.analyses[0].response.root_causes[0]
    assert (cause.category, cause.object_.name) == ("oom_killed", "orders-db")

    _, headers = ingest("work.acknowledge_incident", found, if_match=headers["ETag"])
    ingest("work.comment_incident", found, body=("Comment", {"text": "Limit raised."}))
    # Somebody commented meanwhile: what was decided on an older state is refused, as a problem document.
    problem, _ = ingest("work.resolve_incident", found, if_match=headers["ETag"], status=412)
    assert problem.status == 412 and problem.title
    ingest("work.rate_analysis", found, body=("Rating", {"alert_name": incident.analyses[0].alert_name, "subject": incident.analyses[0].subject, "vote": "up"}))
    resolved, _ = ingest("work.resolve_incident", found, body=("Resolution", {"resolution": "The limit was too low."}))
    assert resolved.incident.state == "resolved"
    reopened, _ = ingest("work.reopen_incident", found)
    assert reopened.incident.state != "resolved"

    timeline, _ = ingest("incidents.list_incident_timeline", found)
    assert {"acknowledged", "commented", "reopened"} <= {str(getattr(item, "kind", "")) for item in timeline.items}
    assert ingest("incidents.list_similar_incidents", found)[0].items == []
    since = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
    statistics, _ = ingest("incidents.read_statistics", since=since)
    assert statistics.to_dict()["incidents"]
    queue, _ = ingest("queue.read_queue")
    assert queue.to_dict()
    problem, _ = ingest("incidents.read_incident", UUID(int=1), status=404)
    assert problem.status == 404


def test_an_analysis_and_an_account(generated, urls):
    agent = Caller("agent", urls["agent"])
    alert = webhook(webhooks()[0])["alerts"][0]
    answer, _ = agent("analysis.analyze_alert", body=("AnalyzeRequest", {"alert": alert, "thread_ts": ""}))
    assert answer.root_causes and answer.analysis_quality == "high"
    cited = {evidence for cause in answer.root_causes for evidence in cause.evidence}
    assert cited <= {evidence.id for evidence in answer.evidence}
