"""Clients written for the last release work with this one, and what would break them is noticed."""

import copy
import re

import pytest
import yaml

from api_breaks import breaks
from chart import ROOT

RELEASED = ROOT / "Tests" / "Contract" / "released"
NAMES = ("ingest", "agent")


def is_accepted(found):
    """Whether the changelog owns up to a break, as it may before 1.0: one a line, where an asterisk stands for anything."""
    lines = (line for line in (RELEASED / "accepted.txt").read_text().splitlines() if line and not line.startswith("#"))
    return any(re.fullmatch(".*".join(map(re.escape, line.split("*"))), found) for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_no_client_of_the_last_release_breaks(name):
    old, new = (yaml.safe_load(path.read_text()) for path in (RELEASED / f"{name}.yaml", ROOT / "openapi" / f"{name}.yaml"))
    assert [line for line in breaks(old, new) if not is_accepted(line)] == []


DOCUMENT = yaml.safe_load("""
openapi: 3.1.0
security: [{bearer: []}, {}]
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}, key: {type: apiKey, in: header, name: Key}}
  schemas:
    Node: {type: object, required: [name], properties: {name: {type: string}, parts: {type: array, items: {$ref: '#/components/schemas/Node'}}}}
    Named: {type: object, required: [id], properties: {id: {type: string, format: uuid, pattern: '^0'}}}
    Found: {allOf: [{$ref: '#/components/schemas/Named'}], type: object, properties: {at: {oneOf: [{type: string, format: date-time}, {type: integer}]}}}
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
        '201':
          headers: {Location: {required: true, schema: {type: string}}, ETag: {schema: {type: string, pattern: '^"'}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Node'}}}
  /found:
    post:
      operationId: find
      security: [{key: []}]
      requestBody: {content: {application/json: {schema: {oneOf: [{type: string, pattern: '^[a-z]+$'}, {type: array, items: {type: string}}]}}}}
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Found'}}}}
""")


def edited(path, value):
    """The document with what is at the path replaced, or gone."""
    document = copy.deepcopy(DOCUMENT)
    *parents, last = path.split(" ")
    node = document
    for part in parents:
        node = node[int(part) if isinstance(node, list) else part]
    if isinstance(node, list):
        last = int(last)
    if value is None:
        del node[last]
    elif isinstance(node, list) and last == len(node):
        node.append(value)
    else:
        node[last] = value
    return document


BODY = "paths /nodes post requestBody content application/json schema"
NODE = "components schemas Node"
ADDED = "paths /nodes post responses 201"
FORM = "paths /found post requestBody content application/json schema oneOf"
FOUND = "components schemas Found"


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
        ("security", [{"bearer": []}], "GET /nodes: no credentials aren't enough any more"),
        ("paths /nodes get security", [{"bearer": [], "key": []}], "GET /nodes: bearer aren't enough"),
        ("paths /found post security", [{"bearer": []}], "POST /found: key aren't enough"),
        ("components securitySchemes key name", "Token", "POST /found: key is another scheme"),
        (f"{ADDED} headers Location", None, "201: header Location is gone"),
        (f"{ADDED} headers Location required", False, "header Location isn't always there"),
        (f"{ADDED} headers ETag schema pattern", "^W", "header ETag: pattern was"),
        (f"{BODY} properties name pattern", "^a", "name: pattern was None, is ^a"),
        (f"{BODY} properties name format", "uuid", "name: format was None, is uuid"),
        (f"{BODY} properties name const", "a", "nothing but 'a' is accepted"),
        (f"{FORM} 0 pattern", "^[a-y]+$", "body: pattern was ^[a-z]+$"),
        (f"{FORM} 1", None, "body: a form isn't accepted any more: array"),
        (f"{FORM} 1 items type", "integer", "body[]: was ['string'], is ['integer']"),
        ("components schemas Named properties id format", None, "id: format was uuid, is None"),
        ("components schemas Named properties id pattern", "^1", "id: pattern was ^0, is ^1"),
        ("components schemas Named required", [], "id: isn't always there any more"),
        (f"{FOUND} allOf", [], "id: gone"),
        (f"{FOUND} properties at oneOf 0 format", "date", "at: format was date-time, is date"),
        (f"{FOUND} properties at oneOf", [{"type": "string", "format": "date-time"}, {"type": "boolean"}], "at: has another form: boolean"),
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
        ("security", [{}]),
        ("security", []),
        ("paths /found post security", [{"bearer": []}, {"key": []}]),
        (f"{ADDED} headers Retry-After", {"schema": {"type": "integer"}}),
        (f"{BODY} properties name format", "node-name"),
        (f"{FORM} 0 pattern", None),
        (f"{FORM} 2", {"type": "integer"}),
        ("paths /found post requestBody content application/json schema", {"type": ["string", "array"], "items": {"type": "string"}}),
        (f"{FOUND} properties at oneOf", [{"type": "string", "format": "date-time"}]),
        (f"{FOUND}", {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid", "pattern": "^0"}, "at": {"type": "integer"}}}),
    ],
    ids=str,
)
def test_what_breaks_nobody_passes(path, value):
    assert breaks(DOCUMENT, edited(path, value)) == []


def test_the_documents_of_the_last_release_are_those_of_the_changelog():
    newest = re.search(r"^## (\d+\.\d+\.\d+) - ", (ROOT / "CHANGELOG.md").read_text(), re.M)[1]
    for name in NAMES:
        assert yaml.safe_load((RELEASED / f"{name}.yaml").read_text())["info"]["version"] == newest
