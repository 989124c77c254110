"""Helm installs, upgrades and rolls back, and what was generated once stays."""

import base64

import helm_python
import pytest

from chart import CHART, pods
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
