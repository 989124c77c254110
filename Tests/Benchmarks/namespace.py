"""A namespace of any size, as a recording: deployments with their pods, events and services, one of them in trouble."""

from __future__ import annotations

import json
from pathlib import Path

NOW = "2026-11-21T08:00:00Z"
EARLIER = "2026-11-21T06:00:00Z"
NAMESPACE = "bench"
NODES = 10


def managed_fields(manager: str, *names: str) -> list:
    fields = {f"f:{name}": {".": {}, "f:message": {}, "f:reason": {}, "f:status": {}, "f:type": {}} for name in names}
    return [{"manager": manager, "operation": "Update", "apiVersion": "v1", "time": EARLIER, "fieldsType": "FieldsV1", "fieldsV1": fields}]


def metadata(kind: str, name: str, owner: tuple[str, str] | None = None, labels: dict | None = None, **more) -> dict:
    meta = {
        "name": name, "namespace": NAMESPACE, "uid": f"{kind.lower()}-{name}", "resourceVersion": "1", "creationTimestamp": EARLIER,
        "labels": labels or {}, "managedFields": managed_fields("kube-controller-manager", "metadata", "spec", "status", "conditions"), **more,
    }
    if owner:
        meta["ownerReferences"] = [
            {"apiVersion": "apps/v1", "kind": owner[0], "name": owner[1], "uid": f"{owner[0].lower()}-{owner[1]}", "controller": True}
        ]
    return meta


def template(app: str) -> dict:
    environment = [{"name": f"SETTING_{n}", "value": f"value of setting {n} of {app}"} for n in range(12)]
    environment.append({"name": "BACKEND_URL", "value": "http://app-0:8080"})
    probe = {"httpGet": {"path": "/healthz", "port": 8080, "scheme": "HTTP"}, "periodSeconds": 10, "timeoutSeconds": 1, "failureThreshold": 3}
    container = {
        "name": "app", "image": f"registry.example.com/team/{app}:1.4.2", "env": environment, "ports": [{"containerPort": 8080, "protocol": "TCP"}],
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"cpu": "500m", "memory": "256Mi"}},
        "livenessProbe": probe, "readinessProbe": probe, "imagePullPolicy": "IfNotPresent",
        "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
    }
    spec = {"containers": [container], "restartPolicy": "Always", "dnsPolicy": "ClusterFirst", "schedulerName": "default-scheduler"}
    return {"metadata": {"labels": {"app": app}}, "spec": spec}


