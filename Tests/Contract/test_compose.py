"""docker-compose.yml and the Dockerfile say what the README promises of them."""

import re
import shutil
import subprocess

import pytest
import yaml

from chart import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_every_service_says_when_it_is_healthy():
    assert set(SERVICES) == {"database", "agent", "ingest", "alertmanager", "prometheus"}
    for name, service in SERVICES.items():
        assert service["healthcheck"]["test"][0] == "CMD", name


def test_what_a_service_depends_on_exists():
    for service in SERVICES.values():
        for other in service.get("depends_on", {}):
            assert other in SERVICES
        for config in service.get("configs", []):
            assert config["source"] in COMPOSE["configs"]
        for volume in service.get("volumes", []):
            source = re.sub(r"\$\{[^}]*\}", "/given", volume).split(":")[0]
            assert source.startswith("/") or source in COMPOSE["volumes"]
    assert SERVICES["ingest"]["depends_on"]["database"]["condition"] == "service_healthy"


def test_no_password_has_a_default():
    variables = re.findall(r"\$\{([A-Z_]+)([^}]*)\}", TEXT)
    secret = [(name, rest) for name, rest in variables if "PASSWORD" in name or "TOKEN" in name or name == "KUBECONFIG"]
    assert secret
    for name, rest in secret:
        assert rest.startswith(":?"), name


def test_ports_are_open_on_this_machine_only():
    for service in SERVICES.values():
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")


def test_containers_listen_to_each_other():
    # By default the services listen on loopback alone.
    for name in ("ingest", "agent"):
        assert SERVICES[name]["environment"]["HOST"] == "0.0.0.0"


def test_access_control_is_on():
    ingest, agent = (SERVICES[name]["environment"] for name in ("ingest", "agent"))
    assert ingest["ACCESS_CONTROL"] == agent["ACCESS_CONTROL"] == "tokens"
    assert "${AGENT_TOKEN:" in ingest["AGENT_TOKEN"] and "${AGENT_TOKEN:" in agent["AGENT_TOKEN"]
    receiver = yaml.safe_load(COMPOSE["configs"]["alertmanager"]["content"])["receivers"][0]["webhook_configs"][0]
    assert receiver["http_config"]["authorization"]["credentials"].startswith("${SOURCE_TOKEN:")
    assert "${SOURCE_TOKEN:" in ingest["SOURCE_TOKEN"]


def test_images_are_pinned_to_a_version():
    images = [service["image"] for service in SERVICES.values() if "image" in service]
    images += re.findall(r"^FROM (\S+:\S+)", DOCKERFILE, re.M)
    for image in images:
        assert re.search(r":v?\d", image), image


def test_both_services_run_without_rights():
    for name in ("ingest", "agent"):
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["build"]["target"] == name
    assert re.search(r"^USER 65532:65532$", DOCKERFILE, re.M)


def test_stages_of_the_dockerfile_are_the_targets_in_use():
    stages = re.findall(r"^FROM \S+ AS (\S+)$", DOCKERFILE, re.M)
    assert stages == ["build", "runtime", "ingest", "agent"]
    for source in re.findall(r"^FROM (\w+) AS", DOCKERFILE, re.M):
        assert source in stages


def test_what_the_dockerfile_copies_and_runs_exists():
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for path in allowed:
        assert (ROOT / path).exists(), path
    for source in re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.M):
        assert source == "." or source.split("/")[0] in allowed
    assert re.search(r"^build:", (ROOT / "Makefile").read_text(), re.M)


@pytest.mark.parametrize(
    "name, program, arguments",
    [
        ("prometheus", "promtool", ["check", "config", "--syntax-only"]),
        ("rules", "promtool", ["check", "rules"]),
        ("alertmanager", "amtool", ["check-config"]),
    ],
)
def test_the_tools_of_prometheus_accept_their_configurations(name, program, arguments, tmp_path):
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    file = tmp_path / f"{name}.yml"
    file.write_text(COMPOSE["configs"][name]["content"].replace("$$", "$"))
    result = subprocess.run([program, *arguments, str(file)], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
