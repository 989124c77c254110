"""A client that a generator makes of the OpenAPI documents works at the first try, through the whole life of an incident."""

import datetime
import importlib
import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path
from uuid import UUID

import pytest

from chart import ROOT
from models import model
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
    """Of ingest, of the agent that it asks, and of an agent with a model and sessions."""
    home = directory / "reasoning"
    home.mkdir()
    with (
        postgres(directory, "fsync=off") as database,
        replay(ROOT / "Tests" / "Recordings" / "shop", directory) as (address, kubeconfig),
        model(lambda _: "It can't be told.") as (address_of_model, _),
    ):
        sources = {"KUBECONFIG": str(kubeconfig), "PROMETHEUS_URL": address, "ACCESS_CONTROL": "tokens", "AGENT_TOKEN": TOKEN}
        sessions = {"SESSION_DB_HOST": re.search(r"host=([^&]+)", database)[1], "SESSION_DB_NAME": "postgres", "SESSION_DB_USER": "whence"}
        language = {"LLM_BASE_URL": address_of_model, "LLM_MODEL_ID": "scripted"}
        with (
            service("whence-agent", directory, **sources) as agent,
            service("whence-agent", home, **sources, **sessions, **language) as reasoning,
            service(
                "whence-ingest", directory, DATABASE_URL=database, AGENT_URL=agent.url, ACCESS_CONTROL="tokens", ADMIN_TOKEN=TOKEN, AGENT_TOKEN=TOKEN
            ) as ingest,
        ):
            yield {"ingest": ingest.url, "agent": agent.url, "reasoning": reasoning.url}


class Caller:
    """Calls operations by their names, with bodies as JSON, and gives the models that come back."""

    def __init__(self, name, url):
        self.url = url
        self.package = f"whence_{name}"
        self.client = importlib.import_module(self.package).AuthenticatedClient(base_url=url, token=TOKEN, timeout=30)

    def choice(self, name, value):
        """A value of one of the generated enumerations."""
        return getattr(importlib.import_module(f"{self.package}.models"), name)(value)

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


def since_an_hour():
    return datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)


@pytest.fixture(scope="module")
def incident(generated, urls):
    """Ingest, the id of the one incident that the recording's alerts make, and the incident once it is analysed."""
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
    return ingest, found, ingest("incidents.read_incident", found)[0]


def test_the_whole_life_of_an_incident(incident):
    ingest, found, detail = incident
    assert detail.analyses and len(detail.alerts) == 8
    cause = detail.analyses[0].response.root_causes[0]
    assert (cause.category, cause.object_.name) == ("oom_killed", "orders-db")
    _, headers = ingest("incidents.read_incident", found)

    _, headers = ingest("work.acknowledge_incident", found, if_match=headers["ETag"])
    ingest("work.comment_incident", found, body=("Comment", {"text": "Limit raised."}))
    # Somebody commented meanwhile: what was decided on an older state is refused, as a problem document.
    problem, _ = ingest("work.resolve_incident", found, if_match=headers["ETag"], status=412)
    assert problem.status == 412 and problem.title

    changes = {"assignee": "ada", "title": "Orders can't be placed", "severity": "page"}
    changed, _ = ingest("work.change_incident", found, body=("IncidentPatch", changes))
    assert (changed.incident.assignee, changed.incident.title, changed.incident.severity) == tuple(changes.values())
    vote = {"alert_name": detail.analyses[0].alert_name, "subject": detail.analyses[0].subject, "vote": "up", "category": "oom_killed"}
    ingest("work.rate_analysis", found, body=("Rating", vote))
    feedback, _ = ingest("incidents.list_feedback")
    assert [(record.feedback.vote, record.incident_id) for record in feedback.items] == [("up", found)]

    resolved, _ = ingest("work.resolve_incident", found, body=("Resolution", {"resolution": "The limit was too low."}))
    assert (resolved.incident.state, resolved.incident.resolution) == ("resolved", "The limit was too low.")
    reopened, _ = ingest("work.reopen_incident", found)
    assert reopened.incident.state == "open"
    hidden, _ = ingest("work.change_incident", found, body=("IncidentPatch", {"hidden": True}))
    assert hidden.incident.hidden and ingest("incidents.list_incidents")[0].items == []
    shown, _ = ingest("work.change_incident", found, body=("IncidentPatch", {"hidden": False, "assignee": None}))
    assert not shown.incident.hidden and not shown.incident.assignee

    timeline, _ = ingest("incidents.list_incident_timeline", found, limit=200)
    told = {str(entry.kind) for entry in timeline.items}
    assert {"opened", "acknowledged", "commented", "assigned", "retitled", "severity_changed", "feedback", "resolved", "reopened", "hidden"} <= told
    assert ingest("incidents.list_similar_incidents", found)[0].items == []


def test_incidents_are_taken_apart_and_put_together(incident):
    ingest, found, detail = incident
    frontend, oom, *_ = [alert.fingerprint for alert in detail.alerts]

    def fingerprints(one):
        return {alert.fingerprint for alert in ingest("incidents.list_incident_alerts", one)[0].items}

    split, headers = ingest("work.split_incident", found, status=201, body=("Split", {"alerts": [frontend], "title": "Checkout is slow"}))
    other = UUID(str(split.incident.id))
    assert headers["Location"].endswith(str(other)) and fingerprints(other) == {frontend}
    ingest("work.move_alerts", found, body=("Move", {"alerts": [oom], "to": str(other)}))
    assert fingerprints(other) == {frontend, oom} and len(fingerprints(found)) == 6
    merged, _ = ingest("work.merge_incident", other, body=("Merge", {"into": str(found)}))
    assert UUID(str(merged.incident.id)) == found and len(fingerprints(found)) == 8
    assert ingest("incidents.read_incident", other)[0].incident.state == "merged"
    alert, _ = ingest("incidents.read_alert", oom)
    assert UUID(str(alert.episodes[0].incident_id)) == found


