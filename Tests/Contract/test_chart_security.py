"""What a security review asks of the chart's objects, of every pod in every case."""

import json
import re

import pytest

from chart import CASES, EVERYTHING, deployment, find, of_kind, pods, render

# What somebody adds is theirs to secure.
OWN = {name: values for name, values in CASES.items() if name != "everything"}
OWN["everything of the chart's"] = {
    **EVERYTHING,
    **{service: {k: v for k, v in EVERYTHING[service].items() if k not in ("initContainers", "sidecars")} for service in ("ingest", "agent")},
}
# https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
RESTRICTED_VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
# Default of SHUTDOWN_TIMEOUT_SECONDS.
DRAINING_SECONDS = 20


@pytest.fixture(scope="module", params=OWN.values(), ids=OWN.keys())
def objects(request):
    return render(request.param)


def test_pods_keep_to_the_restricted_standard(objects):
    for _, pod in pods(objects):
        context = pod["securityContext"]
        assert context["runAsNonRoot"] is True and context["runAsUser"] > 0
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not context.get("sysctls") and not {"windowsOptions", "seLinuxOptions"} & context.keys()
        assert not any(pod.get(key) for key in ("hostNetwork", "hostPID", "hostIPC", "hostUsers"))
        for volume in pod.get("volumes", []):
            assert set(volume) - {"name"} <= RESTRICTED_VOLUMES
        for container in [*pod["containers"], *pod.get("initContainers", [])]:
            own = container["securityContext"]
            assert own["allowPrivilegeEscalation"] is False and not own.get("privileged")
            assert own["capabilities"] == {"drop": ["ALL"]}
            assert not any("hostPort" in port for port in container.get("ports", []))


def test_file_systems_are_read_only_and_memory_is_limited(objects):
    for _, pod in pods(objects):
        for container in pod["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"] is True
            assert "memory" in container["resources"]["limits"]


def test_no_image_is_whatever_is_the_latest(objects):
    for _, pod in pods(objects):
        for container in pod["containers"]:
            assert re.search(r"(:[\w.-]+|@sha256:[0-9a-f]{64})$", container["image"]), container["image"]
            assert not container["image"].endswith(":latest")


def test_only_the_agent_gets_a_token_of_the_cluster(objects):
    for labels, pod in pods(objects):
        assert pod["automountServiceAccountToken"] is (labels["app.kubernetes.io/component"] == "agent")
    for account in of_kind(objects, "ServiceAccount"):
        assert account["automountServiceAccountToken"] is False


def test_what_is_secret_stands_in_secrets_alone(objects):
    rest = json.dumps([o for o in objects if o["kind"] != "Secret"])
    for secret in of_kind(objects, "Secret"):
        for value in secret["data"].values():
            assert value not in rest
    for _, pod in pods(objects):
        for variable in (v for container in pod["containers"] for v in container.get("env", [])):
            if re.search(r"(_TOKEN|_PASSWORD|_KEY|DATABASE_URL)$", variable["name"]):
                assert set(variable["valueFrom"]) == {"secretKeyRef"}


def test_being_alive_depends_on_nobody(objects):
    for service in ("ingest", "agent"):
        container = deployment(objects, service)["spec"]["template"]["spec"]["containers"][0]
        assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
        assert container["startupProbe"]["httpGet"]["path"] == "/healthz"
        assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"


def test_a_pod_may_finish_what_it_began(objects):
    for service in ("ingest", "agent"):
        pod = deployment(objects, service)["spec"]["template"]["spec"]
        pause = pod["containers"][0].get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        assert pod["terminationGracePeriodSeconds"] > pause + DRAINING_SECONDS


def selects(policy, labels):
    return policy["spec"]["podSelector"].get("matchLabels", {}).items() <= labels.items()


