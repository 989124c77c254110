"""The chart renders to valid objects that fit together, whatever of its values are given."""

import base64
import copy
import json
import re
import shutil
import subprocess
import sys

import helm_python
import jsonschema
import kubernetes_validate
import pytest
import yaml

import custom_resources
from chart import CASES, CHART, EVERYTHING, ROOT, deployment, find, notes, of_kind, render
from cluster import cluster

SERVICES = ["ingest", "agent"]
# The newest that the validator knows, and the oldest that Chart.yaml promises.
NEWEST, OLDEST = "1.37", "1.27"


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES.keys())
def objects(request):
    return render(request.param)


def check(manifest, version):
    own = custom_resources.schema(manifest)
    if own:
        jsonschema.Draft202012Validator(own).validate(manifest)
    else:
        kubernetes_validate.validate(manifest, version, strict=True)


@pytest.mark.parametrize("values", CASES.values(), ids=CASES.keys())
def test_lint_finds_nothing(values):
    report = helm_python.lint(CHART, values, strict=True)
    assert report["errors"] == []
    # Lint recommends an icon; a chart without one is complete.
    assert [m for m in report["messages"] if "icon is recommended" not in str(m)] == []


def test_there_are_enough_cases():
    assert len(CASES) >= 12


def test_every_object_fits_the_schema_of_kubernetes(objects):
    for manifest in objects:
        check(manifest, NEWEST)


@pytest.mark.parametrize("case", ["defaults", "trying out", "one team", "autoscaled"])
def test_the_oldest_kubernetes_is_given_nothing_that_it_doesn_t_know(case):
    options = {"storage_driver": "memory", "qps": 10_000, "burst_limit": 10_000}
    with cluster(OLDEST) as old, helm_python.Config(kubeconfig_content=old.kubeconfig(), namespace="ops", **options) as helm:
        helm.install(CHART, "whence", CASES[case], namespace="ops")
        assert len(old.objects) > 15
        for manifest in old.objects.values():
            check(manifest, OLDEST)
            assert "preStop" not in json.dumps(manifest)


def test_objects_are_named_once(objects):
    keys = [(o["kind"], o["metadata"].get("namespace"), o["metadata"]["name"]) for o in objects]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("service", SERVICES)
def test_containers_are_probed_and_limited(objects, service):
    container = deployment(objects, service)["spec"]["template"]["spec"]["containers"][0]
    assert container["startupProbe"]["httpGet"]["path"] == "/healthz"
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert "memory" in container["resources"]["limits"]


@pytest.mark.parametrize("service", SERVICES)
def test_selectors_find_the_pods_of_their_own_service_only(objects, service):
    labels = {s: deployment(objects, s)["spec"]["template"]["metadata"]["labels"] for s in SERVICES}
    other = next(s for s in SERVICES if s != service)
    selectors = [deployment(objects, service)["spec"]["selector"]["matchLabels"]]
    selectors += [
        o["spec"]["selector"] if o["kind"] == "Service" else o["spec"].get("selector", o["spec"].get("podSelector"))["matchLabels"]
        for o in of_kind(objects, "Service", "PodDisruptionBudget", "NetworkPolicy")
        if o["metadata"]["labels"]["app.kubernetes.io/component"] == service
    ]
    for selector in selectors:
        assert selector.items() <= labels[service].items()
        assert not selector.items() <= labels[other].items()


def test_only_the_agent_gets_a_token_of_the_cluster(objects):
    assert deployment(objects, "agent")["spec"]["template"]["spec"]["automountServiceAccountToken"] is True
    assert deployment(objects, "ingest")["spec"]["template"]["spec"]["automountServiceAccountToken"] is False


def test_the_database_address_comes_from_a_secret_and_stands_nowhere_else(objects):
    container, *_ = deployment(objects, "ingest")["spec"]["template"]["spec"]["containers"]
    (variable,) = [v for v in container["env"] if v["name"] == "DATABASE_URL"]
    assert set(variable["valueFrom"]) == {"secretKeyRef"}
    rest = [o for o in objects if o["kind"] != "Secret"]
    assert "p%40ss" not in json.dumps(rest)


def test_a_given_database_address_makes_a_secret():
    objects = render(EVERYTHING)
    (secret,) = of_kind(objects, "Secret")
    container, *_ = deployment(objects, "ingest")["spec"]["template"]["spec"]["containers"]
    reference = container["env"][0]["valueFrom"]["secretKeyRef"]
    assert reference == {"name": secret["metadata"]["name"], "key": "url"}
    assert list(secret["data"]) == ["url"]


def variables(objects, service):
    container, *_ = deployment(objects, service)["spec"]["template"]["spec"]["containers"]
    return {variable["name"]: variable.get("valueFrom", {}).get("secretKeyRef") for variable in container["env"]}