def test_what_happens_is_followed_as_it_happens(incident):
    ingest, found, _ = incident
    # Generated clients read whole answers: a stream is read beside them, with the document's own names.
    request = urllib.request.Request(f"{ingest.url}/api/v1/events?incident={found}", headers={"Authorization": f"Bearer {TOKEN}", "Last-Event-ID": "0-0"})
    types = importlib.import_module("whence_ingest.models")
    with urllib.request.urlopen(request, timeout=30) as stream:
        events = (json.loads(line.removeprefix(b"data:")) for line in stream if line.startswith(b"data:"))
        event = next(event for event in events if event.get("kind") == "opened")
    assert event["incident_id"] == str(found)
    assert types.TimelineEntry.from_dict({key: event[key] for key in ("at", "kind", "text")}).kind == "opened"


def test_the_queue_the_statistics_and_what_is_not_there(incident):
    ingest, found, _ = incident
    # They are counted every few seconds.
    statistics = wait_for(
        lambda: (found := ingest("incidents.read_statistics", since=since_an_hour())[0]).incidents.opened >= 1 and found, "what happened is counted"
    )
    assert statistics.feedback is not None
    critical = ingest.choice("ListFiringAlertsMinSeverity", "critical")
    alerts, _ = ingest("incidents.list_firing_alerts", min_severity=critical, filter_=['alertname=~"Frontend.*"'])
    assert [alert.alert_name for alert in alerts.items] == ["FrontendErrorRateHigh"]
    queue, _ = ingest("queue.read_queue")
    assert queue.dead == 0 and ingest("queue.list_dead_letters")[0].items == []
    assert ingest("queue.replay_dead_letters")[0].to_dict() == {"replayed": 0, "more": False}
    assert ingest("queue.replay_job", 999, status=404)[0].status == 404
    assert ingest("incidents.read_incident", UUID(int=1), status=404)[0].status == 404
    health, _ = ingest("operations.read_health")
    assert health.status == "ok"


def request_of(incident=None):
    return {"alert": webhook(webhooks()[0])["alerts"][0], **({"incident_id": incident} if incident else {})}


def test_an_agent_without_a_model_analyses_writes_accounts_and_refuses_to_chat(generated, urls):
    agent = Caller("agent", urls["agent"])
    answer, _ = agent("analysis.analyze_alert", body=("AnalyzeRequest", request_of()))
    assert answer.root_causes and answer.analysis_quality == "high"
    cited = {evidence for cause in answer.root_causes for evidence in cause.evidence}
    assert cited <= {evidence.id for evidence in answer.evidence}

    told = {"fingerprint": "ff24b2c21808600f", "alert_name": "KubeContainerOOMKilled", "severity": "warning", "status": "resolved"}
    known = {"analysis_summary": answer.analysis_summary, "root_causes": [answer.root_causes[0].to_dict()]}
    account, _ = agent(
        "analysis.summarize_incident",
        body=(
            "SummarizeIncidentRequest",
            {"incident_id": "1", "title": "orders-db", "severity": "warning", "fired_at": "2026-11-21T07:42:39Z", "alerts": [{**told, **known}]},
        ),
    )
    assert account.engine == "rules" and "orders-db" in account.detail

    problem, _ = agent("analysis.chat", body=("ChatRequest", {"message": "Did this begin with a rollout?"}), status=501)
    assert problem.status == 501 and "AI_PROVIDER" in problem.detail
    problem, _ = agent("sessions.list_analyses", status=503)
    assert "SESSION_DB_HOST" in problem.detail
    usage, _ = agent("sessions.read_usage")
    assert usage.kept_in == "memory" and usage.total.calls == 0


def test_an_agent_with_a_model_and_sessions_answers_and_keeps(generated, urls):
    agent = Caller("agent", urls["reasoning"])
    wait_for(lambda: agent("operations.check_readiness")[0].checks["sessions"].status == "ok", "sessions are kept")
    incident = "01936f0c-9d3a-7c41-8f5e-2b6a7d1c0e94"
    answer, _ = agent("analysis.analyze_alert", body=("AnalyzeRequest", request_of(incident)))

    first, _ = agent("analysis.chat", body=("ChatRequest", {"message": "Why?", "incident_id": incident}))
    assert first.answer == "It can't be told." and first.kept_in == "database"
    again = {"message": "Are you sure?", "conversation_id": str(first.conversation_id)}
    second, _ = agent("analysis.chat", body=("ChatRequest", again))
    assert second.conversation_id == first.conversation_id

    def kept():
        page, _ = agent("sessions.list_analyses", incident_id=incident, limit=1)
        return page.analyses

    (line,) = wait_for(kept, "the analysis is kept")
    assert str(line.id) == answer.analysis_id
    session, _ = agent("sessions.read_analysis", line.id)
    assert session.answer.analysis_summary == answer.analysis_summary and session.exchanges

    def used():
        usage, _ = agent("sessions.read_usage", by=agent.choice("ReadUsageBy", "model"), since=since_an_hour())
        return usage.total.calls >= 3 and [row.model for row in usage.rows]

    # Sessions are kept behind the answers.
    assert wait_for(used, "all calls are counted") == ["scripted"]
    assert agent("sessions.read_analysis", UUID(int=1), status=404)[0].status == 404
    assert agent("operations.describe_service")[0].service == "whence-agent"