def pod(app: str, number: int, is_troubled: bool) -> dict:
    name = f"{app}-6d4cf56db6-{number:05d}"
    spec = json.loads(json.dumps(template(app)["spec"]))
    token = f"kube-api-access-{number:05d}"
    spec |= {"nodeName": f"node-{number % NODES}", "serviceAccountName": "default", "priority": 0}
    spec["volumes"] = [{"name": token, "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}, {"downwardAPI": {"items": []}}]}}]
    spec["containers"][0]["volumeMounts"] = [{"name": token, "readOnly": True, "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}]
    spec["tolerations"] = [
        {"key": f"node.kubernetes.io/{key}", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
        for key in ("not-ready", "unreachable")
    ]
    types = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
    ready = "False" if is_troubled else "True"
    conditions = [
        {"type": t, "status": ready if "Ready" in t[-5:] else "True", "lastProbeTime": None, "lastTransitionTime": EARLIER} for t in types
    ]
    ended = {"terminated": {"exitCode": 137, "reason": "OOMKilled", "startedAt": "2026-11-21T07:57:00Z", "finishedAt": "2026-11-21T07:58:00Z"}}
    status = {
        "name": "app", "ready": not is_troubled, "restartCount": 7 if is_troubled else 0, "started": not is_troubled,
        "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s"}} if is_troubled else {"running": {"startedAt": EARLIER}},
        "lastState": ended if is_troubled else {}, "image": f"registry.example.com/team/{app}:1.4.2",
        "imageID": f"registry.example.com/team/{app}@sha256:{'0f' * 32}", "containerID": f"containerd://{number:064d}",
    }
    address = f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"
    return {
        "metadata": metadata("Pod", name, ("ReplicaSet", f"{app}-6d4cf56db6"), {"app": app, "pod-template-hash": "6d4cf56db6"}),
        "spec": spec,
        "status": {
            "phase": "Running", "conditions": conditions, "hostIP": f"192.168.0.{number % NODES}", "podIP": address, "podIPs": [{"ip": address}],
            "startTime": EARLIER, "containerStatuses": [status], "qosClass": "Burstable",
        },
    }


def event(number: int, name: str, is_troubled: bool) -> dict:
    reason, kind, message = (
        ("BackOff", "Warning", f"Back-off restarting failed container app in pod {name}_{NAMESPACE}")
        if is_troubled
        else [
            ("Pulled", "Normal", "Container image \"registry.example.com/team/app:1.4.2\" already present on machine"),
            ("Created", "Normal", "Container created"), ("Started", "Normal", "Container started"),
            ("Scheduled", "Normal", f"Successfully assigned {NAMESPACE}/{name} to node-{number % NODES}"),
        ][number % 4]
    )
    meta = metadata("Event", f"{name}.{number:016x}")
    meta["managedFields"] = managed_fields("kubelet", "count", "firstTimestamp", "involvedObject", "lastTimestamp", "message", "reason", "source")
    return {
        "metadata": meta, "reason": reason, "message": message, "type": kind, "count": 3, "firstTimestamp": EARLIER, "lastTimestamp": NOW,
        "eventTime": None, "reportingComponent": "kubelet", "reportingInstance": f"node-{number % NODES}",
        "source": {"component": "kubelet", "host": f"node-{number % NODES}"},
        "involvedObject": {
            "kind": "Pod", "namespace": NAMESPACE, "name": name, "uid": f"pod-{name}", "apiVersion": "v1", "resourceVersion": "1",
            "fieldPath": "spec.containers{app}",
        },
    }


def record(directory: Path, *, pods: int, events: int, services: int) -> Path:
    """Writes the recording. The pods of `app-0` run out of memory, and everybody calls `app-0`."""
    apps = [f"app-{n}" for n in range(services)]
    all_pods = [pod(apps[n % services], n, is_troubled=n % services == 0 and n < 3 * services) for n in range(pods)]
    names = [(p["metadata"]["name"], p["status"]["containerStatuses"][0]["restartCount"] > 0) for p in all_pods]
    replicas = pods // services
    sets = []
    for app in apps:
        for position, revision in enumerate(("5b7cf56db6", "6d4cf56db6"), start=1):
            meta = metadata("ReplicaSet", f"{app}-{revision}", ("Deployment", app), {"app": app})
            meta["annotations"] = {"deployment.kubernetes.io/revision": str(position)}
            count = replicas if position == 2 else 0
            spec = {"replicas": count, "selector": {"matchLabels": {"app": app}}, "template": template(app)}
            sets.append({"metadata": meta, "spec": spec, "status": {"replicas": count}})

    def deployment(app: str) -> dict:
        spec = {"replicas": replicas, "selector": {"matchLabels": {"app": app}}, "template": template(app)}
        return {"metadata": metadata("Deployment", app, labels={"app": app}), "spec": spec, "status": {"replicas": replicas}}

    def service(number: int, app: str) -> dict:
        spec = {"selector": {"app": app}, "clusterIP": f"10.96.{number // 256}.{number % 256}", "ports": [{"port": 8080, "targetPort": 8080}]}
        return {"metadata": metadata("Service", app), "spec": spec}

    def node(number: int) -> dict:
        ready = {"type": "Ready", "status": "True", "reason": "KubeletReady", "lastTransitionTime": EARLIER, "lastHeartbeatTime": NOW}
        status = {"allocatable": {"cpu": "64", "memory": "256Gi", "pods": "1000"}, "conditions": [ready]}
        return {"metadata": {"name": f"node-{number}", "uid": f"node-{number}", "creationTimestamp": EARLIER}, "status": status}

    home = f"namespaces/{NAMESPACE}"
    lists = {
        "api/v1/namespaces": [{"metadata": {"name": NAMESPACE, "uid": "ns"}, "status": {"phase": "Active"}}],
        "api/v1/nodes": [node(n) for n in range(NODES)],
        f"api/v1/{home}/pods": all_pods,
        f"api/v1/{home}/events": [event(n, *names[n % len(names)]) for n in range(events)],
        f"api/v1/{home}/services": [service(n, app) for n, app in enumerate(apps)],
        f"api/v1/{home}/configmaps": [],
        f"apis/apps/v1/{home}/deployments": [deployment(app) for app in apps],
        f"apis/apps/v1/{home}/replicasets": sets,
        # Any cluster serves them; where none does, Endpoints are asked for afterwards.
        f"apis/discovery.k8s.io/v1/{home}/endpointslices": [],
    }
    for path, items in lists.items():
        file = directory / "kubernetes" / f"{path}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"kind": "List", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": items}, separators=(",", ":")))
    for name, is_troubled in names:
        log = directory / "logs" / NAMESPACE / name / "app.log"
        if is_troubled:
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_text("".join(f"2026-11-21T07:57:{n % 60:02d}.000000000Z request {n} handled in 12 ms\n" for n in range(200)))
    (directory / "kubernetes" / "version.json").write_text('{"major":"1","minor":"36","gitVersion":"v1.36.0"}')
    (directory / "recorded_at.txt").write_text(NOW + "\n")
    expected = {
        "description": "The pods of app-0 run out of memory.", "alerts": [alert("app-0")],
        "expect": [{"alert": {"namespace": NAMESPACE}, "cause": {"category": "oom_killed", "object": "Deployment bench/app-0"}}],
    }
    (directory / "expected.json").write_text(json.dumps(expected))
    return directory


def alert(app: str) -> dict:
    return {
        "status": "firing", "startsAt": "2026-11-21T07:58:00Z",
        "labels": {"alertname": "KubeDeploymentReplicasMismatch", "namespace": NAMESPACE, "deployment": app, "severity": "warning"},
        "annotations": {"summary": "Replicas are missing."},
    }
