"""Settings that change while a service runs: by SIGHUP, and by the swap of a link with which Kubernetes changes a mounted ConfigMap."""

import json
import os
import signal
import urllib.request

import pytest

from servers import BINARIES, service, wait_for

pytestmark = pytest.mark.skipif(not (BINARIES / "whence-agent").exists(), reason=f"the services are not built in {BINARIES}")


def lines(directory):
    return [json.loads(line) for line in (directory / "whence-agent.log").read_text().splitlines() if line.startswith("{")]


def said(directory, message):
    return [line for line in lines(directory) if message in line["message"]]


def health(agent):
    return json.loads(urllib.request.urlopen(f"{agent.url}/health", timeout=10).read())["components"]


def test_sighup_takes_over_what_may_change_and_names_what_may_not(tmp_path):
    file = tmp_path / "whence.yaml"
    file.write_text("log_level: notice\n")
    environment = {"WHENCE_CONFIG": str(file), "CONFIG_RELOAD_SECONDS": "0", "LOG_LEVEL": "", "KUBECONFIG": "/nonexistent"}
    with service("whence-agent", tmp_path, **environment) as agent:
        assert health(agent)["ai"]["status"] == "off"

        file.write_text("log_level: debug\nai_provider: local\nllm_base_url: http://127.0.0.1:9\nllm_model_id: scripted\nidle_timeout_seconds: 7\n")
        os.kill(agent.process, signal.SIGHUP)
        (reloaded,) = wait_for(lambda: said(tmp_path, "settings reloaded"), "the settings are reloaded")
        assert reloaded["changed"] == "AI_PROVIDER, LLM_BASE_URL, LLM_MODEL_ID, LOG_LEVEL"
        (waiting,) = wait_for(lambda: said(tmp_path, "need a restart"), "what waits is named")
        assert waiting["settings"] == "IDLE_TIMEOUT_SECONDS"
        ai = wait_for(lambda: (ai := health(agent)["ai"])["status"] != "off" and ai, "the model is there")
        assert ai["model"] == "scripted"

        file.write_text("log_level: deafening\nanalysis_concurrency: 0\n")
        os.kill(agent.process, signal.SIGHUP)
        wait_for(lambda: len(said(tmp_path, "not reloaded")) == 2, "both mistakes are told")
        assert health(agent)["ai"]["model"] == "scripted"
        metrics = urllib.request.urlopen(f"{agent.url}/metrics", timeout=10).read().decode()
        assert 'whence_config_reloads_total{outcome="applied"} 1' in metrics
        assert 'whence_config_reloads_total{outcome="refused"} 1' in metrics


def test_a_link_that_is_swapped_is_noticed(tmp_path):
    """A mounted ConfigMap: `whence.yaml` links to `..data/whence.yaml`, and `..data` is replaced by a link to another folder."""
    for name, limit in (("one", 5), ("two", 6)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "whence.yaml").write_text(f"analysis_concurrency: {limit}\n")
    (tmp_path / "..data").symlink_to("one")
    file = tmp_path / "whence.yaml"
    file.symlink_to("..data/whence.yaml")
    with service("whence-agent", tmp_path, WHENCE_CONFIG=str(file), CONFIG_RELOAD_SECONDS="0.1", KUBECONFIG="/nonexistent") as agent:
        assert health(agent)["analyses"]["limit"] == 5
        (tmp_path / "..next").symlink_to("two")
        (tmp_path / "..next").rename(tmp_path / "..data")
        wait_for(lambda: health(agent)["analyses"]["limit"] == 6, "the limit is taken over")
