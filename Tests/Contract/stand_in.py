"""helm, kubectl and docker where there is no cluster and no daemon: they do nothing, and complain about what the real ones would complain about.

The first argument is which of them. What is checked: that commands and flags exist, that the chart takes the values, that the objects, containers,
build targets and files that are named are there. OBJECTS names a file of the objects that there are, as pairs of kind and name.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "charts" / "whence"
NAME, *ARGUMENTS = sys.argv[1:]
OPTIONS = {
    "helm": {"--namespace", "--create-namespace", "--set", "--reset-then-reuse-values", "--logs", "--values"},
    "kubectl": {"--namespace", "--from-literal", "--tail", "--sort-by", "--all-containers", "--since", "-o"},
    "docker": {"--build", "--wait", "--target", "--tag", "--build-arg", "-t"},
}
FLAGS = {"--create-namespace", "--reset-then-reuse-values", "--logs", "--build", "--wait", "--all-containers"}


def fail(message: str):
    sys.exit(f"{NAME}: {message}: {' '.join(ARGUMENTS)}")


def parsed(arguments: list[str], known: set[str]) -> tuple[list[str], dict[str, list[str]]]:
    words: list[str] = []
    options: dict[str, list[str]] = {}
    rest = iter(arguments)
    for word in rest:
        if word == "--":
            break
        if not word.startswith("-"):
            words.append(word)
            continue
        name, _, value = word.partition("=")
        if name not in known:
            fail(f"unknown option {name}")
        if not value and name not in FLAGS:
            value = next(rest, None) or fail(f"{name} wants a value")
        options.setdefault(name, []).append(value)
    return words, options


def helm(words: list[str], options: dict[str, list[str]]):
    command, *names = words
    if command in ("install", "upgrade"):
        # Loading Helm's library takes longer than all the rest.
        sys.path.insert(0, str(Path(__file__).resolve().parent))
        import helm_python

        from chart import render

        if len(names) != 2 or (ROOT / names[1]).resolve() != CHART:
            fail("wants a name and the chart")
        values: dict = {}
        for text in options.get("--set", []):
            values = merged(values, set_values(text))
        with helm_python.Chart.load(CHART) as chart:
            chart.validate_schema(chart.merge_values(values))
        render(values, names[0], options["--namespace"][0])
    elif command in ("rollback", "uninstall", "test"):
        len(names) == 1 or fail("wants a release")
    elif command == "show":
        names == ["values", "charts/whence"] or fail("wants a chart")
    else:
        fail("unknown command")
    if command != "show" and "--namespace" not in options:
        fail("wants a namespace")


def set_values(text: str) -> dict:
    """`a.b=1` as Helm reads it: truths and whole numbers are themselves, but for a tag."""
    path, _, value = text.partition("=")
    node = json.loads(value) if re.fullmatch(r"true|false|\d+", value) and path != "image.tag" else value
    for part in reversed(path.split(".")):
        node = {part: node}
    return node


def merged(one: dict, other: dict) -> dict:
    return {**one, **{k: merged(one[k], v) if isinstance(v, dict) and isinstance(one.get(k), dict) else v for k, v in other.items()}}


def kubectl(words: list[str], options: dict[str, list[str]]):
    names = {tuple(name) for name in json.loads(Path(os.environ["OBJECTS"]).read_text())}
    command, *rest = words
    if command == "create":
        rest[:1] == ["namespace"] or rest[:2] == ["secret", "generic"] or fail("creates something else")
        return
    if command == "get":
        rest[0] in ("events", "pods", "secret", "secrets") or fail("gets something else")
        return
    if command not in ("exec", "logs", "port-forward", "rollout", "describe"):
        fail("unknown command")
    target = next((word for word in rest if "/" in word), None) or fail("names nothing")
    kind, name = target.split("/")
    kind = {"deploy": "deployment", "svc": "service"}.get(kind, kind)
    (kind, name) in names or fail(f"there is no {target}")
    if command == "exec":
        program = ARGUMENTS[ARGUMENTS.index("--") + 1]
        # The image has nothing else.
        program == "whence" and name.endswith("-ingest") or fail(f"the image has no {program}")


def docker(words: list[str], options: dict[str, list[str]]):
    command, *rest = words
    if command == "compose":
        wanted = set(re.findall(r"\$\{([A-Z_]+):\?", (ROOT / "docker-compose.yml").read_text()))
        missing = {name for name in wanted if not os.environ.get(name)}
        if rest[:1] != ["up"] or missing:
            fail(f"not set: {sorted(missing)}")
    elif command == "build":
        stages = re.findall(r"^FROM \S+ AS (\S+)$", (ROOT / "Dockerfile").read_text(), re.M)
        set(options.get("--target", [])) <= set(stages) or fail("no such stage")
        declared = set(re.findall(r"^ARG (\w+)", (ROOT / "Dockerfile").read_text(), re.M))
        {value.split("=")[0] for value in options.get("--build-arg", [])} <= declared or fail("no such argument")
    elif command == "push":
        (tag,) = rest
        version = re.search(r"^version: (.+)$", (CHART / "Chart.yaml").read_text(), re.M)[1]
        re.search(rf"/whence-(ingest|agent):{re.escape(version)}$", tag) or fail("no such image")
    else:
        fail("unknown command")


if __name__ == "__main__":
    {"helm": helm, "kubectl": kubectl, "docker": docker}[NAME](*parsed(ARGUMENTS, OPTIONS[NAME]))
