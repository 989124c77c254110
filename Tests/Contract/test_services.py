"""Both services, running, keep to their documents: whatever is sent, the answers are of the documented form, and never a server error."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jsonschema
import pytest
import yaml

from chart import ROOT
from fuzzing import fuzz
from models import model
from servers import BINARIES, postgres, replay, service, wait_for

TOKEN = "5f1c09a25f1c09a25f1c09a25f1c09a25f1c09a2"
# One client sends all that is made up, with bodies of megabytes, and wrong tokens in thousands.
GENEROUS = {"MAX_BYTES_IN_FLIGHT": str(1 << 30), "RATE_LIMIT_FAILED_AUTHENTICATIONS": "1000000"}
GUARDED = {**GENEROUS, "ACCESS_CONTROL": "tokens"}

pytestmark = pytest.mark.skipif(not (BINARIES / "whence-ingest").exists(), reason=f"the services are not built in {BINARIES}")


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    path = tmp_path_factory.mktemp("services")
    # The database's user has to come through.
    for parent in (path, *path.parents):
        if parent == Path("/tmp"):
            break
        parent.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def database(directory):
    with postgres(directory, "fsync=off") as database:
        yield database


@pytest.fixture(scope="module")
def sources(database, directory):
    """What an agent is told, with a model and sessions, so that no operation lacks what it needs."""
    settings = {"SESSION_DB_HOST": re.search(r"host=([^&]+)", database)[1], "SESSION_DB_NAME": "postgres", "SESSION_DB_USER": "whence"}
    with (
        replay(ROOT / "Tests" / "Recordings" / "shop", directory) as (address, kubeconfig),
        model(lambda _: "It can't be told.") as (address_of_model, _),
    ):
        yield {**settings, "KUBECONFIG": str(kubeconfig), "PROMETHEUS_URL": address, "LLM_BASE_URL": address_of_model, "LLM_MODEL_ID": "scripted"}


@pytest.fixture(scope="module")
def agent(sources, directory):
    with service("whence-agent", directory, **GENEROUS, **sources) as agent:
        wait_for(lambda: is_kept(agent.url), "sessions are kept")
        yield agent.url


@pytest.fixture(scope="module")
def guarded_agent(sources, directory):
    home = directory / "guarded-agent"
    home.mkdir()
    with service("whence-agent", home, AGENT_TOKEN=TOKEN, **GUARDED, **sources) as agent:
        wait_for(lambda: is_kept(agent.url), "sessions are kept")
        yield agent.url


def is_kept(url):
    checks = json.loads(urllib.request.urlopen(f"{url}/readyz", timeout=10).read())["checks"]
    return checks["sessions"]["status"] == "ok"


@pytest.fixture(scope="module")
def ingest(database, directory, agent):
    with service("whence-ingest", directory, DATABASE_URL=database, AGENT_URL=agent, **GENEROUS) as ingest:
        webhooks = sorted((ROOT / "Tests" / "Recordings" / "shop" / "webhooks").glob("*.json"))
        for webhook in webhooks:
            post(f"{ingest.url}/webhook/alertmanager", webhook.read_bytes())
        yield ingest.url


@pytest.fixture(scope="module")
def guarded(database, directory, agent, ingest):
    home = directory / "guarded"
    home.mkdir()
    with service("whence-ingest", home, DATABASE_URL=database, AGENT_URL=agent, ADMIN_TOKEN=TOKEN, **GUARDED) as guarded:
        yield guarded.url


def post(url: str, body: bytes):
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    assert urllib.request.urlopen(request, timeout=10).status == 200


@pytest.fixture(params=["agent", "ingest"])
def name_and_url(request):
    return request.param, request.getfixturevalue(request.param)


def test_the_document_is_served_as_json(name_and_url):
    name, url = name_and_url
    served = json.loads(urllib.request.urlopen(f"{url}/openapi.json", timeout=10).read())
    assert served == yaml.safe_load((ROOT / "openapi" / f"{name}.yaml").read_text())


def test_answers_keep_to_the_documents_whatever_is_sent(agent, ingest, guarded_agent, guarded, directory):
    """Every check of schemathesis, over both documents: where nothing is guarded, with a token, and without the one that is wanted."""
    documents = {name: yaml.safe_load((ROOT / "openapi" / f"{name}.yaml").read_text()) for name in ("agent", "ingest")}
    # Where tokens are wanted, it isn't so that nothing is.
    strict = {name: {**document, "security": [scheme for scheme in document["security"] if scheme]} for name, document in documents.items()}
    token = ("--header", f"Authorization: Bearer {TOKEN}")
    runs = {
        "ingest": (documents["ingest"], ingest),
        "ingest with a token": (strict["ingest"], guarded, *token),
        "agent": (documents["agent"], agent),
        "agent with a token": (strict["agent"], guarded_agent, *token),
        "ingest without a token": (strict["ingest"], guarded, "--phases", "examples,fuzzing"),
        "agent without a token": (strict["agent"], guarded_agent, "--phases", "examples,fuzzing"),
    }
    # Two at a time: each keeps a core busy.
    with ThreadPoolExecutor(2) as pool:
        counts = {name: pool.submit(fuzz, document, url, directory / name, *options) for name, (document, url, *options) in runs.items()}
    counts = {name: future.result() for name, future in counts.items()}
    print("schemathesis sent", ", ".join(f"{count} cases to {name}" for name, count in counts.items()), f"and {sum(counts.values())} in sum")
    assert sum(counts.values()) >= 5000 and min(counts.values()) >= 50


def status_of(url, token=None):
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        return urllib.request.urlopen(request, timeout=10).status
    except urllib.error.HTTPError as error:
        assert error.headers["Content-Type"] == "application/problem+json"
        return error.code


def test_nothing_but_what_is_no_secret_is_read_without_a_token(guarded):
    document = yaml.safe_load((ROOT / "openapi" / "ingest.yaml").read_text())
    checked = 0
    for path, item in document["paths"].items():
        operation = item.get("get")
        if not operation or path == "/api/v1/events":
            continue
        url = guarded + re.sub(r"\{[^}]+\}", "00000000-0000-7000-8000-000000000000", path)
        wants_token = operation.get("security", document["security"]) != []
        assert (status_of(url) == 401) == wants_token, path
        assert (status_of(url, "0" * 32) == 401) == wants_token, path
        assert status_of(url, TOKEN) in (200, 404), path
        checked += wants_token
    assert checked >= 8
    assert status_of(f"{guarded}/api/v1/events") == 401


def test_an_incident_can_be_read_back_in_the_documented_form(ingest):
    document = yaml.safe_load((ROOT / "openapi" / "ingest.yaml").read_text())

    def read(path, schema):
        body = json.loads(urllib.request.urlopen(ingest + path, timeout=10).read())
        jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": document["components"]}).validate(body)
        return body

    page = read("/api/v1/incidents", "IncidentPage")
    assert page["items"]
    incident = read(f"/api/v1/incidents/{page['items'][0]['id']}", "IncidentDetail")
    assert incident["alerts"]
    # Fuzzed alerts may have any fingerprint.
    fingerprint = urllib.parse.quote(incident["alerts"][0]["fingerprint"], safe="")
    read(f"/api/v1/alerts/{fingerprint}", "AlertDetail")
