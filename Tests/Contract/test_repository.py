"""The repository's habits: pipelines call the make targets, forms are well-formed, materials and versions are told truthfully."""

import datetime
import json
import os
import re
import shutil
import subprocess
from importlib import resources

import jsonschema
import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from chart import CHART, ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text()


def validate(path, schema):
    text = resources.files("check_jsonschema").joinpath(f"builtin_schemas/vendor/{schema}.json").read_text()
    # To YAML a workflow's `on` is a truth.
    document = {"on" if key is True else key: value for key, value in yaml.safe_load(path.read_text()).items()}
    loaded = json.loads(text)
    jsonschema.validators.validator_for(loaded)(loaded).validate(document)
    return document


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_are_well_formed_and_may_do_little(path):
    document = validate(path, "github-workflows")
    assert document["permissions"] == {"contents": "read"}
    for name, job in document["jobs"].items():
        assert job["timeout-minutes"] <= 180, name
        for other in [job.get("needs", [])] if isinstance(job.get("needs", []), str) else job.get("needs", []):
            assert other in document["jobs"]
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"[\w.-]+/[\w./-]+@(v\d+|[0-9a-f]{40})", step["uses"]), step["uses"]
            # What others can choose (titles, branches) is passed by environment, never pasted into a script.
            assert "${{ github.event" not in step.get("run", "") and "${{ github.head_ref" not in step.get("run", "")


def test_workflows_call_what_the_makefile_has():
    called = {target for path in WORKFLOWS for target in re.findall(r"\bmake ([a-z][a-z-]+)\b", path.read_text())} - {"git"}
    assert {"lint", "test", "coverage", "sanitize", "image", "chart", "sbom"} <= called
    for target in called:
        assert re.search(rf"^{target}:", MAKEFILE, re.M), target


def test_every_workflow_uses_the_toolchain_of_the_image():
    (image,) = re.findall(r"^ARG SWIFT_IMAGE=(\S+)$", (ROOT / "Dockerfile").read_text(), re.M)
    for path in WORKFLOWS:
        assert set(re.findall(r"swift:\S+", path.read_text())) <= {image}


@pytest.mark.parametrize(
    "name, schema",
    [
        ("dependabot.yml", "dependabot"),
        ("ISSUE_TEMPLATE/config.yml", "github-issue-config"),
        *((f"ISSUE_TEMPLATE/{name}.yml", "github-issue-forms") for name in ("bug", "wrong-cause", "wish")),
    ],
)
def test_forms_are_well_formed(name, schema):
    validate(GITHUB / name, schema)


def test_the_bill_of_materials_is_cyclonedx_and_names_every_package():
    programs = [path for path in (ROOT / ".build" / kind / "whence-ingest" for kind in ("release", "debug")) if path.exists()][:1]

    def made():
        return subprocess.run([ROOT / "scripts" / "sbom", *programs], check=True, capture_output=True, text=True).stdout

    text = made()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert made() == text
    bill = json.loads(text)
    names = {component["name"] for component in bill["components"]}
    for url in re.findall(r'\.package\(url: "([^"]+)"', (ROOT / "Package.swift").read_text()):
        assert url.split("/")[-1].lower() in names
    if programs:
        assert {"libpq5", "libssl3", "libc6"} <= names
    for component in bill["components"]:
        assert re.search(r"\d", component["version"])


def test_the_bill_of_an_image_names_what_its_root_holds(tmp_path):
    status = tmp_path / "var/lib/dpkg/status.d"
    status.mkdir(parents=True)
    (status / "libssl3").write_text("Package: libssl3\nStatus: install ok installed\nArchitecture: arm64\nSource: openssl\nVersion: 3.0.17-1~deb12u3\n")
    (status / "libc6").write_text("Package: libc6\nArchitecture: arm64\nSource: glibc (2.36)\nVersion: 2.36-9+deb12u13\n")
    command = [ROOT / "scripts" / "sbom", "--root", tmp_path, "--root", tmp_path]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    debian = [component["purl"] for component in json.loads(text)["components"] if component["purl"].startswith("pkg:deb/")]
    assert debian == ["pkg:deb/debian/libc6@2.36-9%2Bdeb12u13?arch=arm64", "pkg:deb/debian/libssl3@3.0.17-1~deb12u3?arch=arm64"]