def test_access_control_is_on_and_both_services_know_the_same_token():
    objects = render()
    for name in SERVICES:
        assert find(objects, "ConfigMap", f"whence-{name}")["data"]["ACCESS_CONTROL"] == "tokens"
    ingest, agent = (variables(objects, name) for name in SERVICES)
    assert ingest["AGENT_TOKEN"] == agent["AGENT_TOKEN"] == {"name": "whence-access", "key": "AGENT_TOKEN"}
    secret = find(objects, "Secret", "whence-access")["data"]
    tokens = [base64.b64decode(secret[key]) for key in ("AGENT_TOKEN", "SOURCE_TOKEN", "ADMIN_TOKEN")]
    assert len(set(tokens)) == 3 and all(len(token) >= 32 for token in tokens)
    assert {"SOURCE_TOKEN", "ADMIN_TOKEN"} <= ingest.keys() and not {"SOURCE_TOKEN", "ADMIN_TOKEN"} & agent.keys()


def test_a_given_secret_of_tokens_is_used_and_none_is_made():
    objects = render(EVERYTHING)
    assert variables(objects, "agent")["AGENT_TOKEN"]["name"] == "whence-tokens"
    assert variables(objects, "ingest")["SOURCE_TOKEN"] == {"name": "whence-tokens", "key": "SOURCE_TOKEN", "optional": True}
    assert not [o for o in of_kind(objects, "Secret") if "AGENT_TOKEN" in o["data"]]


def test_tokens_stand_in_no_object_but_their_secret():
    objects = render()
    secret = find(objects, "Secret", "whence-access")["data"]
    rest = json.dumps([o for o in objects if o["kind"] != "Secret"])
    for value in secret.values():
        assert value not in rest and base64.b64decode(value).decode() not in rest


def test_ingest_reaches_the_agent_by_its_service():
    for values in CASES.values():
        objects = render(values, name="incidents")
        address = next(o for o in of_kind(objects, "ConfigMap") if "AGENT_URL" in o["data"])["data"]["AGENT_URL"]
        service = next(o for o in of_kind(objects, "Service") if o["metadata"]["labels"]["app.kubernetes.io/component"] == "agent")
        assert address == f"http://{service['metadata']['name']}:{service['spec']['ports'][0]['port']}"


def test_settings_reach_the_containers_as_text():
    objects = render(EVERYTHING)
    settings = {key: value for o in of_kind(objects, "ConfigMap") for key, value in o["data"].items()}
    assert settings["K8S_EVENT_LIMIT"] == "1000000"
    assert settings["AGENT_TIMEOUT_SECONDS"] == "7.5"
    assert settings["PROMETHEUS_URL"] == "https://prometheus.example.com/prefix"


def test_a_changed_setting_restarts_the_pods():
    def annotations(level):
        objects = render({"agent": {"config": {"LOG_LEVEL": level}}})
        return deployment(objects, "agent")["spec"]["template"]["metadata"]["annotations"]

    assert annotations("info") != annotations("debug")


def test_a_setting_to_reload_is_a_file_that_changes_below_running_pods():
    def rendered(level):
        objects = render({"agent": {"reload": {"LOG_LEVEL": level, "ANALYSIS_CONCURRENCY": 1000000}}})
        (file,) = [o["data"]["whence.yaml"] for o in of_kind(objects, "ConfigMap") if o["metadata"]["name"].endswith("-agent-reload")]
        return yaml.safe_load(file), deployment(objects, "agent")["spec"]["template"]

    (settings, template), (_, other) = rendered("info"), rendered("debug")
    assert settings == {"log_level": "info", "analysis_concurrency": "1000000"}
    assert template == other
    (container,) = template["spec"]["containers"]
    mount = next(m for m in container["volumeMounts"] if m["name"] == "settings")
    assert {"name": "WHENCE_CONFIG", "value": f"{mount['mountPath']}/whence.yaml"} in container["env"]
    assert "subPath" not in mount and mount["readOnly"]


def test_autoscaling_leaves_the_number_of_replicas_alone():
    for service in SERVICES:
        assert "replicas" not in deployment(render(EVERYTHING), service)["spec"]
        assert deployment(render(), service)["spec"]["replicas"] == 2


def opened(values, service):
    policy = find(render(values), "NetworkPolicy", f"whence-{service}")
    return {int(p["port"]) for rule in policy["spec"]["egress"] for p in rule["ports"]}