def test_every_pod_is_denied_what_no_policy_allows(objects):
    policies = list(of_kind(objects, "NetworkPolicy"))
    if not policies:
        return
    (deny,) = (p for p in policies if not {"ingress", "egress"} & p["spec"].keys())
    assert set(deny["spec"]["policyTypes"]) == {"Ingress", "Egress"}
    for labels, _ in pods(objects):
        assert selects(deny, labels)
        (own,) = (p for p in policies if p is not deny and selects(p, labels))
        assert set(own["spec"]["policyTypes"]) == {"Ingress", "Egress"}
    for policy in policies:
        rules = policy["spec"].get("ingress", []) + policy["spec"].get("egress", [])
        assert all(rule.get("ports") for rule in rules), policy["metadata"]["name"]


def test_the_way_from_webhook_to_database_is_open_and_no_other():
    def ways(objects):
        for source, _ in pods(objects):
            for target, _ in pods(objects):
                out = [r for p in of_kind(objects, "NetworkPolicy") if selects(p, source) for r in p["spec"].get("egress", []) if names(r, "to", target)]
                into = [r for p in of_kind(objects, "NetworkPolicy") if selects(p, target) for r in p["spec"].get("ingress", []) if names(r, "from", target=source)]
                if out and into:
                    yield source["app.kubernetes.io/component"], target["app.kubernetes.io/component"]

    def names(rule, direction, target):
        peers = rule.get(direction, [])
        return any(p.get("podSelector", {}).get("matchLabels", {"no": "pod"}).items() <= target.items() for p in peers)

    anywhere = {"networkPolicy": {"ingestFrom": [{"podSelector": {"matchLabels": {"app": "alertmanager"}}}]}, "postgresql": {"enabled": True}}
    assert set(ways(render(anywhere))) == {("ingest", "agent"), ("ingest", "postgresql"), ("test", "ingest")}


def test_the_language_model_s_port_and_the_sessions_are_open_to_the_agent():
    policy = find(render(EVERYTHING), "NetworkPolicy", "whence-rca-agent")
    opened = {int(p["port"]) for rule in policy["spec"]["egress"] for p in rule["ports"]}
    assert opened == {53, 8443, 443, 11434, 5434, 4318, 4319}


def test_the_port_of_every_configured_address_is_open_to_the_agent():
    config = {"TEMPO_URL": "http://tempo:3200", "LOKI_URL": "https://loki/prefix", "OPENAI_BASE_URL": "http://proxy.ai:8443/v1", "LOG_LEVEL": "info"}
    policy = find(render({"agent": {"config": config}}), "NetworkPolicy", "whence-agent")
    assert {int(p["port"]) for rule in policy["spec"]["egress"] for p in rule["ports"]} == {53, 443, 6443, 3200, 8443}


@pytest.mark.parametrize(("endpoint", "port"), [("http://collector.monitoring:4318", 4318), ("https://otlp.example.com/otlp", 443)])
def test_both_services_are_told_of_the_collector_and_may_reach_it(endpoint, port):
    objects = render({"tracing": {"endpoint": endpoint, "ratio": 0.1}})
    for service in ("ingest", "agent"):
        data = find(objects, "ConfigMap", f"whence-{service}")["data"]
        assert (data["OTEL_EXPORTER_OTLP_ENDPOINT"], data["OTEL_TRACES_SAMPLER_ARG"]) == (endpoint, "0.1")
        policy = find(objects, "NetworkPolicy", f"whence-{service}")
        assert port in {int(p["port"]) for rule in policy["spec"]["egress"] for p in rule["ports"]}
    for service in ("ingest", "agent"):
        assert not any(key.startswith("OTEL_") for key in find(render(), "ConfigMap", f"whence-{service}")["data"])


def test_keys_of_language_models_come_from_the_secrets_that_are_named():
    """By variable all of them, and by file those that rotate without a restart."""
    spec = deployment(render(CASES["a language model"]), "agent")["spec"]["template"]["spec"]
    assert [source["secretRef"]["name"] for source in spec["containers"][0]["envFrom"] if "secretRef" in source] == ["anthropic", "sessions"]
    assert [volume["secret"]["secretName"] for volume in spec["volumes"] if "secret" in volume] == ["anthropic"]
    assert find(render(CASES["a language model"]), "ConfigMap", "whence-agent")["data"]["AI_PROVIDER"] == "anthropic"