@pytest.fixture
def resolved(tmp_path):
    """As much of a clone as the check of its dependencies looks at, resolved as the lock says, and what writes it so."""
    for path in ("scripts/dependencies", "dependencies.lock"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)

    def write(**changed):
        pins = [line.split() for line in (ROOT / "dependencies.lock").read_text().splitlines()]
        pins = [(name, changed.get(name.replace("-", "_"), version), source) for name, version, source in pins]
        pins = [{"identity": n, "kind": "remoteSourceControl", "location": f"{s}.git", "state": {"revision": "0" * 40, "version": v}} for n, v, s in pins if v]
        # As Swift's package manager prints JSON.
        (tmp_path / "Package.resolved").write_text(json.dumps({"pins": pins, "version": 3}, indent=2, separators=(",", " : ")))

    write()
    return tmp_path, write


def dependencies(clone, *arguments, **environment):
    command = [clone / "scripts" / "dependencies", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment})


def test_what_was_resolved_is_what_the_lock_says():
    result = dependencies(ROOT, "check")
    assert result.returncode == 0, result.stderr
    names = {line.split()[0] for line in (ROOT / "dependencies.lock").read_text().splitlines()}
    assert {url.split("/")[-1] for url in re.findall(r'\.package\(url: "([^"]+)"', (ROOT / "Package.swift").read_text())} <= names


def test_a_newer_package_fails_the_check_and_is_named(resolved):
    clone, write = resolved
    assert dependencies(clone, "check").returncode == 0
    write(swift_nio="99.0.0")
    result = dependencies(clone, "check")
    assert result.returncode == 1
    assert "-swift-nio 2." in result.stderr and "+swift-nio 99.0.0 " in result.stderr and "hummingbird" not in result.stderr
    write(swift_numerics=None)
    assert "-swift-numerics " in dependencies(clone, "check").stderr


def test_resolving_takes_the_lock_s_versions_or_fails(resolved, tmp_path):
    clone, write = resolved
    asked = tmp_path / "asked"
    swift = tmp_path / "swift"
    swift.write_text(f'#!/bin/sh\necho "$@" >>{asked}\n')
    swift.chmod(0o755)
    assert dependencies(clone, "resolve", SWIFT=str(swift)).returncode == 0
    assert not asked.exists()
    write(swift_nio="99.0.0")
    assert dependencies(clone, "resolve", SWIFT=str(swift)).returncode == 1
    version = re.search(r"^swift-nio (\S+)", (clone / "dependencies.lock").read_text(), re.M)[1]
    assert asked.read_text().splitlines() == ["package resolve", f"package resolve swift-nio --version {version}"]


def test_the_image_builds_what_the_lock_says_with_tools_that_are_asked_for():
    build = (ROOT / "Dockerfile").read_text().split("\nFROM ")[1]
    assert build.index("scripts/ensure build") < build.index("scripts/dependencies resolve") < build.index("make build")
    assert "has make -- make" in (ROOT / "scripts" / "ensure").read_text()
    copied = {path for line in re.findall(r"^COPY (.*) \S+$", build, re.M) for path in line.split()} - {"."}
    admitted = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {path.split("/")[0] for path in copied} <= admitted


def test_every_package_s_licence_is_listed():
    table = subprocess.run([ROOT / "scripts" / "sbom", "--licences"], check=True, capture_output=True, text=True).stdout
    assert "unknown" not in table
    page = (ROOT / "docs" / "licences.md").read_text()
    for line in table.splitlines():
        assert line in page, f"{line}: `scripts/sbom --licences` prints the table"


