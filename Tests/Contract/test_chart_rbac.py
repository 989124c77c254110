"""What the chart lets the agent do is what the agent does, and nothing more."""

import re

import pytest

from chart import EVERYTHING, ROOT, granted, of_kind, render

KNOWN = ROOT / "Services" / "Agent" / "Kubernetes" / "APIResource+Known.swift"
ROLES = ("ClusterRole", "Role")


def known_resources():
    """(group, resource, is namespaced) of each kind that the agent's source declares."""
    declaration = re.compile(r"APIResource\(\s*([^)]*)\)")
    for arguments in declaration.findall(KNOWN.read_text()):
        plural = re.search(r'plural: "([^"]+)"', arguments)[1]
        group = re.search(r'group: "([^"]+)"', arguments)
        yield (group[1] if group else "", plural, "isNamespaced: false" not in arguments)


def asked_by_the_doctor():
    """(group, resource) of each kind whose listing `whence doctor` asks about."""
    source = KNOWN.read_text()
    names = re.search(r"readByAnalyses: \[APIResource\] = \[(.*?)\]", source, re.S)[1]
    declared = dict(re.findall(r"static let (\w+) = APIResource\(\s*([^)]*)\)", source))
    for name in re.findall(r"\.(\w+)", names):
        group = re.search(r'group: "([^"]+)"', declared[name])
        yield group[1] if group else "", re.search(r'plural: "([^"]+)"', declared[name])[1]


def called_verbs():
    """What the agent calls of its client, which offers `list` and `get`."""
    folders = ("Analysis", "API", "App")
    source = "".join(f.read_text() for folder in folders for f in (ROOT / "Services" / "Agent" / folder).rglob("*.swift"))
    return {verb for verb in ("list", "get") if re.search(rf"\bclient\.{verb}\(", source)}


def expected(namespaced, secrets=False):
    # Asking for one's own rights needs none: Kubernetes grants it to every account that is signed in.
    # The grouped events are the same objects by another name; a recording has both.
    resources = {(g, r) for g, r, n in known_resources() if n == namespaced and g not in ("authorization.k8s.io", "events.k8s.io") and (r != "secrets" or secrets)}
    verbs = {(g, r, verb) for g, r in resources for verb in called_verbs()}
    return verbs | ({("", "pods/log", "get")} if namespaced else set())


@pytest.mark.parametrize("values", [{}, EVERYTHING], ids=["everywhere", "two namespaces"])
def test_no_secrets_no_wildcards_no_writing(values):
    grants = granted(render(values), *ROLES)
    assert grants
    for group, resource, verb in grants:
        assert "*" not in group + resource + verb
        assert resource.split("/")[0] != "secrets"
        assert verb in ("get", "list")
        assert resource not in ("pods/exec", "pods/portforward", "pods/attach", "nodes/proxy", "services/proxy")


def test_the_agent_lists_and_gets_nothing_by_name():
    assert called_verbs() == {"list"}


def test_the_agent_may_read_exactly_the_kinds_that_its_source_names():
    assert len(list(known_resources())) > 20
    assert granted(render(), *ROLES) == expected(True) | expected(False)


def test_the_rights_are_those_that_the_doctor_asks_about():
    doctor = (ROOT / "Services" / "CLI" / "App" / "Doctor" / "ClusterCheck.swift").read_text()
    assert "APIResource.readByAnalyses" in doctor and 'APIOperation("get", .pods, subresource: "log"' in doctor
    asked = {(group, resource, "list") for group, resource in asked_by_the_doctor()} | {("", "pods/log", "get")}
    assert granted(render(), *ROLES) == asked


def test_one_team_needs_no_right_beyond_its_namespaces():
    objects = render({"rbac": {"namespaces": ["shop"], "clusterScoped": False}})
    assert not list(of_kind(objects, "ClusterRole", "ClusterRoleBinding"))
    assert granted(objects, "Role") == expected(True)


def test_limited_to_namespaces_it_reads_objects_only_there():
    objects = render(EVERYTHING)
    assert granted(objects, "ClusterRole") == expected(False)
    assert granted(objects, "Role") == expected(True)
    assert {o["metadata"]["namespace"] for o in of_kind(objects, "Role", "RoleBinding")} == {"shop", "payments"}


def test_secrets_are_listed_only_where_the_operator_says_so():
    values = {"rbac": {"secretMetadata": True}}
    assert granted(render(values), *ROLES) == expected(True, secrets=True) | expected(False)
    (settings,) = (o for o in of_kind(render(values), "ConfigMap") if o["metadata"]["name"].endswith("-agent"))
    assert settings["data"]["KUBERNETES_SECRET_METADATA"] == "true"


def test_bindings_name_the_agent_alone():
    for binding in of_kind(render(EVERYTHING), "ClusterRoleBinding", "RoleBinding"):
        (subject,) = binding["subjects"]
        assert subject == {"kind": "ServiceAccount", "name": "sre-agent", "namespace": "ops"}
        assert binding["roleRef"]["name"] == binding["metadata"]["name"]
