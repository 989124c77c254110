"""Helm installs, upgrades and rolls back, and what was generated once stays."""

import base64
import shutil

import helm_python
import pytest

from chart import CHART, ROOT, pods
from cluster import cluster

TRIAL = {"postgresql": {"enabled": True}}


@pytest.fixture
def api():
    with cluster() as api:
        yield api


@pytest.fixture
def helm(api):
    with helm_python.Config(kubeconfig_content=api.kubeconfig(), namespace="ops", storage_driver="memory", qps=10_000, burst_limit=10_000) as config:
        yield config


def secrets(api):
    return {name: dict(api.object("secrets", name)["data"]) for name in ("whence-access", "whence-database")}


def test_upgrades_and_rollbacks_keep_tokens_and_the_password(api, helm):
    helm.install(CHART, "whence", TRIAL, namespace="ops")
    before = secrets(api)
    helm.upgrade(CHART, "whence", {**TRIAL, "agent": {"replicaCount": 5}}, namespace="ops")
    assert secrets(api) == before
    assert api.object("deployments", "whence-agent")["spec"]["replicas"] == 5
    helm.rollback("whence")
    assert secrets(api) == before
    assert api.object("deployments", "whence-agent")["spec"]["replicas"] == 2


@pytest.fixture
def released(tmp_path):
    """The chart with the values that the last release had, which `--reuse-values` keeps in place of the new defaults."""
    shutil.copytree(CHART, tmp_path / "whence")
    shutil.copy(ROOT / "Tests" / "Contract" / "released" / "values.yaml", tmp_path / "whence" / "values.yaml")
    return tmp_path / "whence"


def test_an_upgrade_from_the_last_release_works_with_its_values_and_with_the_new_defaults(api, helm, released):
    own = {**TRIAL, "agent": {"replicaCount": 3}}
    helm.install(released, "whence", own, namespace="ops")
    before = secrets(api)
    helm.upgrade(CHART, "whence", namespace="ops", reuse_values=True)
    assert secrets(api) == before
    assert api.object("deployments", "whence-agent")["spec"]["replicas"] == 3
    # What `--reset-then-reuse-values` comes to: the values that were given, over the new chart's own.
    helm.upgrade(CHART, "whence", own, namespace="ops", reset_values=True)
    assert secrets(api) == before
    (container,) = api.object("deployments", "whence-agent")["spec"]["template"]["spec"]["containers"]
    assert "WHENCE_CONFIG" in {variable["name"] for variable in container["env"]}


def test_an_upgrade_keeps_every_key_of_a_model_s_secret_a_variable(api, helm, released):
    own = {**TRIAL, "agent": {"llm": {"provider": "azure", "existingSecret": "models"}}}
    helm.install(released, "whence", own, namespace="ops")
    for options in ({"reuse_values": True}, {"reset_values": True}):
        helm.upgrade(CHART, "whence", None if "reuse_values" in options else own, namespace="ops", **options)
        (container,) = api.object("deployments", "whence-agent")["spec"]["template"]["spec"]["containers"]
        assert {"secretRef": {"name": "models"}} in container["envFrom"]


def test_the_password_outlives_the_release_as_its_claim_does(api, helm):
    helm.install(CHART, "whence", TRIAL, namespace="ops")
    before = secrets(api)["whence-database"]
    helm.uninstall("whence")
    assert not [path for path in api.objects if path.endswith(("/whence-access", "/whence-ingest", "/whence-postgresql"))]
    assert api.object("secrets", "whence-database")["data"] == before
    helm.install(CHART, "whence", TRIAL, namespace="ops")
    assert secrets(api)["whence-database"] == before


def test_two_installations_have_nothing_in_common(api, helm):
    helm.install(CHART, "whence", TRIAL, namespace="ops")
    first = secrets(api)
    helm.install(CHART, "whence-two", TRIAL, namespace="ops")
    second = api.object("secrets", "whence-two-access")["data"]
    assert not set(first["whence-access"].values()) & set(second.values())
    assert len({tuple(sorted(labels.items())) for labels, _ in pods(list(api.objects.values()))}) == 6


def test_the_services_find_the_bundled_database_by_the_password_that_it_was_given(api, helm):
    helm.install(CHART, "whence", TRIAL, namespace="ops")
    data = {key: base64.b64decode(value).decode() for key, value in secrets(api)["whence-database"].items()}
    assert data["DATABASE_URL"] == f"postgresql://whence:{data['POSTGRES_PASSWORD']}@whence-postgresql:5432/whence"
    assert len(data["POSTGRES_PASSWORD"]) == 48
    assert api.object("services", "whence-postgresql")["spec"]["clusterIP"] == "None"
