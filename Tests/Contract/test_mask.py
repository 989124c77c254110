"""What docs/masking.md says of `whence mask` and of patterns of one's own, tried on the programs."""

import os
import subprocess

import pytest

from servers import BINARIES

pytestmark = pytest.mark.skipif(not (BINARIES / "whence").exists(), reason=f"whence is not built in {BINARIES}")

PATTERNS = '["ACME-[0-9]{6}", {"name": "staff-id", "pattern": "staff (?<secret>[a-z]+[0-9])"}]'
# Two mistakes, and one that is none.
BROKEN = '["ACME-[0-9]{6}", "(", {"name": "a b", "pattern": "x"}]'


def run(program, *arguments, text="", **settings):
    environment = {"PATH": os.environ["PATH"], "PORT": "0", "HOST": "127.0.0.1", **settings}
    return subprocess.run([BINARIES / program, *arguments], input=text, capture_output=True, text=True, env=environment, timeout=30)


def test_a_text_is_shown_without_its_secrets_and_the_same_is_the_same():
    text = "password=hunter2 for postgres://app:hunter2@orders-db:5432/orders\nAPI_TOKEN=x8Jq2LmP0v\n"
    result = run("whence", "mask", text=text)
    assert result.returncode == 0
    assert result.stdout == (
        "password=[masked:password#1] for postgres://app:[masked:password#1]@orders-db:5432/orders\nAPI_TOKEN=[masked:token#1]\n"
    )
    assert run("whence", "mask", text=result.stdout).stdout == result.stdout


def test_a_text_is_counted_by_family():
    assert run("whence", "mask", "--count", text="password=hunter2\npassword=hunter3\nwrite to ana@acme.io\n").stdout == "2\tnamed\n1\temail\n"


def test_a_long_text_comes_through_whole():
    text = "2026-11-21T08:00:00Z INFO orders: grüße aus der Bestellung 你好\n" * 20_000
    assert run("whence", "mask", text=text).stdout == text


def test_the_settings_hold():
    text = "order ACME-123456 by staff joe7, password=hunter2\n"
    assert run("whence", "mask", text=text, MASKING_REGEX_LIST_JSON=PATTERNS).stdout == (
        "order [masked:custom#1] by staff [masked:staff-id#1], password=[masked:password#1]\n"
    )
    assert run("whence", "mask", text=text, MASKING_ENABLED="false").stdout == text
    assert run("whence", "mask", text="to ana@acme.io\n", MASKING_EMAILS="false").stdout == "to ana@acme.io\n"


@pytest.mark.parametrize("program", ["whence-agent", "whence-ingest"])
def test_a_service_does_not_start_with_a_pattern_that_is_none_and_tells_all_mistakes(program):
    result = run(program, MASKING_REGEX_LIST_JSON=BROKEN, DATABASE_URL="postgresql://x@127.0.0.1:1/x")
    assert result.returncode == 78
    assert "MASKING_REGEX_LIST_JSON" in result.stderr and "[1]" in result.stderr and "[2].name" in result.stderr and "[0]" not in result.stderr


def test_the_command_tells_a_pattern_that_is_none():
    result = run("whence", "mask", text="x", MASKING_REGEX_LIST_JSON=BROKEN)
    assert result.returncode != 0 and not result.stdout and "[1]" in result.stderr
