"""What docs/sessions.md says of sessions, streams, chats and cost, tried on running agents."""

import json
import re
import urllib.error
import urllib.request

import pytest

from chart import ROOT
from models import answer, model
from servers import BINARIES, postgres, replay, service, wait_for

pytestmark = pytest.mark.skipif(not (BINARIES / "whence-agent").exists(), reason=f"the services are not built in {BINARIES}")

ALERT = {
    "alert": {
        "status": "firing",
        "labels": {"alertname": "KubeDeploymentReplicasMismatch", "namespace": "shop", "deployment": "orders"},
        "annotations": {"note": "password=hunter2-hunter2"},
        "startsAt": "2026-11-21T07:42:39.578Z",
        "fingerprint": "aaf4498d8547d4dc",
    },
    "incident_id": "01936f0c-9d3a-7c41-8f5e-2b6a7d1c0e94",
}
PRICES = '{"scripted": {"input": 2, "output": 10}}'


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    path = tmp_path_factory.mktemp("sessions")
    # The database's user has to come through.
    for parent in (path, *path.parents):
        if str(parent) == "/tmp":
            break
        parent.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def cluster(directory):
    with replay(ROOT / "Tests" / "Recordings" / "shop", directory) as (_, kubeconfig):
        yield str(kubeconfig)


def folder(directory, name):
    path = directory / name
    path.mkdir()
    return path


