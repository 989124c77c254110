"""The services' metrics keep to Prometheus' conventions, and the alerts and the dashboard speak of metrics that there are."""

import json
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml

from chart import CHART, ROOT, of_kind, render
from servers import BINARIES, postgres, replay, service, wait_for

needs_services = pytest.mark.skipif(not (BINARIES / "whence-ingest").exists(), reason=f"the services are not built in {BINARIES}")
needs_promtool = pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")

RULES = CHART / "monitoring" / "rules.yaml"
DASHBOARD = json.loads((CHART / "dashboards" / "whence.json").read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
# Labels that scraping adds.
SCRAPED = {"namespace", "instance", "le"}


@pytest.fixture(scope="module")
def exposed(tmp_path_factory):
    """What both services export once they have done some work, as text."""
    directory = tmp_path_factory.mktemp("metrics")
    # The database's user has to come through.
    for parent in (directory, *directory.parents):
        if parent == Path("/tmp"):
            break
        parent.chmod(0o755)
    with (
        postgres(directory, "fsync=off") as database,
        replay(ROOT / "Tests" / "Recordings" / "shop", directory) as (address, kubeconfig),
        service("whence-agent", directory, KUBECONFIG=str(kubeconfig), PROMETHEUS_URL=address) as agent,
        service("whence-ingest", directory, DATABASE_URL=database, AGENT_URL=agent.url) as ingest,
    ):
        for webhook in sorted((ROOT / "Tests" / "Recordings" / "shop" / "webhooks").glob("*.json")):
            post(f"{ingest.url}/webhook/alertmanager", webhook.read_bytes())
        with pytest.raises(urllib.error.HTTPError):
            post(f"{ingest.url}/webhook/alertmanager", b"no json")
        wait_for(lambda: 'whence_jobs_total{kind="analyze",outcome="done"}' in get(f"{ingest.url}/metrics"), "a first analysis")
        yield {"ingest": get(f"{ingest.url}/metrics"), "agent": get(f"{agent.url}/metrics")}


def post(url, body):
    urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": "application/json"}), timeout=10).read()


def get(url):
    return urllib.request.urlopen(url, timeout=10).read().decode()


def families(text):
    return set(re.findall(r"^# TYPE (\S+)", text, re.M))


def labels(text, family):
    return {label for found in re.findall(rf"^{family}(?:_bucket|_sum|_count)?\{{(.*)\}}", text, re.M) for label in re.findall(r'(\w+)="', found)}


def promtool(*arguments, text=None):
    result = subprocess.run(["promtool", *map(str, arguments)], input=text, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stdout + result.stderr


def plain(expression):
    """The expression with Grafana's variables filled in."""
    return expression.replace("$__rate_interval", "5m").replace("$namespace", ".*")


def dashboard_expressions():
    return [(panel["title"], plain(target["expr"])) for panel in PANELS for target in panel["targets"]]


def rules():
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


@needs_services
@needs_promtool
@pytest.mark.parametrize("name", ["ingest", "agent"])
def test_metrics_keep_to_the_conventions(exposed, name):
    promtool("check", "metrics", text=exposed[name])
    text = exposed[name]
    for family, kind in re.findall(r"^# TYPE (whence_\S+) (\S+)", text, re.M):
        assert family.endswith("_total") == (kind == "counter"), family
        assert re.search(rf"^# HELP {family} \S.*\.$", text, re.M), family


@needs_services
@pytest.mark.parametrize("name", ["ingest", "agent"])
def test_series_are_bounded(exposed, name):
    for family in families(exposed[name]):
        series = re.findall(rf"^{family}(?:_count)?(?:\{{|\s)", exposed[name], re.M)
        assert len(series) <= 100, family
        assert not labels(exposed[name], family) & {"fingerprint", "incident", "id", "pod", "path", "url", "alertname"}, family


@needs_promtool
def test_the_alerts_do_what_they_promise():
    promtool("check", "rules", RULES)
    promtool("test", "rules", ROOT / "Tests" / "Contract" / "rules.test.yaml")


def test_every_alert_is_tested():
    tested = (ROOT / "Tests" / "Contract" / "rules.test.yaml").read_text()
    for rule in rules():
        if "alert" in rule:
            assert re.search(rf"alertname: {rule['alert']}\n +exp_alerts", tested), rule["alert"]
            assert rule["labels"]["severity"] in ("critical", "warning")


def test_the_chart_ships_the_rules_and_the_dashboard():
    objects = render({"monitoring": {"prometheusRule": {"enabled": True}, "dashboard": {"enabled": True}}})
    (rule,) = of_kind(objects, "PrometheusRule")
    assert rule["spec"] == yaml.safe_load(RULES.read_text())
    (board,) = (o for o in of_kind(objects, "ConfigMap") if "whence.json" in o["data"])
    assert json.loads(board["data"]["whence.json"]) == DASHBOARD


@needs_promtool
def test_every_expression_of_the_dashboard_is_promql(tmp_path):
    numbered = enumerate(dashboard_expressions())
    records = [{"record": f"panel:number{n}:value", "expr": expression, "labels": {"panel": title}} for n, (title, expression) in numbered]
    file = tmp_path / "panels.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": records}]}))
    promtool("check", "rules", file)


@needs_services
def test_alerts_and_panels_name_what_is_exported(exposed):
    text = "\n".join(exposed.values())
    exported = families(text)
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    # Without a language model or a collector nothing is exported about one: their metrics are those that the code declares.
    sources = [path for folder in ("Services/Agent", "Shared/TraceExport") for path in (ROOT / folder).rglob("*Metrics.swift")]
    declared = {name for path in sources for name in re.findall(r'"(whence_(?:llm|trace)_\w+)"', path.read_text())}
    expressions = dashboard_expressions() + [(rule.get("alert", "record"), rule["expr"]) for rule in rules()]
    for title, expression in expressions:
        names = set(re.findall(r"\b((?:whence|process)_\w+|whence:[\w:]+)", expression))
        assert names, title
        own = {re.sub(r"_(bucket|sum|count)$", "", name) for name in names}
        assert own <= exported | recorded | declared, (title, own - exported - recorded)
        if own & (recorded | declared):
            continue
        known = SCRAPED.union(*(labels(text, name) for name in own))
        used = set(re.findall(r'(\w+)=~?"', expression))
        used |= {label.strip() for group in re.findall(r"(?:by|on) \(([^)]*)\)", expression) for label in group.split(",")}
        assert used <= known, (title, used - known)


def test_panels_don_t_overlap_and_are_told_apart():
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    taken = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken and at["x"] + at["w"] <= 24, panel["title"]
        taken |= cells
    for panel in PANELS:
        assert panel["datasource"]["uid"] == "${datasource}"
        assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])
