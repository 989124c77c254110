"""Strict schemas of the custom resources that the chart makes, of the fields that it may use.

Sources: the CustomResourceDefinitions of prometheus-operator 0.82 (monitoring.coreos.com) and of Gateway API 1.2 (gateway.networking.k8s.io).
"""

from __future__ import annotations

from typing import Any

DURATION = {"type": "string", "pattern": "^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$"}
TEXT = {"type": "string", "minLength": 1}
TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}


def strict(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def several(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": items}


_NAME = {"type": "string", "pattern": "^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$", "maxLength": 253}
_PORT = {"type": "integer", "minimum": 1, "maximum": 65535}
_KEY = strict(["key"], name=TEXT, key=TEXT, optional={"type": "boolean"})

SPECS: dict[tuple[str, str], dict[str, Any]] = {
    ("monitoring.coreos.com/v1", "ServiceMonitor"): strict(
        ["endpoints", "selector"],
        selector=strict([], matchLabels=TEXTS),
        namespaceSelector=strict([], any={"type": "boolean"}, matchNames=several(_NAME)),
        endpoints=several(strict([], port=TEXT, path=TEXT, interval=DURATION, scrapeTimeout=DURATION)),
    ),
    ("monitoring.coreos.com/v1", "PrometheusRule"): strict(
        [],
        groups=several(strict(
            ["name"],
            name=TEXT,
            rules=several({
                **strict(["expr"], alert=TEXT, record=TEXT, expr=TEXT, labels=TEXTS, annotations=TEXTS, **{"for": DURATION}),
                "oneOf": [{"required": ["alert"]}, {"required": ["record"]}],
            }),
        )),
    ),
    ("monitoring.coreos.com/v1alpha1", "AlertmanagerConfig"): strict(
        [],
        route=strict(
            [],
            receiver=TEXT, groupBy=several(TEXT), groupWait=DURATION, groupInterval=DURATION, repeatInterval=DURATION,
            **{"continue": {"type": "boolean"}},
        ),
        receivers=several(strict(
            ["name"],
            name=TEXT,
            webhookConfigs=several(strict(
                [],
                url={"type": "string", "pattern": "^https?://.+$"}, sendResolved={"type": "boolean"},
                httpConfig=strict([], authorization=strict([], type=TEXT, credentials=_KEY)),
            )),
        )),
    ),
    ("gateway.networking.k8s.io/v1", "HTTPRoute"): strict(
        [],
        parentRefs=several(strict(["name"], name=_NAME, namespace=_NAME, sectionName=_NAME, port=_PORT)),
        hostnames=several({**_NAME, "pattern": r"^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"}),
        rules=several(strict(
            [],
            matches=several(strict([], path=strict([], type={"enum": ["Exact", "PathPrefix", "RegularExpression"]}, value={"pattern": "^/"}))),
            backendRefs=several(strict(["name", "port"], name=_NAME, port=_PORT)),
        )),
    ),
}


def schema(manifest: dict[str, Any]) -> dict[str, Any] | None:
    """Of the whole object; nothing where the kind is one of Kubernetes' own."""
    spec = SPECS.get((manifest["apiVersion"], manifest["kind"]))
    metadata = strict(["name", "namespace", "labels"], name=_NAME, namespace=_NAME, labels=TEXTS, annotations=TEXTS)
    return strict(["spec"], apiVersion=TEXT, kind=TEXT, metadata=metadata, spec=spec) if spec else None
