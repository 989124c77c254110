"""docker-compose.yml and the Dockerfile say what the README promises of them."""

import http.server
import json
import re
import shutil
import subprocess
import threading
from importlib import resources

import jsonschema
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


def test_it_keeps_to_the_specification():
    """https://www.compose-spec.io, as check-jsonschema ships its schema."""
    schema = json.loads(resources.files("check_jsonschema").joinpath("builtin_schemas/vendor/compose-spec.json").read_text())
    jsonschema.validators.validator_for(schema)(schema).validate(COMPOSE)


def test_what_has_to_be_given_is_named_with_what_to_do():
    asked = dict(re.findall(r"\$\{([A-Z_]+):\?([^}]+)\}", TEXT)[::-1])
    assert {"POSTGRES_PASSWORD", "AGENT_TOKEN", "SOURCE_TOKEN", "ADMIN_TOKEN", "KUBECONFIG"} == set(asked)
    for name, message in asked.items():
        assert message.startswith(f"set {name}") and len(message) > len(f"set {name} to"), name


def test_each_waits_until_what_it_needs_is_well():
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] == "service_healthy", (name, other)


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


def seconds(text):
    return int(text.removesuffix("s"))


def test_each_service_may_end_what_it_began():
    # Five more for what is cut off. ingest's own setting is 20.
    assert seconds(SERVICES["agent"]["stop_grace_period"]) > int(SERVICES["agent"]["environment"]["SHUTDOWN_TIMEOUT_SECONDS"]) + 5
    assert int(SERVICES["agent"]["environment"]["SHUTDOWN_TIMEOUT_SECONDS"]) >= 12 + 40
    assert seconds(SERVICES["ingest"]["stop_grace_period"]) > 20 + 5


def test_access_control_is_on():
    ingest, agent = (SERVICES[name]["environment"] for name in ("ingest", "agent"))
    assert ingest["ACCESS_CONTROL"] == agent["ACCESS_CONTROL"] == "tokens"
    assert "${AGENT_TOKEN:" in ingest["AGENT_TOKEN"] and "${AGENT_TOKEN:" in agent["AGENT_TOKEN"]
    receiver = yaml.safe_load(COMPOSE["configs"]["alertmanager"]["content"])["receivers"][0]["webhook_configs"][0]
    assert receiver["http_config"]["authorization"]["credentials"].startswith("${SOURCE_TOKEN:")
    assert "${SOURCE_TOKEN:" in ingest["SOURCE_TOKEN"]


def test_images_are_pinned_to_a_version():
    images = [service["image"] for service in SERVICES.values() if "image" in service]
    images += re.findall(r"^ARG \w+_IMAGE=(\S+)", DOCKERFILE, re.M)
    assert len(images) == 5
    for image in images:
        assert re.search(r":v?\d", image), image


def test_both_services_run_without_rights():
    for name in ("ingest", "agent"):
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["build"]["target"] == name
        assert service["security_opt"] == ["no-new-privileges:true"]


def stages():
    """The lines of each stage of the Dockerfile."""
    return {name: text for name, text in re.findall(r"^FROM \S+ AS (\S+)$(.*?)(?=^FROM|\Z)", DOCKERFILE, re.M | re.S)}


def test_stages_of_the_dockerfile_are_the_targets_in_use():
    names = list(stages())
    assert names == ["build", "debian", "ingest-root", "agent-root", "ingest", "agent"]
    for source in re.findall(r"^FROM ([\w-]+) AS|--from=([\w-]+)", DOCKERFILE, re.M):
        assert "".join(source) in [*names, "scratch"]


@pytest.mark.parametrize("name", ["ingest", "agent"])
def test_an_image_is_a_program_without_rights_and_without_a_shell(name):
    text = stages()[name]
    assert re.search(rf"^FROM scratch AS {name}$", DOCKERFILE, re.M)
    assert "RUN" not in text
    assert re.search(r"^USER 65532:65532$", text, re.M)
    for instruction in ("ENTRYPOINT", "HEALTHCHECK.* CMD"):
        assert re.search(rf'^{instruction} \["/usr/local/bin/', text, re.M), instruction
    for label in ("title", "description", "licenses", "version", "revision", "created"):
        assert f"org.opencontainers.image.{label}=" in text


def test_the_health_check_tells_200_from_anything_else(tmp_path):
    compiler = shutil.which("cc") or shutil.which("clang")
    if not compiler:
        pytest.skip("there is no C compiler")
    program = tmp_path / "healthcheck"
    subprocess.run([compiler, "-Wall", "-Werror", "-o", program, ROOT / "scripts" / "healthcheck.c"], check=True)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/readyz" else 503)
            self.end_headers()

        def log_message(self, *_):
            pass

    def code(port, path):
        return subprocess.run([program, str(port), path], timeout=10).returncode

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        assert code(server.server_port, "/readyz") == 0
        assert code(server.server_port, "/healthz") == 1
        assert code(server.server_port, "/" + 400 * "a") == 1
        server.shutdown()
    assert code(server.server_port, "/readyz") == 1
    assert subprocess.run([program], timeout=10).returncode == 1


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
