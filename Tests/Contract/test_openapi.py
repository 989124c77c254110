"""The services' OpenAPI documents are valid, and as complete as their readers need."""

import functools

import jsonschema
import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from chart import ROOT

DOCUMENTS = {name: yaml.safe_load((ROOT / "openapi" / f"{name}.yaml").read_text()) for name in ("ingest", "agent")}


@pytest.fixture(params=DOCUMENTS.values(), ids=DOCUMENTS.keys())
def document(request):
    return request.param


def operations(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def resolve(document, node):
    while "$ref" in node:
        parts = node["$ref"].removeprefix("#/").split("/")
        node = functools.reduce(lambda parent, part: parent[part], parts, document)
    return node


def test_the_document_is_valid(document):
    OpenAPIV31SpecValidator(document).validate()


def test_operations_are_named_once_tagged_and_summed_up(document):
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    tags = {tag["name"] for tag in document["tags"]}
    for _, path, operation in operations(document):
        assert set(operation["tags"]) <= tags, path
        assert operation["summary"].endswith("."), path


def test_errors_are_problem_documents(document):
    for method, path, operation in operations(document):
        if "pages" in operation["tags"] or path == "/readyz":
            continue
        for status, response in operation["responses"].items():
            if status == "default" or int(status) >= 400:
                content = resolve(document, response)["content"]
                assert list(content) == ["application/problem+json"], (method, path, status)


def media(document):
    """What every body and every answer may hold: where it stands, its type, and what is said of it."""
    for method, path, operation in operations(document):
        for kind, content in resolve(document, operation.get("requestBody", {})).get("content", {}).items():
            yield f"{method} {path}: body", kind, content
        for status, response in operation["responses"].items():
            for kind, content in resolve(document, response).get("content", {}).items():
                yield f"{method} {path}: {status}", kind, content


def examples(document, content):
    yield from (resolve(document, example)["value"] for example in content.get("examples", {}).values())
    if "example" in content:
        yield content["example"]


def test_every_body_and_every_answer_in_json_has_an_example(document):
    for place, kind, content in media(document):
        if kind.endswith("json") and "problem" not in kind:
            assert list(examples(document, content)), place


def validator(document, schema):
    return jsonschema.Draft202012Validator(
        {**schema, "components": document["components"]}, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def test_examples_fit_their_schemas(document):
    checked = 0
    for place, _, content in media(document):
        for example in examples(document, content):
            errors = list(validator(document, content["schema"]).iter_errors(example))
            assert not errors, (place, errors)
            checked += 1
    assert checked >= 15


def parameters(document):
    for method, path, operation in operations(document):
        for parameter in operation.get("parameters", []):
            parameter = resolve(document, parameter)
            yield f"{method} {path}: {parameter['name']}", parameter


def test_parameters_have_an_example_that_fits(document):
    for place, parameter in parameters(document):
        assert "example" in parameter, place
        errors = list(validator(document, parameter["schema"]).iter_errors(parameter["example"]))
        assert not errors, (place, errors)


# Texts of these forms are as long as their forms are.
BOUNDED_FORMATS = {"uuid", "date-time"}
# Their patterns bound them: so many tags of so many characters.
BOUNDED_HEADERS = {"If-Match", "If-None-Match"}


def unbounded(place, schema):
    """Where a schema leaves open how long a text, how many the items or members, or how small a number may be.

    Values without a type are left alone: they are somebody else's, as an artifact's result, a tool's arguments, or the body of a generic webhook.
    """
    kinds = {schema["type"]} if isinstance(schema.get("type"), str) else set(schema.get("type", []))
    is_chosen = "enum" in schema or "const" in schema
    if "string" in kinds and not is_chosen and "maxLength" not in schema and schema.get("format") not in BOUNDED_FORMATS:
        yield f"{place}: a text without maxLength"
    if "array" in kinds and "maxItems" not in schema:
        yield f"{place}: an array without maxItems"
    if isinstance(schema.get("additionalProperties"), dict) and "maxProperties" not in schema:
        yield f"{place}: a map without maxProperties"
    if "integer" in kinds and not is_chosen and "minimum" not in schema:
        yield f"{place}: an integer without minimum"
    for name, child in schema.get("properties", {}).items():
        yield from unbounded(f"{place}.{name}", child)
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield from unbounded(f"{place}.{word}", schema[word])
    for word in ("oneOf", "anyOf", "allOf"):
        for child in schema.get(word, []):
            yield from unbounded(f"{place}.{word}", child)


def test_every_schema_says_how_large_its_values_may_be(document):
    found = [line for name, schema in document["components"]["schemas"].items() for line in unbounded(name, schema)]
    for place, parameter in parameters(document):
        if parameter["name"] not in BOUNDED_HEADERS:
            found += unbounded(place, parameter["schema"])
    for place, kind, content in media(document):
        # Pages, metrics and streams end where they end.
        if kind.startswith("text/"):
            continue
        found += unbounded(place, content["schema"])
    assert not found


def test_what_both_documents_define_they_define_alike():
    ingest, agent = (d["components"]["schemas"] for d in DOCUMENTS.values())
    common = ingest.keys() & agent.keys()
    assert {"AnalyzeResponse", "RootCause", "Problem"} <= common
    for name in common:
        assert ingest[name] == agent[name], name


def test_every_schema_is_used(document):
    text = yaml.safe_dump(document)
    for kind, entries in document["components"].items():
        if kind == "securitySchemes":
            continue
        for name in entries:
            assert f"#/components/{kind}/{name}" in text, name


class NoDuplicates(yaml.SafeLoader):
    """YAML lets the second of two equal keys win in silence: half a path would be gone."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        assert len(keys) == len(set(keys)), (node.start_mark.line + 1, [key for key in keys if keys.count(key) > 1])
        return super().construct_mapping(node, deep)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_key_stands_twice(name):
    yaml.load((ROOT / "openapi" / f"{name}.yaml").read_text(), NoDuplicates)


def test_whatever_wants_a_token_says_what_happens_without(document):
    assert {"bearer", "basic"} == set(document["components"]["securitySchemes"])
    for method, path, operation in operations(document):
        if operation.get("security", document["security"]):
            assert {"401", "403", "429", "503"} <= operation["responses"].keys(), (method, path)
        else:
            assert "401" not in operation["responses"], (method, path)
