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


def test_examples_fit_their_schemas(document):
    checked = 0
    for method, path, operation in operations(document):
        for media in operation.get("requestBody", {}).get("content", {}).values():
            schema = {**media["schema"], "components": document["components"]}
            for example in media.get("examples", {}).values():
                jsonschema.Draft202012Validator(schema).validate(example["value"])
                checked += 1
    assert checked > 0


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
