"""The chart as Helm's own library renders it."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, Iterator

import helm_python
import yaml

ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "charts" / "whence"

_ANYTHING = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}
_DIGEST = "sha256:" + 64 * "5"

# Every option once, away from its default, but for those that exclude each other.
EVERYTHING: dict[str, Any] = {
    "nameOverride": "rca",
    "commonLabels": {"owner": "sre"},
    "commonAnnotations": {"example.com/owner": "sre"},
    "image": {"registry": "registry.example.com/team/", "tag": "1.2.3", "pullPolicy": "Always", "pullSecrets": ["pull"]},
    "database": {"url": "postgresql://whence:p%40ss@db:5433/whence?sslmode=verify-full", "key": "url", "port": 5433},
    "access": {"control": "tokens", "existingSecret": "whence-tokens"},
    "rbac": {"namespaces": ["shop", "payments"]},
    "networkPolicy": {
        "ingestFrom": [_ANYTHING],
        "agentFrom": [_ANYTHING],
        "agentEgressPorts": [8443],
        "databaseTo": [{"ipBlock": {"cidr": "10.0.0.0/8"}}],
        "dnsTo": [{"namespaceSelector": {}, "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}],
        "ingestExtraEgress": [{"ports": [{"port": 4318}]}],
        "agentExtraEgress": [{"ports": [{"port": 4318}]}],
    },
    "tracing": {"endpoint": "http://collector:4319", "ratio": 0.25},
    "monitoring": {
        "serviceMonitor": {"enabled": True, "interval": "15s", "labels": {"release": "prometheus"}},
        "prometheusRule": {"enabled": True, "labels": {"release": "prometheus"}},
        "dashboard": {"enabled": True, "annotations": {"grafana_folder": "SRE"}},
        "alertmanagerConfig": {"enabled": True, "labels": {"alertmanager": "main"}},
    },
}
for _service, _config in (("ingest", {"LOG_LEVEL": "debug", "AGENT_TIMEOUT_SECONDS": 7.5}), ("agent", {"K8S_EVENT_LIMIT": 1000000})):
    EVERYTHING[_service] = {
        "replicaCount": 3,
        "imageDigest": _DIGEST,
        "config": _config,
        "env": [{"name": "PGSSLROOTCERT", "value": "/ca/ca.crt"}],
        "envFrom": [{"secretRef": {"name": "more"}}],
        "volumes": [{"name": "ca", "secret": {"secretName": "ca"}}],
        "volumeMounts": [{"name": "ca", "mountPath": "/ca", "readOnly": True}],
        "initContainers": [{"name": "first", "image": "registry.example.com/first:1"}],
        "sidecars": [{"name": "beside", "image": "registry.example.com/beside:1"}],
        "resources": {"limits": {"memory": "1Gi"}},
        "probes": {"readiness": {"periodSeconds": 2}},
        "terminationGracePeriodSeconds": 60,
        "preStopSeconds": 10,
        "service": {"type": "NodePort", "port": 80, "annotations": {"example.com/a": "b"}},
        "autoscaling": {
            "enabled": True, "minReplicas": 3, "maxReplicas": 9, "targetCPU": 50,
            "behavior": {"scaleDown": {"stabilizationWindowSeconds": 600}},
        },
        "podDisruptionBudget": {"enabled": True, "maxUnavailable": "50%"},
        "deploymentAnnotations": {"example.com/deployment": "yes"},
        "podAnnotations": {"example.com/pod": "yes"},
        "podLabels": {"team": "sre"},
        "nodeSelector": {"kubernetes.io/arch": "amd64"},
        "tolerations": [{"key": "infra", "operator": "Exists"}],
        "affinity": {"nodeAffinity": {}},
        "topologySpreadConstraints": [
            {"maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "DoNotSchedule"},
        ],
        "priorityClassName": "system-cluster-critical",
        "serviceAccount": {"name": f"sre-{_service}", "annotations": {"example.com/role": "reader"}},
    }
EVERYTHING["ingest"]["ingress"] = {
    "enabled": True,
    "className": "nginx",
    "annotations": {"example.com/ingress": "yes"},
    "host": "whence.example.org",
    "tlsSecret": "whence-tls",
}
EVERYTHING["ingest"]["httpRoute"] = {
    "enabled": True,
    "annotations": {"example.com/route": "yes"},
    "parentRefs": [{"name": "public", "namespace": "gateways"}],
    "hostnames": ["whence.example.org"],
}
EVERYTHING["agent"]["prometheusURL"] = "https://prometheus.example.com/prefix"
EVERYTHING["agent"]["llm"] = {"provider": "local", "baseURL": "http://models.ai:11434/v1", "existingSecret": "models"}
EVERYTHING["agent"]["sessions"] = {"existingSecret": "sessions", "port": 5434}

# What people install, each for one reason.
CASES: dict[str, dict[str, Any]] = {
    "defaults": {},
    "everything": EVERYTHING,
    "open": {"access": {"control": "open-to-anyone-who-can-connect"}},
    "bare": {
        "rbac": {"create": False},
        "networkPolicy": {"enabled": False},
        "ingest": {"podDisruptionBudget": {"enabled": False}, "serviceAccount": {"create": False}},
        "agent": {"podDisruptionBudget": {"enabled": False}, "serviceAccount": {"create": False, "name": "reader"}},
    },
    "trying out": {"postgresql": {"enabled": True}, "ingest": {"replicaCount": 1}, "agent": {"replicaCount": 1}},
    "trying out on a slow disk": {"postgresql": {"enabled": True, "storageClass": "slow", "size": "1Gi"}, "fullnameOverride": "rca"},
    "a database by address": {"database": {"url": "postgresql://whence:secret@db:5432/whence"}},
    "an operator's database": {"database": {"existingSecret": "pg-app", "key": "uri", "port": 6432}},
    "one team": {"rbac": {"namespaces": ["shop"], "clusterScoped": False}},
    "two teams": {"rbac": {"namespaces": ["shop", "payments"]}},
    "names of Secrets": {"rbac": {"secretMetadata": True}},
    "ingress": {"ingest": {"ingress": {"enabled": True, "host": "whence.example.org"}}},
    "gateway": {"ingest": {"httpRoute": {"enabled": True, "parentRefs": [{"name": "public"}]}}},
    "autoscaled": {"ingest": {"autoscaling": {"enabled": True}}, "agent": {"autoscaling": {"enabled": True, "maxReplicas": 20}}},
    "watched": {"monitoring": {key: {"enabled": True} for key in ("serviceMonitor", "prometheusRule", "dashboard", "alertmanagerConfig")}},
    "a language model": {"agent": {"llm": {"provider": "anthropic", "existingSecret": "anthropic"}, "sessions": {"existingSecret": "sessions"}}},
    "without a pause before the end": {"ingest": {"preStopSeconds": 0}, "agent": {"preStopSeconds": 0}},
}


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


def deployment(objects: list[dict[str, Any]], service: str) -> dict[str, Any]:
    return next(o for o in of_kind(objects, "Deployment") if o["metadata"]["labels"]["app.kubernetes.io/component"] == service)


def pods(objects: list[dict[str, Any]]) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """(labels, spec) of every pod that the objects make."""
    for o in objects:
        if o["kind"] == "Pod":
            yield o["metadata"]["labels"], o["spec"]
        elif o["kind"] in ("Deployment", "StatefulSet"):
            yield o["spec"]["template"]["metadata"]["labels"], o["spec"]["template"]["spec"]


def granted(objects: list[dict[str, Any]], *kinds: str) -> set[tuple[str, str, str]]:
    """(group, resource, verb) of every rule in the roles of these kinds."""
    return {
        grant
        for role in of_kind(objects, *kinds)
        for rule in role["rules"]
        for grant in itertools.product(rule["apiGroups"], rule["resources"], rule["verbs"])
    }
