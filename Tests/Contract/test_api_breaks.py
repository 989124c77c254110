"""Clients written for the last release work with this one, and what would break them is noticed."""

import copy
import re

import pytest
import yaml

from api_breaks import breaks
from chart import ROOT

RELEASED = ROOT / "Tests" / "Contract" / "released"
NAMES = ("ingest", "agent")


def accepted():
    """Breaks that the changelog owns up to, as it may before 1.0, one a line."""
    return {line for line in (RELEASED / "accepted.txt").read_text().splitlines() if line and not line.startswith("#")}


@pytest.mark.parametrize("name", NAMES)
def test_no_client_of_the_last_release_breaks(name):
    old, new = (yaml.safe_load(path.read_text()) for path in (RELEASED / f"{name}.yaml", ROOT / "openapi" / f"{name}.yaml"))
    assert set(breaks(old, new)) <= accepted()


DOCUMENT = yaml.safe_load("""
openapi: 3.1.0
components:
  schemas:
    Node: {type: object, required: [name], properties: {name: {type: string}, parts: {type: array, items: {$ref: '#/components/schemas/Node'}}}}
paths:
  /nodes:
    get:
      operationId: listNodes
      parameters: [{in: query, name: limit, schema: {type: integer, maximum: 100}}]
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Node'}}}}
    post:
      operationId: addNode
      requestBody:
        content:
          application/json:
            schema: {type: object, required: [name], properties: {name: {type: string, maxLength: 40}, kind: {enum: [a, b]}}}
      responses:
        '201': {content: {application/json: {schema: {$ref: '#/components/schemas/Node'}}}}
""")


def edited(path, value):
    """The document with what is at the path replaced, or gone."""
    document = copy.deepcopy(DOCUMENT)
    *parents, last = path.split(" ")
    node = document
    for part in parents:
        node = node[int(part) if isinstance(node, list) else part]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return document


BODY = "paths /nodes post requestBody content application/json schema"
NODE = "components schemas Node"


@pytest.mark.parametrize(
    "path, value, said",
    [
        ("paths /nodes get", None, "GET /nodes: gone"),
        ("paths /nodes get operationId", "nodes", "operationId was listNodes"),
        ("paths /nodes get parameters", [], "parameter limit is gone"),
        ("paths /nodes get parameters 0 required", True, "parameter limit is required now"),
        ("paths /nodes get parameters 0 schema maximum", 50, "maximum was 100, is 50"),
        ("paths /nodes post requestBody required", True, "a body is required now"),
        (f"{BODY} required", ["name", "kind"], "kind is required now"),
        (f"{BODY} additionalProperties", False, "unknown properties"),
        (f"{BODY} properties name type", "integer", "was ['string'], is ['integer']"),
        (f"{BODY} properties name minLength", 3, "minLength was None, is 3"),
        (f"{BODY} properties kind enum", ["a"], "['b'] isn't accepted"),
        ("paths /nodes post responses", {"200": {}}, "no answer 201"),
        ("paths /nodes get responses 200 content", {"text/plain": {}}, "isn't given as application/json"),
        (f"{NODE} required", [], "name: isn't always there"),
        (f"{NODE} properties", {"name": {"type": "string"}}, "parts: gone"),
        (f"{NODE} properties name type", ["string", "null"], "was ['string'], is ['null', 'string']"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_break_is_noticed(path, value, said):
    found = breaks(DOCUMENT, edited(path, value))
    assert any(said in line for line in found), found


@pytest.mark.parametrize(
    "path, value",
    [
        ("paths /nodes delete", {"operationId": "removeNodes", "responses": {}}),
        ("paths /nodes get parameters 0 schema maximum", 200),
        (f"{BODY} properties name maxLength", 80),
        (f"{BODY} properties kind enum", ["a", "b", "c"]),
        (f"{BODY} required", []),
        (f"{NODE} properties size", {"type": "integer"}),
        (f"{NODE} required", ["name", "parts"]),
    ],
    ids=str,
)
def test_what_breaks_nobody_passes(path, value):
    assert breaks(DOCUMENT, edited(path, value)) == []


def test_the_documents_of_the_last_release_are_those_of_the_changelog():
    newest = re.search(r"^## (\d+\.\d+\.\d+) - ", (ROOT / "CHANGELOG.md").read_text(), re.M)[1]
    for name in NAMES:
        assert yaml.safe_load((RELEASED / f"{name}.yaml").read_text())["info"]["version"] == newest
