"""As much of a Kubernetes API as Helm needs to install, upgrade and roll back: discovery, and objects that are kept as they are sent."""

from __future__ import annotations

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Iterator
from urllib.parse import urlsplit

import yaml

# group/version: kind: (plural, is namespaced)
KINDS: dict[str, dict[str, tuple[str, bool]]] = {
    "v1": {
        "ConfigMap": ("configmaps", True), "Namespace": ("namespaces", False), "Pod": ("pods", True), "Secret": ("secrets", True),
        "Service": ("services", True), "ServiceAccount": ("serviceaccounts", True),
    },
    "apps/v1": {"Deployment": ("deployments", True), "ReplicaSet": ("replicasets", True), "StatefulSet": ("statefulsets", True)},
    "autoscaling/v2": {"HorizontalPodAutoscaler": ("horizontalpodautoscalers", True)},
    "networking.k8s.io/v1": {"Ingress": ("ingresses", True), "NetworkPolicy": ("networkpolicies", True)},
    "policy/v1": {"PodDisruptionBudget": ("poddisruptionbudgets", True)},
    "rbac.authorization.k8s.io/v1": {
        "ClusterRole": ("clusterroles", False), "ClusterRoleBinding": ("clusterrolebindings", False),
        "Role": ("roles", True), "RoleBinding": ("rolebindings", True),
    },
}


class Cluster:
    """Objects by their path."""

    def __init__(self, version: str):
        self.version = version
        self.objects: dict[str, dict[str, Any]] = {}
        self.url = ""

    def object(self, plural: str, name: str) -> dict[str, Any]:
        (found,) = (o for path, o in self.objects.items() if path.endswith(f"/{plural}/{name}"))
        return found

    def kubeconfig(self) -> str:
        return json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "test",
            "clusters": [{"name": "test", "cluster": {"server": self.url}}],
            "users": [{"name": "test", "user": {}}],
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
        })

    def discovery(self, path: str) -> dict[str, Any] | None:
        groups = [group_version for group_version in KINDS if "/" in group_version]
        if path == "/version":
            major, minor = self.version.split(".")
            return {"major": major, "minor": minor, "gitVersion": f"v{self.version}.0"}
        if path == "/api":
            return {"kind": "APIVersions", "versions": ["v1"]}
        if path == "/apis":
            versions = [{"groupVersion": g, "version": g.split("/")[1]} for g in groups]
            return {
                "kind": "APIGroupList", "apiVersion": "v1",
                "groups": [{"name": v["groupVersion"].split("/")[0], "versions": [v], "preferredVersion": v} for v in versions],
            }
        if path == "/openapi/v3":
            roots = ["api/v1", *(f"apis/{group}" for group in groups)]
            return {"paths": {root: {"serverRelativeURL": f"/openapi/v3/{root}"} for root in roots}}
        if path.startswith("/openapi/v3/"):
            return self.document(path.removeprefix("/openapi/v3"))
        group_version = path.removeprefix("/apis/").removeprefix("/api/")
        if group_version in KINDS:
            verbs = ["create", "delete", "get", "list", "patch", "update"]
            return {
                "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group_version,
                "resources": [
                    {"name": plural, "singularName": kind.lower(), "kind": kind, "namespaced": namespaced, "verbs": verbs}
                    for kind, (plural, namespaced) in KINDS[group_version].items()
                ],
            }
        return None

    def document(self, root: str) -> dict[str, Any]:
        """Says of each kind that the server checks fields itself, so that Helm needs no schemas."""
        group_version = root.removeprefix("/apis/").removeprefix("/api/")
        group, _, version = group_version.rpartition("/")
        parameters = [{"name": "fieldValidation", "in": "query", "schema": {"type": "string"}}]
        paths = {}
        for kind, (plural, namespaced) in KINDS[group_version].items():
            patch = {
                "x-kubernetes-group-version-kind": {"group": group, "version": version, "kind": kind},
                "parameters": parameters, "responses": {},
            }
            paths[f"{root}/{'namespaces/{namespace}/' if namespaced else ''}{plural}/{{name}}"] = {"patch": patch}
        return {"openapi": "3.0.0", "info": {"title": "Kubernetes", "version": self.version}, "paths": paths}

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        sent = yaml.safe_load(body) if body else {}
        if method == "GET":
            found = self.objects.get(path) or self.discovery(path)
            return (200, found) if found else (404, {})
        if method == "POST":
            path = f"{path}/{sent['metadata']['name']}"
            if path in self.objects:
                return 409, {}
        if method == "DELETE":
            gone = self.objects.pop(path, None)
            return (200, gone) if gone else (404, {})
        # An applied object stands for itself: nobody else writes here, so nothing has to be merged.
        known = path in self.objects
        sent["metadata"] = {**sent["metadata"], "uid": path, "resourceVersion": "1"}
        self.objects[path] = sent
        return 200 if known else 201, sent


@contextlib.contextmanager
def cluster(version: str = "1.34") -> Iterator[Cluster]:
    state = Cluster(version)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # One packet an answer: the second would wait for the first one's acknowledgement.
        wbufsize = -1

        def serve(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, answer = state.answer(self.command, urlsplit(self.path).path, body)
            if status >= 400:
                reason = {404: "NotFound", 409: "AlreadyExists"}[status]
                answer = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": status, "message": self.path}
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
