"""The chart renders to valid objects that keep to the restricted pod security standard."""

import base64
import copy
import json

import helm_python
import kubernetes_validate
import pytest
import yaml

from chart import CHART, EVERYTHING, find, notes, of_kind, render

CASES = {
    "defaults": {},
    "everything": EVERYTHING,
    "open": {"access": {"control": "open-to-anyone-who-can-connect"}},
    "bare": {
        "rbac": {"create": False},
        "networkPolicy": {"enabled": False},
        "ingest": {"podDisruptionBudget": {"enabled": False}},
        "agent": {"podDisruptionBudget": {"enabled": False}},
    },
}
SERVICES = ["ingest", "agent"]
# The oldest that Chart.yaml promises, the newest that the validator knows, and one between.
VERSIONS = ["1.27", "1.32", "1.37"]


@pytest.fixture(params=CASES.values(), ids=CASES.keys())
def objects(request):
    return render(request.param)


def deployment(objects, service):
    return next(o for o in of_kind(objects, "Deployment") if o["metadata"]["labels"]["app.kubernetes.io/component"] == service)


@pytest.mark.parametrize("values", CASES.values(), ids=CASES.keys())
def test_lint_finds_nothing(values):
    report = helm_python.lint(CHART, values, strict=True)
    assert report["errors"] == []
    # Lint recommends an icon; a chart without one is complete.
    assert [m for m in report["messages"] if "icon is recommended" not in str(m)] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_every_object_fits_the_schema_of_kubernetes(objects, version):
    for manifest in objects:
        kubernetes_validate.validate(manifest, version, strict=True)


def test_objects_are_named_once(objects):
    keys = [(o["kind"], o["metadata"].get("namespace"), o["metadata"]["name"]) for o in objects]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("service", SERVICES)
def test_pods_keep_to_the_restricted_standard(objects, service):
    pod = deployment(objects, service)["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not any(pod.get(key) for key in ("hostNetwork", "hostPID", "hostIPC", "volumes"))
    for container in pod["containers"]:
        context = container["securityContext"]
        assert context["allowPrivilegeEscalation"] is False
        assert context["readOnlyRootFilesystem"] is True
        assert context["capabilities"] == {"drop": ["ALL"]}


@pytest.mark.parametrize("service", SERVICES)
def test_containers_are_probed_and_limited(objects, service):
    (container,) = deployment(objects, service)["spec"]["template"]["spec"]["containers"]
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
    (container,) = deployment(objects, "ingest")["spec"]["template"]["spec"]["containers"]
    (variable,) = [v for v in container["env"] if v["name"] == "DATABASE_URL"]
    assert set(variable["valueFrom"]) == {"secretKeyRef"}
    rest = [o for o in objects if o["kind"] != "Secret"]
    assert "p%40ss" not in json.dumps(rest)


def test_a_given_database_address_makes_a_secret():
    objects = render(EVERYTHING)
    (secret,) = of_kind(objects, "Secret")
    (container,) = deployment(objects, "ingest")["spec"]["template"]["spec"]["containers"]
    reference = container["env"][0]["valueFrom"]["secretKeyRef"]
    assert reference == {"name": secret["metadata"]["name"], "key": "url"}
    assert list(secret["data"]) == ["url"]


def variables(objects, service):
    (container,) = deployment(objects, service)["spec"]["template"]["spec"]["containers"]
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


def test_autoscaling_leaves_the_number_of_replicas_alone():
    for service in SERVICES:
        assert "replicas" not in deployment(render(EVERYTHING), service)["spec"]
        assert deployment(render(), service)["spec"]["replicas"] == 2


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
    ],
    ids=json.dumps,
)
def test_a_mistaken_value_is_refused(values):
    with helm_python.Chart.load(CHART) as chart, pytest.raises(helm_python.HelmError):
        chart.validate_schema(chart.merge_values(values))


def test_without_a_database_nothing_is_rendered():
    with pytest.raises(helm_python.HelmError, match="database.existingSecret or database.url"):
        render({"database": {"existingSecret": ""}})


def test_notes_say_how_to_go_on():
    assert "kubectl create secret generic whence-database --namespace ops" in notes()
    assert "http://whence-ingest.ops:8080/webhook/alertmanager" in notes()
    assert "whence token create" in notes()
    assert "ACCESS_CONTROL IS OFF" in notes({"access": {"control": "open-to-anyone-who-can-connect"}})
    full = notes(EVERYTHING)
    assert "create secret" not in full and "p%40ss" not in full
    assert "https://whence.example.org/" in full


def test_every_value_is_in_the_schema_and_in_the_readme():
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    schema = json.loads((CHART / "values.schema.json").read_text())
    readme = (CHART / "README.md").read_text()

    def paths(node, prefix=""):
        for key, value in node.items():
            path = f"{prefix}{key}"
            if isinstance(value, dict) and value and not path.endswith((".config", ".resources")):
                yield from paths(value, path + ".")
            else:
                yield path

    for path in paths(values):
        node = schema
        for part in path.split("."):
            node = node["properties"][part]
        assert f"`{path}`" in readme, path


def test_the_example_of_everything_is_not_changed_by_rendering():
    before = copy.deepcopy(EVERYTHING)
    render(EVERYTHING)
    assert before == EVERYTHING
