"""What docs/tracing.md says, tried on running services: their exports are read by OpenTelemetry's own definitions."""

import json
import urllib.request

import pytest

from chart import ROOT
from collectors import collector
from models import model
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from servers import BINARIES, postgres, replay, service, wait_for

pytestmark = pytest.mark.skipif(not (BINARIES / "whence-agent").exists(), reason=f"the services are not built in {BINARIES}")

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SENDER = "00f067aa0ba902b7"
SECRET = "hunter2-hunter2-hunter2"


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    path = tmp_path_factory.mktemp("traces")
    # The database's user has to come through.
    for parent in (path, *path.parents):
        if str(parent) == "/tmp":
            break
        parent.chmod(0o755)
    return path


def post(url, body, **headers):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


@pytest.fixture(scope="module")
def exported(directory):
    """What a collector has of one webhook of a recorded incident, once its analysis is stored, and the names of its fields."""
    (webhook, *_) = sorted((ROOT / "Tests" / "Recordings" / "shop" / "webhooks").iterdir())
    with collector() as (endpoint, kept), model(lambda _: "{}") as (address, _), postgres(directory) as database:
        with replay(ROOT / "Tests" / "Recordings" / "shop", directory) as (prometheus, kubeconfig):
            traced = {
                "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "OTEL_EXPORTER_OTLP_HEADERS": f"x-key=Bearer%20{SECRET}", "OTEL_BSP_SCHEDULE_DELAY": "100",
                "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test", "LOG_LEVEL": "info",
            }
            agent = {"KUBECONFIG": str(kubeconfig), "PROMETHEUS_URL": prometheus, "LLM_BASE_URL": address, "LLM_MODEL_ID": "scripted"}
            with service("whence-agent", directory, **traced, **agent) as analyst:
                settings = {"DATABASE_URL": database, "AGENT_URL": analyst.url, "JOB_POLL_SECONDS": "0.2"}
                with service("whence-ingest", directory, **traced, **settings) as ingest:
                    post(f"{ingest.url}/webhook/alertmanager", json.loads(webhook.read_text()), traceparent=f"00-{TRACE}-{SENDER}-01")
                    wait_for(
                        lambda: any(span.name == "job analyze" for _, span in kept.spans())
                        and any(name == "whence-agent" and span.name == "POST /analyze" for name, span in kept.spans()),
                        "the job's span",
                    )
        yield kept


def mine(exported):
    return [(name, span) for name, span in exported.spans() if span.trace_id.hex() == TRACE]


def attributes(span):
    return {a.key: getattr(a.value, a.value.WhichOneof("value")) for a in span.attributes}


def test_every_export_is_what_the_protocol_defines(exported):
    assert exported.requests()
    for request in exported.requests():
        for resource in request.resource_spans:
            about = attributes(resource.resource)
            assert about["service.name"] in ("whence-ingest", "whence-agent") and about["deployment.environment.name"] == "test"
    for _, span in exported.spans():
        assert len(span.trace_id) == 16 and len(span.span_id) == 8 and len(span.parent_span_id) in (0, 8)
        assert 0 < span.start_time_unix_nano <= span.end_time_unix_nano
        assert span.name and span.kind != Span.SPAN_KIND_UNSPECIFIED
        assert span.status.code in (Status.STATUS_CODE_UNSET, Status.STATUS_CODE_ERROR)


def test_a_webhook_is_one_tree_over_both_services(exported):
    spans = {span.span_id.hex(): (name, span) for name, span in mine(exported)}
    roots = [span for _, span in spans.values() if span.parent_span_id.hex() not in spans]
    assert [(span.name, span.parent_span_id.hex()) for span in roots] == [("POST /webhook/alertmanager", SENDER)]
    names = {(name, span.name) for name, span in spans.values()}
    assert {("whence-ingest", n) for n in ("intake commit", "transaction", "job analyze", "POST /analyze", "store answer")} <= names
    assert {("whence-agent", n) for n in ("POST /analyze", "gather", "list pods", "GET pods", "rules", "reason", "chat scripted", "POST")} <= names


def test_spans_keep_to_the_conventions(exported):
    named = {(name, span.name): attributes(span) for name, span in mine(exported)}
    webhook = named["whence-ingest", "POST /webhook/alertmanager"]
    assert (webhook["http.request.method"], webhook["http.route"], webhook["http.response.status_code"]) == ("POST", "/webhook/alertmanager", 200)
    assert named["whence-ingest", "transaction"]["db.system.name"] == "postgresql"
    chat = named["whence-agent", "chat scripted"]
    assert (chat["gen_ai.operation.name"], chat["gen_ai.request.model"], chat["gen_ai.usage.input_tokens"]) == ("chat", "scripted", 1000)
    assert named["whence-ingest", "job analyze"]["whence.alert.fingerprint"]


def test_the_collector_is_given_its_key_and_nobody_else(exported):
    assert all(headers["x-key"] == f"Bearer {SECRET}" for headers in exported.headers)
    assert SECRET not in "".join(exported.bodies)


def test_log_lines_name_their_trace_incident_and_fingerprint(exported, directory):
    for name, message in (("whence-ingest", "a job is done"), ("whence-agent", "an alert was analysed")):
        lines = [json.loads(line) for line in (directory / f"{name}.log").read_text().splitlines() if line.startswith("{")]
        line = next(line for line in lines if line["message"] == message and line.get("trace_id") == TRACE)
        assert line["span_id"] and line["incident"] and line["fingerprint"]
        assert all("trace_id" not in line for line in lines if line["message"] == "listening")
