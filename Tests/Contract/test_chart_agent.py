"""The agent starts with what the chart gives its container, whatever keys the Secrets have that it names."""

import re
import urllib.request

import pytest

from chart import deployment, find, render
from servers import BINARIES, running, wait_for

pytestmark = pytest.mark.skipif(not (BINARIES / "whence-agent").exists(), reason=f"the services are not built in {BINARIES}")

ENDPOINT = {"AZURE_OPENAI_ENDPOINT": "https://models.example.com", "AZURE_OPENAI_DEPLOYMENT": "large"}
SESSIONS = {"SESSION_DB_HOST": "127.0.0.1", "SESSION_DB_PORT": "9", "SESSION_DB_NAME": "s", "SESSION_DB_USER": "u", "SESSION_DB_PASSWORD": "p"}


def environment(values, secrets, folder):
    """The variables of the agent's container, with the files that they name below the folder."""
    objects = render({"agent": values})
    spec = deployment(objects, "agent")["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    paths = {}
    for mount in container["volumeMounts"]:
        (volume,) = [v for v in spec["volumes"] if v["name"] == mount["name"]]
        contents = secrets[volume["secret"]["secretName"]] if "secret" in volume else find(objects, "ConfigMap", volume["configMap"]["name"])["data"]
        paths[mount["mountPath"]] = folder / mount["name"]
        paths[mount["mountPath"]].mkdir()
        for key, text in contents.items():
            (paths[mount["mountPath"]] / key).write_text(text)
    variables = {}
    for source in container["envFrom"]:
        variables |= secrets[source["secretRef"]["name"]] if "secretRef" in source else find(objects, "ConfigMap", source["configMapRef"]["name"])["data"]
    for variable in container["env"]:
        value = variable.get("value", "a-token-of-more-than-thirty-two-characters")
        for place, path in paths.items():
            value = re.sub(f"^{place}/", f"{path}/", value)
        variables[variable["name"]] = value
    return variables


@pytest.mark.parametrize(
    "values, secrets, model",
    [
        ({"llm": {"provider": "anthropic", "existingSecret": "models"}}, {"models": {"ANTHROPIC_API_KEY": "a"}}, "anthropic"),
        (
            {
                "llm": {"provider": "anthropic", "existingSecret": "models"},
                "config": {"LLM_FALLBACK_PROVIDER": "local", "LLM_BASE_URL": "http://ollama:11434/v1", "LLM_MODEL_ID": "m"},
            },
            {"models": {"ANTHROPIC_API_KEY": "a"}},
            "anthropic",
        ),
        ({"llm": {"provider": "azure", "existingSecret": "models"}}, {"models": {"AZURE_OPENAI_API_KEY": "a", **ENDPOINT}}, "azure"),
        (
            {"llm": {"provider": "anthropic", "existingSecret": "all"}, "sessions": {"existingSecret": "all"}},
            {"all": {"ANTHROPIC_API_KEY": "a", **SESSIONS}},
            "anthropic",
        ),
        (
            {
                "llm": {"provider": "anthropic", "existingSecret": "models"}, "config": {"LLM_FALLBACK_PROVIDER": "openai"},
                "envFrom": [{"secretRef": {"name": "more"}}],
            },
            {"models": {"ANTHROPIC_API_KEY": "a"}, "more": {"OPENAI_API_KEY": "b"}},
            "anthropic",
        ),
        ({"llm": {"existingSecret": "models"}}, {"models": {"GEMINI_API_KEY": "a"}}, "gemini"),
    ],
    ids=["one key", "a local fallback", "azure's three keys", "one secret for everything", "the fallback's key elsewhere", "no provider named"],
)
def test_it_starts_with_the_keys_that_there_are(values, secrets, model, tmp_path):
    variables = environment(values, secrets, tmp_path)
    variables |= {"HOST": "127.0.0.1", "PORT": "0", "PORT_FILE": str(tmp_path / "port")}
    with running([str(BINARIES / "whence-agent")], tmp_path / "log", env=variables) as process:
        port = wait_for(lambda: (tmp_path / "port").exists() and (tmp_path / "port").read_text().strip(), "the agent listens", process)
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).status == 200
        (line,) = [line for line in (tmp_path / "log").read_text().splitlines() if "language model" in line]
    assert f"{model}/" in line


def test_it_doesn_t_start_without_the_key_of_the_provider_that_is_named(tmp_path):
    variables = environment({"llm": {"provider": "anthropic", "existingSecret": "models"}}, {"models": {"OTHER": "a"}}, tmp_path)
    variables |= {"HOST": "127.0.0.1", "PORT": "0"}
    with running([str(BINARIES / "whence-agent")], tmp_path / "log", env=variables) as process:
        assert process.wait(30) == 78
    assert "ANTHROPIC_API_KEY" in (tmp_path / "log").read_text()
