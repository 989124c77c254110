"""The chart as Helm's own library renders it."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, Iterator

import helm_python
import yaml

ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "charts" / "whence"

# Every option once, away from its default.
EVERYTHING: dict[str, Any] = {
    "nameOverride": "rca",
    "image": {"registry": "registry.example.com/team/", "tag": "1.2.3", "pullPolicy": "Always", "pullSecrets": ["pull"]},
    "database": {"url": "postgresql://whence:p%40ss@db:5433/whence?sslmode=verify-full", "key": "url", "port": 5433},
    "access": {"control": "tokens", "existingSecret": "whence-tokens"},
    "rbac": {"namespaces": ["shop", "payments"]},
    "networkPolicy": {
        "ingestFrom": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}],
        "agentFrom": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}],
        "agentEgressPorts": [8443],
        "databaseTo": [{"ipBlock": {"cidr": "10.0.0.0/8"}}],
    },
}
for _service, _config in (("ingest", {"LOG_LEVEL": "debug", "AGENT_TIMEOUT_SECONDS": 7.5}), ("agent", {"K8S_EVENT_LIMIT": 1000000})):
    EVERYTHING[_service] = {
        "replicaCount": 3,
        "config": _config,
        "env": [{"name": "WHENCE_CONFIG", "value": "/settings.yaml"}],
        "resources": {"limits": {"memory": "1Gi"}},
        "service": {"type": "NodePort", "port": 80, "annotations": {"example.com/a": "b"}},
        "autoscaling": {"enabled": True, "minReplicas": 3, "maxReplicas": 9, "targetCPU": 50},
        "podDisruptionBudget": {"enabled": True, "maxUnavailable": "50%"},
        "podAnnotations": {"example.com/pod": "yes"},
        "podLabels": {"team": "sre"},
        "nodeSelector": {"kubernetes.io/arch": "amd64"},
        "tolerations": [{"key": "infra", "operator": "Exists"}],
        "affinity": {"nodeAffinity": {}},
        "priorityClassName": "system-cluster-critical",
        "serviceAccount": {"annotations": {"example.com/role": "reader"}},
    }
EVERYTHING["ingest"]["ingress"] = {
    "enabled": True,
    "className": "nginx",
    "annotations": {"example.com/ingress": "yes"},
    "host": "whence.example.org",
    "tlsSecret": "whence-tls",
}
EVERYTHING["agent"]["prometheusURL"] = "https://prometheus.example.com/prefix"


def render(values: dict[str, Any] | None = None, name: str = "whence", namespace: str = "ops") -> list[dict[str, Any]]:
    """Every object of a release, in the order of its templates."""
    with helm_python.Chart.load(CHART) as chart:
        templates = chart.render(values or {}, name=name, namespace=namespace)
    texts = (text for path, text in sorted(templates.items()) if not path.endswith("NOTES.txt"))
    return [document for text in texts for document in yaml.safe_load_all(text) if document]


def notes(values: dict[str, Any] | None = None) -> str:
    with helm_python.Chart.load(CHART) as chart:
        return chart.render(values or {}, name="whence", namespace="ops")["whence/templates/NOTES.txt"]


def find(objects: list[dict[str, Any]], kind: str, name: str) -> dict[str, Any]:
    return next(o for o in objects if o["kind"] == kind and o["metadata"]["name"] == name)


def of_kind(objects: list[dict[str, Any]], *kinds: str) -> Iterator[dict[str, Any]]:
    return (o for o in objects if o["kind"] in kinds)


def granted(objects: list[dict[str, Any]], *kinds: str) -> set[tuple[str, str, str]]:
    """(group, resource, verb) of every rule in the roles of these kinds."""
    return {
        grant
        for role in of_kind(objects, *kinds)
        for rule in role["rules"]
        for grant in itertools.product(rule["apiGroups"], rule["resources"], rule["verbs"])
    }
