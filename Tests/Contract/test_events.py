"""The stream of events, by two replicas over one database."""

import datetime
import json
import os
import signal
import time
import urllib.parse
import urllib.request
from pathlib import Path

import jsonschema
import pytest
import yaml

from chart import ROOT
from events import Events
from servers import BINARIES, postgres, service, wait_for

pytestmark = pytest.mark.skipif(not (BINARIES / "whence-ingest").exists(), reason=f"the services are not built in {BINARIES}")


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("events")
    for parent in (path, *path.parents):
        if parent == Path("/tmp"):
            break
        parent.chmod(0o755)
    with postgres(path, "fsync=off") as database:
        yield database


def replica(database, directory, name):
    home = directory / name
    home.mkdir()
    return service("whence-ingest", home, DATABASE_URL=database, AGENT_URL="http://127.0.0.1:9")


def send(url: str, *numbers: int, cluster: str = "lab"):
    now = datetime.datetime.now(datetime.timezone.utc).isoformat()
    alerts = [{"labels": {"alertname": f"A{n}", "deployment": f"d{n}", "namespace": "shop", "cluster": cluster}, "startsAt": now} for n in numbers]
    body = json.dumps({"version": "4", "alerts": alerts}).encode()
    request = urllib.request.Request(f"{url}/webhook/alertmanager", body, {"Content-Type": "application/json"})
    assert urllib.request.urlopen(request, timeout=20).status == 200


def get(url: str):
    return json.loads(urllib.request.urlopen(url, timeout=20).read())


def test_two_replicas_tell_the_same_and_a_resumed_stream_loses_and_doubles_nothing(database, tmp_path):
    schema = yaml.safe_load((ROOT / "openapi" / "ingest.yaml").read_text())["components"]
    with replica(database, tmp_path, "one") as one, replica(database, tmp_path, "two") as two:
        first, second, wanderer = Events(one.url), Events(two.url), Events(one.url)
        wait_for(lambda: first.last_id and second.last_id and wanderer.last_id, "the streams begin")
        for number in range(40):
            send((one.url, two.url)[number % 2], *range(5 * number, 5 * number + 5))
            if number == 10:
                wanderer.goes_to(two.url)
                os.kill(one.process, signal.SIGKILL)
                break
        for number in range(11, 40):
            send(two.url, *range(5 * number, 5 * number + 5))
        everything = Events(two.url, last_id="0-0")
        wait_for(lambda: len(everything.ids()) == len(wanderer.ids()) == 200, "everything is told")
        for client in (first, second, wanderer, everything):
            client.close()
        assert everything.resets == 1
        assert everything.ids() == wanderer.ids() == second.ids()
        assert len(set(wanderer.ids())) == 200
        assert first.ids() == everything.ids()[: len(first.ids())] and first.ids()
        assert wanderer.streams >= 2 and wanderer.resets == 0
        jsonschema.Draft202012Validator({"$ref": "#/components/schemas/IncidentEvent", "components": schema}).validate(wanderer.events[0])


def test_filters_and_a_replica_that_stops(database, tmp_path):
    with replica(database, tmp_path, "three") as three:
        here, elsewhere = Events(f"{three.url}?cluster=here"), Events(f"{three.url}?cluster=elsewhere")
        wait_for(lambda: here.last_id and elsewhere.last_id, "the streams begin")
        send(three.url, 1000, cluster="here")
        wait_for(lambda: here.events, "the event")
        one = Events(f"{three.url}?incident={here.events[0]['incident_id']}", last_id="0-0")
        wait_for(lambda: one.events, "the incident's events")
        assert [event["cluster"] for event in here.events] == ["here"] and not elsewhere.events
        assert {event["incident_id"] for event in one.events} == {here.events[0]["incident_id"]}
        started = time.monotonic()
        os.kill(three.process, signal.SIGTERM)

        def is_gone():
            try:
                urllib.request.urlopen(f"{three.url}/ping", timeout=1)
                return False
            except OSError:
                return not Path(f"/proc/{three.process}").exists() or "Z" in Path(f"/proc/{three.process}/stat").read_text().split(")")[1]

        wait_for(is_gone, "the replica stops")
        for client in (here, elsewhere, one):
            client.close()
        assert time.monotonic() - started < 3


def test_statistics_follow(database, tmp_path):
    with replica(database, tmp_path, "four") as four:
        for _ in range(3):
            send(four.url, 2000, 2001, cluster="counted")
        # Written every five seconds.
        wait_for(lambda: get(f"{four.url}/api/v1/statistics?cluster=counted")["alerts"]["received"] == 6, "alerts are counted")
        wait_for(lambda: get(f"{four.url}/api/v1/statistics?cluster=counted")["incidents"]["opened"] == 2, "incidents are counted")
        numbers = get(f"{four.url}/api/v1/statistics?cluster=counted")
        assert numbers["alerts"]["episodes"] >= 2
        assert numbers["alerts"]["noise_removed_percent"] == pytest.approx(66.67)


@pytest.mark.parametrize(
    "text, found",
    [
        ('alertname="A3001"', {"A3001"}),
        ('alertname=~"A300[12]",namespace="shop"', {"A3001", "A3002"}),
        ('{alertname!~"A300[12]"}', {"A3000"}),
    ],
)
def test_lists_take_matchers(database, tmp_path, text, found):
    with replica(database, tmp_path, "five") as five:
        send(five.url, 3000, 3001, 3002, cluster="matched")
        query = urllib.parse.urlencode({"filter": text, "cluster": "matched"})
        assert {alert["alert_name"] for alert in get(f"{five.url}/api/v1/alerts?{query}")["items"]} == found
        assert len(get(f"{five.url}/api/v1/incidents?{query}")["items"]) == len(found)