def git(directory, *arguments):
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com"}
    environment |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com"}
    return subprocess.run(["git", *arguments], cwd=directory, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def clone(tmp_path):
    """As much of the repository as a release touches, with a history of its own."""
    for path in ("scripts", "charts", "openapi", "Tests/Contract/released", "Services/Ingest/App/Run", "Services/Agent/App"):
        shutil.copytree(ROOT / path, tmp_path / path)
    text = (ROOT / "CHANGELOG.md").read_text()
    (tmp_path / "CHANGELOG.md").write_text(re.sub(r"## Unreleased\n.*?(?=^## )", "## Unreleased\n\n### Added\n\n- A thing.\n\n", text, flags=re.M | re.S))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "before")
    return tmp_path


def release(clone, *arguments):
    environment = {**os.environ, "RELEASE_DATE": "2027-01-31", "GIT_CONFIG_GLOBAL": "/dev/null"}
    environment |= {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return subprocess.run([clone / "scripts" / "release", *arguments], capture_output=True, text=True, env=environment)


def test_a_release_names_its_version_everywhere(clone):
    result = release(clone, "7.8.9")
    assert result.returncode == 0, result.stderr
    chart = yaml.safe_load((clone / "charts/whence/Chart.yaml").read_text())
    assert chart["version"] == chart["appVersion"] == "7.8.9"
    for name in ("ingest", "agent"):
        assert yaml.safe_load((clone / f"openapi/{name}.yaml").read_text())["info"]["version"] == "7.8.9"
        assert (clone / f"openapi/{name}.yaml").read_text() == (clone / f"Tests/Contract/released/{name}.yaml").read_text()
    assert "## Unreleased\n\n## 7.8.9 - 2027-01-31\n\n### Added" in (clone / "CHANGELOG.md").read_text()
    assert git(clone, "tag") == "v7.8.9\n" and git(clone, "status", "--short") == ""
    assert (clone / "charts/whence/values.yaml").read_text() == (clone / "Tests/Contract/released/values.yaml").read_text()
    assert all(line.startswith("#") for line in (clone / "Tests/Contract/released/accepted.txt").read_text().splitlines())


def test_a_dry_run_shows_all_of_it_and_writes_nothing(clone):
    result = release(clone, "7.8.9", "--dry-run")
    assert result.returncode == 0 and git(clone, "status", "--short") == "" and git(clone, "tag") == ""
    changed = re.findall(r"^\+\+\+ b/(.*)$", result.stdout, re.M)
    assert len(changed) == 6 and result.stdout.count("7.8.9") == 7


@pytest.mark.parametrize("version", ["", "1.2", "v1.2.3", "0.0.1", "0.1.0; id"])
def test_a_wrong_version_is_refused(clone, version):
    result = release(clone, version)
    assert result.returncode == 1 and result.stderr.startswith("release: ")
    assert git(clone, "status", "--short") == ""


def test_all_versions_are_one():
    version = yaml.safe_load((CHART / "Chart.yaml").read_text())["version"]
    for path in ("Services/Ingest/App/Run/IngestApplication.swift", "Services/Agent/App/AgentApplication.swift"):
        assert f'static let version = "{version}"' in (ROOT / path).read_text()
    for name in ("ingest", "agent"):
        assert yaml.safe_load((ROOT / "openapi" / f"{name}.yaml").read_text())["info"]["version"] == version
    dated = re.search(rf"^## {version} - (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert datetime.date.fromisoformat(dated[1])


@pytest.mark.parametrize(
    "name, text, fine",
    [
        ("notes.md", "all is well\n", True),
        ("notes.md", "<<<<<<< HEAD\n", False),
        ("key.pem", "-----BEGIN " + "PRIVATE KEY-----\n", False),
        ("settings.yaml", "key: " + "AKIA" + 16 * "Q" + "\n", False),
        ("Tests/key.pem", "-----BEGIN " + "PRIVATE KEY-----\n", True),
    ],
    ids=["fine", "a conflict", "a private key", "a cloud's key", "a test's key"],
)
def test_the_hook_before_commits_finds_what_shouldn_t_be_committed(tmp_path, name, text, fine):
    git(tmp_path, "init", "-q")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    git(tmp_path, "add", name)
    result = subprocess.run([ROOT / "scripts" / "hooks" / "pre-commit"], cwd=tmp_path, capture_output=True, text=True)
    assert (result.returncode == 0) == fine, result.stderr