@pytest.mark.parametrize("place", ["config", "reload"])
def test_the_network_policy_opens_the_port_of_every_address_that_is_set(place):
    settings = {"OPENAI_BASE_URL": "http://models:4000/v1", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4319", "LOG_LEVEL": "info"}
    assert opened({"agent": {place: settings}}, "agent") == {53, 443, 6443, 4000, 4319}
    settings = {"AGENT_URL": "https://agent.example.com:8443", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4320/v1/traces"}
    assert opened({"ingest": {place: settings}, "tracing": {"endpoint": "http://collector:4319"}}, "ingest") == {53, 8000, 5432, 8443, 4320, 4319}
    assert opened({}, "ingest") == {53, 8000, 5432}


def test_an_analysis_has_the_time_to_end_before_its_pod_does():
    def times(values):
        objects = render(values)
        grace = deployment(objects, "agent")["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
        return grace, int(find(objects, "ConfigMap", "whence-agent")["data"]["SHUTDOWN_TIMEOUT_SECONDS"])

    # 12 s for reading, 40 for reasoning, and the pause before SIGTERM.
    assert times({}) == (70, 55)
    assert times({"agent": {"terminationGracePeriodSeconds": 130, "preStopSeconds": 20}}) == (130, 100)
    assert times({"agent": {"terminationGracePeriodSeconds": 12}}) == (12, 1)
    assert times({"agent": {"config": {"SHUTDOWN_TIMEOUT_SECONDS": 33}}}) == (70, 33)


def test_keys_of_language_models_are_files_so_that_new_ones_are_taken_over():
    values = {"llm": {"provider": "anthropic", "existingSecret": "models"}, "reload": {"LLM_FALLBACK_PROVIDER": "openai"}}
    spec = deployment(render({"agent": values}), "agent")["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    (volume,) = [v for v in spec["volumes"] if v.get("secret", {}).get("secretName") == "models"]
    mount = next(m for m in container["volumeMounts"] if m["name"] == volume["name"])
    files = {v["name"]: v["value"] for v in container["env"] if v["name"].endswith("_KEY_FILE")}
    assert files == {f"{key}_FILE": f"{mount['mountPath']}/{key}" for key in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY")}
    assert mount["readOnly"] and "subPath" not in mount
    # What else the Secret has, such as an endpoint, becomes variables.
    assert {"secretRef": {"name": "models"}} in container["envFrom"]
    # Nobody says which keys are to be read.
    (container,) = deployment(render({"agent": {"llm": {"existingSecret": "models"}}}), "agent")["spec"]["template"]["spec"]["containers"]
    assert {"secretRef": {"name": "models"}} in container["envFrom"] and "_KEY_FILE" not in json.dumps(container["env"])


def test_helm_s_test_starts_without_an_administrator_s_token():
    (pod,) = of_kind(render({"access": {"existingSecret": "mine"}}), "Pod")
    (token,) = [v["valueFrom"]["secretKeyRef"] for v in pod["spec"]["containers"][0]["env"] if v["name"] == "WHENCE_TOKEN"]
    assert token == {"name": "mine", "key": "ADMIN_TOKEN", "optional": True}
    assert "ADMIN_TOKEN of the Secret mine" in notes({"access": {"existingSecret": "mine"}})


def test_notes_name_whom_the_network_policies_keep_from_metrics():
    watched = {"monitoring": {"serviceMonitor": {"enabled": True}}}
    assert "networkPolicy.agentFrom" in notes(watched) and "ingestFrom" not in notes(watched)
    assert "networkPolicy.ingestFrom is set" in notes({**watched, "networkPolicy": {"ingestFrom": [{"podSelector": {}}]}})


@pytest.mark.parametrize(
    "url, port", [("http://prometheus:9090", 9090), ("http://prometheus/prefix", 80), ("https://prometheus.example.com", 443)]
)
def test_the_network_policy_opens_the_port_of_prometheus(url, port):
    policy = find(render({"agent": {"prometheusURL": url}}), "NetworkPolicy", "whence-agent")
    opened = {int(p["port"]) for rule in policy["spec"]["egress"] for p in rule["ports"]}
    assert opened == {53, 443, 6443, port}


def test_nobody_but_ingest_may_ask_the_agent():
    objects = render()
    (rule,) = find(objects, "NetworkPolicy", "whence-agent")["spec"]["ingress"]
    (peer,) = rule["from"]
    assert peer["podSelector"]["matchLabels"]["app.kubernetes.io/component"] == "ingest"


@pytest.mark.parametrize(
    "values",
    [
        {"ingest": {"replicas": 3}},
        {"ingest": {"config": {"DATABASE_URL": "postgresql://u:p@h/d"}}},
        {"ingest": {"config": {"log_level": "info"}}},
        {"agent": {"config": {"PORT": 9000}}},
        {"agent": {"config": {"PROMETHEUS_TOKEN": "secret"}}},
        {"agent": {"prometheusURL": "http://user:password@prometheus:9090"}},
        {"agent": {"prometheusURL": "prometheus:9090"}},
        {"agent": {"config": {"AGENT_TOKEN": "secret"}}},
        {"ingest": {"config": {"ACCESS_CONTROL": "tokens"}}},
        {"access": {"control": "off"}},
        {"database": {"url": "mysql://localhost"}},
        {"rbac": {"namespaces": ["Not_A_Namespace"]}},
        {"agent": {"config": {"OPENAI_API_KEY": "secret"}}},
        {"agent": {"llm": {"provider": "oracle"}}},
        {"agent": {"imageDigest": "latest"}},
        {"ingest": {"prometheusURL": "http://prometheus:9090"}},
        {"ingest": {"env": [{"nane": "A"}]}},
        {"postgresql": {"size": "much"}},
        {"monitoring": {"serviceMonitor": {"interval": 30}}},
    ],
    ids=json.dumps,
)
def test_a_mistaken_value_is_refused(values):
    with helm_python.Chart.load(CHART) as chart, pytest.raises(helm_python.HelmError):
        chart.validate_schema(chart.merge_values(values))


def test_without_a_database_nothing_is_rendered():
    with pytest.raises(helm_python.HelmError, match="database.existingSecret, database.url or postgresql.enabled"):
        render({"database": {"existingSecret": ""}})


@pytest.mark.parametrize(
    "values, message",
    [
        ({"postgresql": {"enabled": True}, "database": {"url": "postgresql://u:p@h/d"}}, "exclude each other"),
        ({"rbac": {"clusterScoped": False}}, "nothing to read"),
        ({"ingest": {"httpRoute": {"enabled": True}}}, "has to name a Gateway"),
    ],
    ids=["two databases", "no rights", "no gateway"],
)
def test_values_that_contradict_each_other_are_refused(values, message):
    with pytest.raises(helm_python.HelmError, match=message):
        render(values)


def test_notes_say_how_to_go_on():
    assert "kubectl create secret generic whence-database --namespace ops" in notes()
    assert "http://whence-ingest.ops:8080/webhook/alertmanager" in notes()
    assert "whence token create" in notes()
    assert "ACCESS_CONTROL IS OFF" in notes({"access": {"control": "open-to-anyone-who-can-connect"}})
    full = notes(EVERYTHING)
    assert "create secret" not in full and "p%40ss" not in full
    assert "https://whence.example.org/" in full


def test_every_value_is_in_the_schema_and_every_schema_has_a_value():
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    schema = json.loads((CHART / "values.schema.json").read_text())

    def described(node, path=""):
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].split("/")[-1]]
        for key, child in node.get("properties", {}).items():
            yield f"{path}{key}"
            if not f"{path}{key}".endswith((".resources", ".probes", ".behavior")):
                yield from described(child, f"{path}{key}.")

    def given(node, path=""):
        for key, value in node.items():
            yield f"{path}{key}"
            if isinstance(value, dict) and not f"{path}{key}".endswith((".resources", ".config", ".reload", ".labels")):
                yield from given(value, f"{path}{key}.")

    # Helm gives every chart `global`.
    assert set(described(schema)) - {"global"} == set(given(values))


def test_the_table_of_values_is_current(tmp_path):
    page = CHART / "README.md"
    for path in ("scripts/chart-values", "charts/whence/README.md", "charts/whence/values.yaml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    subprocess.run([sys.executable, tmp_path / "scripts" / "chart-values"], check=True)
    assert (tmp_path / "charts/whence/README.md").read_text() == page.read_text(), "`make docs` brings it up to date"
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    described = re.findall(r"^\| `([\w.]+)` \| `.+` \| .{8,} \|$", page.read_text(), re.M)
    for path, value in ((f"{a}.{b}", value) for a in ("ingest", "agent") for b, value in values[a].items()):
        assert any(d == path or d.startswith(f"{path}.") for d in described), path


def test_no_secret_is_accepted_as_a_setting():
    page = (ROOT / "docs" / "configuration.md").read_text()
    secrets = set(re.findall(r"^\| `([A-Z0-9_]+)` \|.*Secret;", page, re.M))
    assert {"DATABASE_URL", "AGENT_TOKEN", "LOKI_TOKEN"} <= secrets
    with helm_python.Chart.load(CHART) as chart:
        for name in secrets | {"ANTHROPIC_API_KEY", "SESSION_DB_PASSWORD"}:
            with pytest.raises(helm_python.HelmError):
                chart.validate_schema(chart.merge_values({"agent": {"config": {name: "x"}}}))


def test_the_example_of_everything_is_not_changed_by_rendering():
    before = copy.deepcopy(EVERYTHING)
    render(EVERYTHING)
    assert before == EVERYTHING
