"""What the documentation says about files, targets and categories is so."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from chart import ROOT, find, render

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("charts/*/*.md")])
MAKEFILE = (ROOT / "Makefile").read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page):
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)|<img[^>]+src=\"([^\"]+)\"", text):
        target = "".join(target)
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_targets_of_make_exist(page):
    for target in re.findall(r"\bmake ([a-z-]+)\b(?=[`\s]|$)", "\n".join(re.findall(r"```.*?```|`[^`]+`", page.read_text(), re.S))):
        assert re.search(rf"^{target}:", MAKEFILE, re.M), target


def test_every_category_is_explained_once():
    source = (ROOT / "Shared" / "Contracts" / "CauseCategory.swift").read_text()
    slugs = [slug or case for case, slug in re.findall(r'^    case (\w+)(?: = "(\w+)")?$', source, re.M)]
    explained = re.findall(r"^\| `([a-z_]+)` \|", (ROOT / "docs" / "rules.md").read_text(), re.M)
    assert len(slugs) > 100
    assert explained == slugs


def test_the_catalogue_of_rules_is_current(tmp_path):
    """It is written from the rules themselves, and each of them says its source."""
    for path in ("docs", "scripts", "Services/Agent/Rules", "Shared/Contracts"):
        shutil.copytree(ROOT / path, tmp_path / path)
    subprocess.run([tmp_path / "scripts" / "rules-catalogue"], check=True)
    assert (tmp_path / "docs" / "rules.md").read_text() == (ROOT / "docs" / "rules.md").read_text(), "`make docs` brings it up to date"


def settings_of(program):
    page = (ROOT / "docs" / "configuration.md").read_text()
    table = re.search(rf"<!-- settings of {program} -->(.*?)<!-- end -->", page, re.S)[1]
    return set(re.findall(r"^\| `([A-Z0-9_]+)` \|", table, re.M))


@pytest.mark.parametrize("service", ["ingest", "agent"])
def test_the_chart_and_the_composition_set_only_what_exists(service):
    known = settings_of(f"whence-{service}")
    composition = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"][service]["environment"]
    assert set(composition) <= known
    llm = {"provider": "local", "baseURL": "http://ollama:11434/v1"}
    values = {"agent": {"prometheusURL": "http://prometheus:9090", "llm": llm}, "rbac": {"secretMetadata": True}}
    objects = render({**values, "tracing": {"endpoint": "http://collector:4318"}})
    assert set(find(objects, "ConfigMap", f"whence-{service}")["data"]) <= known


@pytest.mark.skipif(not shutil.which("amtool"), reason="amtool is not installed")
@pytest.mark.parametrize("page", ["docs/alertmanager.md", "docs/sources.md", "docs/operations.md", "README.md"])
def test_alertmanager_takes_the_configuration_that_is_shown(page, tmp_path):
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", (ROOT / page).read_text(), re.S)]
    blocks = [block for block in blocks if isinstance(block, dict) and "receivers" in block]
    assert blocks
    for block in blocks:
        # The rest of a configuration that the page shows a part of.
        names = {receiver["name"] for receiver in block["receivers"]}
        others = [{"name": "others"}] if "others" not in names else []
        file = tmp_path / "alertmanager.yml"
        templates = [str(ROOT / "charts/whence/monitoring" / Path(path).name) for path in block.get("templates", [])]
        file.write_text(yaml.safe_dump({
            **block, "route": {"receiver": "others", **block.get("route", {})}, "receivers": block["receivers"] + others, "templates": templates,
        }))
        result = subprocess.run(["amtool", "check-config", file], capture_output=True, text=True)
        assert result.returncode == 0, result.stdout + result.stderr
        assert f"{len(templates)} templates" in result.stdout


def test_the_readme_claims_no_more_than_the_evaluation_measures():
    """The baseline is what a test holds the rules to."""
    readme = " ".join((ROOT / "README.md").read_text().split())
    count, percent = map(int, re.search(r"Over more than (\d+) alerts of .* first cause is right in (\d+) %", readme).groups())
    score = json.loads((ROOT / "Tests" / "Cases" / "baseline.json").read_text())["score"]
    assert score["cases"] > count
    assert score["top1"] * 100 >= percent
    assert score["false_alarms"] == 0
