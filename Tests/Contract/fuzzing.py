"""schemathesis against a running service: every check that it has, and what is asked for where a check can't hold.

SCHEMATHESIS_EXAMPLES is how many requests it makes up for an operation, beside those that it derives from the document (8). With SCHEMATHESIS_SECONDS
each run goes on making up more until they are over. SCHEMATHESIS_SEED is where it begins.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

SECONDS = int(os.environ.get("SCHEMATHESIS_SECONDS", "0"))
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "8"))

# Whoever sends alerts gets 200 where some can be taken, and the others are named in `rejected`; what isn't known is left alone. An Alertmanager
# doesn't send again what is refused: to refuse all for one would lose the others.
INTAKE = "tag", "intake", "negative_data_rejection"
# A page shortens what is too long to look for, and its forms have fields for all their buttons: browsers send those that aren't needed, too.
PAGES = "tag", "pages", "negative_data_rejection"
FORM = "operation-id", "submitIncidentForm", "positive_data_acceptance"
# `since` lies before `until`, by so many days at most: no schema says that of two parameters.
WINDOWS = "operation-id", ["readStatistics", "readUsage"], "positive_data_acceptance"
# They name alerts, analyses or another incident, which have to be there: 400 says which isn't.
NAMES = "operation-id", ["mergeIncident", "moveAlerts", "splitIncident", "rateAnalysis"], "positive_data_acceptance"
# null stands for what is absent, in these bodies as everywhere. Answers leave out what is absent; the schemas that both share speak of answers.
NULLS = "operation-id", ["chat", "summarizeIncident"], "negative_data_rejection"
NARROWED = [INTAKE, PAGES, FORM, WINDOWS, NAMES, NULLS]


EXPECTED = {
    # What was asked for in good form may still be too late: the incident has changed since.
    "positive_data_acceptance": ["2xx", "3xx", 401, 403, 404, 409, 412, 429],
    # A body over the limit of its bytes is refused for that.
    "negative_data_rejection": [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429],
}


def configuration() -> str:
    """All checks, but for those that can't hold. (The command line's --checks would outweigh what is said of single operations.)"""
    expected = "".join(f"checks.{check}.expected-statuses = {json.dumps(statuses)}\n" for check, statuses in EXPECTED.items())
    narrowed = "".join(f"[[operations]]\ninclude-{kind} = {json.dumps(which)}\nchecks.{check}.enabled = false\n" for kind, which, check in NARROWED)
    return f"checks.enabled = true\n{expected}{narrowed}"


def fuzz(document: dict[str, Any], url: str, directory: Path, *options: str) -> int:
    """Sends what the document allows and what it doesn't, and fails where an answer isn't as the document says. Gives the number of cases."""
    limit = ["--max-time", str(SECONDS)] if SECONDS else []
    directory.mkdir(parents=True)
    (directory / "schemathesis.toml").write_text(configuration())
    (directory / "openapi.yaml").write_text(yaml.safe_dump(document))
    result = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")), "--config-file", "schemathesis.toml", "run", "openapi.yaml", "--url", url,
            "--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure", "--seed", os.environ.get("SCHEMATHESIS_SEED", "1"),
            "--max-examples", str(EXAMPLES), *limit, "--request-timeout", "10", "--generation-database", "none", "--warnings", "off", "--no-color",
            # U+0000 is refused wherever it stands: PostgreSQL's texts can't hold it.
            "--generation-allow-x00", "false",
            # A stream doesn't end: test_events.py reads it.
            "--exclude-path", "/api/v1/events", "--report", "json", "--report-json-path", "report.json", *options,
        ],
        cwd=directory, capture_output=True, text=True, timeout=4 * SECONDS + 600,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "fuzzing_hooks", "PYTHONPATH": str(Path(__file__).parent)},
    )
    # Bodies may be megabytes.
    said = "\n".join(line[:500] for line in (result.stdout + result.stderr).splitlines() if line.strip())
    assert result.returncode == 0, said[-40_000:]
    report = json.loads((directory / "report.json").read_text())
    assert report["operations"]["errored"] == 0 and report["operations"]["tested"] == report["operations"]["selected"], report["operations"]
    return report["test_cases"]["generated"]
