"""The wire formats once more, against a server of them that others wrote: LiteLLM's proxy, which is no part of the usual tests.

It translates each provider's requests to chat completions and answers back, here from and to a scripted model. It is large (740 MB) and slow to
start, so that this runs where LITELLM names it: scripts/second-server installs it, and calls this.
"""

import json
import os
import subprocess
import urllib.request

import pytest

from chart import ROOT
from models import answer, model
from servers import BINARIES, replay, running, service, wait_for

LITELLM = os.environ.get("LITELLM")
pytestmark = pytest.mark.skipif(not LITELLM or not (BINARIES / "whence-agent").exists(), reason="LITELLM names no proxy")

KEY = "sk-simulated-0123456789abcdef"
ALERT = {
    "alert": {
        "status": "firing", "labels": {"alertname": "KubePodCrashLooping", "namespace": "shop", "deployment": "orders"},
        "startsAt": "2026-11-21T07:42:39.578Z", "fingerprint": "aaf4498d8547d4dc",
    }
}
SAID = "The orders wait for their database."


def settings(url: str) -> dict[str, dict[str, str]]:
    return {
        "anthropic": {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": url},
        "responses": {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": f"{url}/v1"},
        "chat": {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": f"{url}/v1", "OPENAI_API": "chat"},
        "gemini": {"GEMINI_API_KEY": KEY, "GEMINI_BASE_URL": url},
        "azure": {
            "AZURE_OPENAI_ENDPOINT": url, "AZURE_OPENAI_API_KEY": KEY, "AZURE_OPENAI_DEPLOYMENT": "deployed",
            "AZURE_OPENAI_API_VERSION": "2024-10-21",
        },
        "compatible": {"LLM_BASE_URL": f"{url}/v1", "LLM_API_KEY": KEY, "LLM_MODEL_ID": "qwen3"},
    }


def say(request):
    """Two tools first, then the answer."""
    if not any(message["role"] == "tool" for message in request["messages"]):
        return [("get_events", {"namespace": "shop"}), ("list_manifests", {"kind": "Deployment", "namespace": "shop"})]
    return answer(SAID, "E1")


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    """Its address, and what reached the model behind it."""
    home = tmp_path_factory.mktemp("proxy")
    with model(say) as (behind, requests):
        names = ["claude-sonnet-5-5", "gpt-5.5", "gemini-3.8-flash", "deployed", "qwen3"]
        models = [
            {"model_name": name, "litellm_params": {"model": "custom_openai/scripted", "api_base": behind, "api_key": "none"}} for name in names
        ]
        (home / "config.yaml").write_text(json.dumps({"model_list": models, "general_settings": {"master_key": KEY}}))
        port = "40117"
        environment = {**os.environ, "HOME": str(home), "LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_USE_CHAT_COMPLETIONS_URL_FOR_ANTHROPIC_MESSAGES": "true", "NO_PROXY": "*"}
        command = [LITELLM, "--config", str(home / "config.yaml"), "--host", "127.0.0.1", "--port", port, "--telemetry", "False"]
        with running(command, home / "proxy.log", cwd=home, env=environment) as process:
            url = f"http://127.0.0.1:{port}"

            def is_up():
                try:
                    return urllib.request.urlopen(f"{url}/health/liveliness", timeout=5).status == 200
                except OSError:
                    return False

            wait_for(is_up, "the proxy listens", process)
            yield url, requests


@pytest.mark.parametrize("api", settings(""))
def test_an_analysis_is_reasoned_over_it(api, proxy, tmp_path):
    url, requests = proxy
    asked = len(requests)
    with (
        replay(ROOT / "Tests" / "Recordings" / "shop", tmp_path) as (_, kubeconfig),
        service("whence-agent", tmp_path, KUBECONFIG=str(kubeconfig), **settings(url)[api]) as agent,
    ):
        body = json.dumps(ALERT).encode()
        request = urllib.request.Request(f"{agent.url}/analyze", body, {"Content-Type": "application/json"})
        response = json.loads(urllib.request.urlopen(request, timeout=60).read())
        assert response["engine"] == "llm", response["warnings"]
        assert response["analysis_summary"] == SAID
        # Both tools of one turn were called, and their answers found their way back.
        results = [message for message in requests[-1]["messages"] if message["role"] == "tool"]
        assert len(results) == 2 and all(len(result["content"]) > 100 for result in results)
        assert len(requests) == asked + 2 == asked + response["usage"]["calls"]