def ask(url, body=None, accept="application/json"):
    """The status and the body of an answer, read as JSON where it is JSON."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", "Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            text = response.read().decode()
            return response.status, json.loads(text) if "json" in response.headers["Content-Type"] else text
    except urllib.error.HTTPError as error:
        assert error.headers["Content-Type"] == "application/problem+json"
        return error.code, json.loads(error.read())


def check(url, name):
    return ask(f"{url}/readyz")[1]["checks"][name]


def test_without_a_database_and_a_model_it_works_and_says_what_is_missing(directory, cluster):
    with service("whence-agent", folder(directory, "bare"), KUBECONFIG=cluster) as agent:
        status, answer = ask(f"{agent.url}/analyze", ALERT)
        assert status == 200 and answer["engine"] == "rules" and answer["analysis_id"]
        status, problem = ask(f"{agent.url}/analyses/{answer['analysis_id']}")
        assert status == 503 and "SESSION_DB_HOST" in problem["detail"]
        status, problem = ask(f"{agent.url}/chat", {"message": "Why?"})
        assert status == 501 and "AI_PROVIDER" in problem["detail"]
        status, usage = ask(f"{agent.url}/usage")
        assert status == 200 and usage["kept_in"] == "memory" and usage["total"]["calls"] == 0


def test_while_its_database_is_away_it_works_and_says_so(directory, cluster):
    home = folder(directory, "away")
    settings = {"SESSION_DB_HOST": str(home), "SESSION_DB_NAME": "x", "SESSION_DB_USER": "x"}
    with service("whence-agent", home, KUBECONFIG=cluster, **settings) as agent:
        status, answer = ask(f"{agent.url}/analyze", ALERT)
        assert status == 200
        wait_for(lambda: check(agent.url, "sessions")["status"] == "degraded", "the check says so")
        status, problem = ask(f"{agent.url}/analyses/{answer['analysis_id']}")
        assert status == 503 and ("away" in json.dumps(problem) or "reached" in json.dumps(problem))


@pytest.fixture(scope="module")
def agent(directory, cluster):
    """With everything: a database, a model that answers plainly, and its price."""
    home = folder(directory, "full")
    with postgres(home, "fsync=off") as database, model(lambda _: "The deployment orders can't become ready.") as (address, requests):
        host = re.search(r"host=([^&]+)", database)[1]
        settings = {
            "SESSION_DB_HOST": host, "SESSION_DB_NAME": "postgres", "SESSION_DB_USER": "whence", "LLM_BASE_URL": address,
            "LLM_MODEL_ID": "scripted", "LLM_PRICES_JSON": PRICES,
        }
        with service("whence-agent", home, KUBECONFIG=cluster, **settings) as agent:
            wait_for(lambda: check(agent.url, "sessions")["status"] == "ok", "sessions are kept")
            yield agent.url, requests


def test_an_analysis_is_kept_with_what_it_cost_and_without_secrets(agent):
    url, requests = agent
    status, answer = ask(f"{url}/analyze", ALERT)
    # What the model says is no answer of the schema: the rules' stands, and both attempts are paid for.
    assert status == 200 and answer["engine"] == "rules" and answer["usage"]["calls"] == 2
    assert answer["usage"]["cost_usd"] == pytest.approx(2 * (1000 * 2 + 50 * 10) / 1e6)
    address = f"{url}/analyses/{answer['analysis_id']}"
    wait_for(lambda: ask(address)[0] == 200, "it is stored")
    session = ask(address)[1]
    assert [stage["name"] for stage in session["stages"]] == ["gathering", "rules", "thinking"]
    assert len(session["exchanges"]) == 2 and session["exchanges"][0]["model"] == "scripted"
    assert "hunter2-hunter2" not in json.dumps(session) and "hunter2-hunter2" not in json.dumps(requests)
    assert ask(f"{url}/analyses?incident_id={ALERT['incident_id']}")[1]["analyses"][0]["id"] == answer["analysis_id"]
    wait_for(lambda: ask(f"{url}/usage?by=incident")[1]["total"]["calls"] >= 2, "its cost is counted")
    usage = ask(f"{url}/usage?by=incident")[1]
    assert usage["kept_in"] == "database" and usage["rows"][0]["incident_id"] == ALERT["incident_id"]


def test_a_stream_ends_with_the_answer(agent):
    status, text = ask(f"{agent[0]}/analyze", ALERT, accept="text/event-stream")
    events = re.findall(r"^event: (\w+)$", text, re.M)
    assert status == 200 and events[0] == "stage" and events[-1] == "answer", events
    assert {"rules", "text", "model"} <= set(events)
    assert json.loads(text.rsplit("data: ", 1)[1])["analysis_id"]


def test_a_chat_goes_on(agent):
    url, requests = agent
    status, first = ask(f"{url}/chat", {"message": "What is wrong?", "incident_id": ALERT["incident_id"]})
    assert status == 200 and first["kept_in"] == "database" and "orders" in first["answer"]
    status, second = ask(f"{url}/chat", {"message": "Sure?", "conversation_id": first["conversation_id"]})
    assert status == 200 and second["conversation_id"] == first["conversation_id"]
    assert any(turn.get("content") == "What is wrong?" for turn in requests[-1]["messages"])
    status, text = ask(f"{url}/chat", {"message": "Once more?"}, accept="text/event-stream")
    assert status == 200 and re.findall(r"^event: (\w+)$", text, re.M)[-1] == "answer"


SAID = "The database of the orders is killed again and again."


def test_what_was_found_is_told_with_the_next_question_and_to_a_chat_after_a_restart(directory, cluster):
    def say(request):
        asked = request["messages"][-1]["content"]
        return "As was found, it is the database [E1]." if "What was it?" in asked else answer(SAID, "E1")

    home = folder(directory, "memory")
    with postgres(home, "fsync=off") as database, model(say) as (address, requests):
        settings = {
            "SESSION_DB_HOST": re.search(r"host=([^&]+)", database)[1], "SESSION_DB_NAME": "postgres", "SESSION_DB_USER": "whence",
            "LLM_BASE_URL": address, "LLM_MODEL_ID": "scripted",
        }
        with service("whence-agent", home, KUBECONFIG=cluster, **settings) as agent:
            wait_for(lambda: check(agent.url, "sessions")["status"] == "ok", "sessions are kept")
            status, first = ask(f"{agent.url}/analyze", ALERT)
            assert status == 200 and first["engine"] == "llm" and first["analysis_summary"] == SAID, first["warnings"]
            assert SAID not in question(requests[0])
            wait_for(lambda: ask(f"{agent.url}/analyses/{first['analysis_id']}")[0] == 200, "it is stored")
        # Another process: all that it knows is in the database.
        with service("whence-agent", home, KUBECONFIG=cluster, **settings) as agent:
            wait_for(lambda: check(agent.url, "sessions")["status"] == "ok", "sessions are kept")
            seen = len(requests)
            assert ask(f"{agent.url}/analyze", ALERT)[0] == 200
            earlier = question(requests[seen]).split("## Earlier analyses of this alert")[1]
            assert SAID in earlier.split("\n## ")[0]
            seen = len(requests)
            status, chat = ask(f"{agent.url}/chat", {"message": "What was it?", "incident_id": ALERT["incident_id"]})
            assert status == 200 and chat["kept_in"] == "database"
            assert SAID in question(requests[seen])
            # Its evidence is the stored analysis', and is cited.
            cited = {item["text"] for item in first["evidence"]}
            assert [item["text"] in cited for item in chat["evidence"]] == [True]
            assert "[E1]" in chat["answer"]


def question(request):
    return next(message["content"] for message in request["messages"] if message["role"] == "user")


def test_a_spent_budget_leaves_the_rules(directory, cluster):
    with model(lambda _: "anything") as (address, requests):
        settings = {"LLM_BASE_URL": address, "LLM_MODEL_ID": "scripted", "LLM_DAILY_TOKEN_BUDGET": "1000"}
        with service("whence-agent", folder(directory, "budget"), KUBECONFIG=cluster, **settings) as agent:
            assert ask(f"{agent.url}/analyze", ALERT)[0] == 200
            asked = len(requests)
            status, answer = ask(f"{agent.url}/analyze", ALERT)
            assert status == 200 and answer["engine"] == "rules" and len(requests) == asked == 1
            assert any("budget" in warning for warning in answer["warnings"])
            status, problem = ask(f"{agent.url}/chat", {"message": "Why?"})
            assert status == 503 and "LLM_DAILY_TOKEN_BUDGET" in problem["detail"]
            assert ask(f"{agent.url}/usage")[1]["budget"]["spent_tokens"] == 1050
