"""api_breaks OLD NEW: what in the NEW OpenAPI document breaks clients that were written for the OLD one, a line each.

What a client sends has to be accepted still, and what it relies on in an answer has to be there still. A new operation, an optional
parameter, a further property or a further value in an answer breaks nobody; docs/versioning.md says so to clients. Nor does a larger value
in an answer: what bounds it is there to be read, not to be built upon.
Exit codes: 0 nothing breaks, 1 something does.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Iterator

import yaml

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
# Of a request, a bound may only be loosened: (keyword, whether a larger value is the looser one).
BOUNDS = {"maximum": True, "maxLength": True, "maxItems": True, "maxProperties": True, "minimum": False, "minLength": False, "minItems": False}


# Formats that are checked. Any other only says what a text is about.
FORMATS = {"uuid", "date", "date-time", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "byte", "int32", "int64"}
SCHEMES = ("type", "scheme", "in", "name", "openIdConnectUrl")


class Comparison:
    def __init__(self, old: dict[str, Any], new: dict[str, Any]):
        self.old, self.new = old, new

    def breaks(self) -> Iterator[str]:
        for path, item in self.old["paths"].items():
            for method, operation in item.items():
                if method not in METHODS:
                    continue
                name = f"{method.upper()} {path}"
                now = self.new["paths"].get(path, {}).get(method)
                if now is None:
                    yield f"{name}: gone"
                    continue
                if operation["operationId"] != now["operationId"]:
                    yield f"{name}: operationId was {operation['operationId']}, generated clients lose a method"
                yield from self.security(name, operation, now)
                yield from self.parameters(name, operation, now)
                yield from self.body(name, operation, now)
                yield from self.answers(name, operation, now)

    def resolved(self, document: dict[str, Any], node: Any) -> Any:
        while isinstance(node, dict) and "$ref" in node:
            target: Any = document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        # `true` is the schema that anything fits.
        return {} if node is True else node

    def schema(self, document: dict[str, Any], node: Any) -> dict[str, Any]:
        """Resolved, with what it is all of taken into it."""
        node = self.resolved(document, node)
        if "allOf" not in node:
            return node
        sum = {word: value for word, value in node.items() if word != "allOf"}
        for part in (self.schema(document, part) for part in node["allOf"]):
            sum = {
                **part, **sum, "properties": {**part.get("properties", {}), **sum.get("properties", {})},
                "required": [*sum.get("required", []), *part.get("required", [])],
            }
        return sum

    def security(self, name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
        """Whoever came in with some credentials, or with none, comes in with the same."""
        before, now = (
            operation.get("security", document.get("security", [])) or [{}] for document, operation in ((self.old, old), (self.new, new))
        )
        for credentials in before:
            if not any(all(scheme in credentials and set(scopes) <= set(credentials[scheme]) for scheme, scopes in wanted.items()) for wanted in now):
                yield f"{name}: {' and '.join(credentials) or 'no credentials'} aren't enough any more"
        for scheme in {scheme for credentials in before for scheme in credentials}:
            was, is_now = (document["components"]["securitySchemes"].get(scheme, {}) for document in (self.old, self.new))
            if is_now and any(was.get(word) != is_now.get(word) for word in SCHEMES):
                yield f"{name}: {scheme} is another scheme now"

    def parameters(self, name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
        before, now = (
            {(p["in"], p["name"]): p for p in (self.resolved(document, p) for p in operation.get("parameters", []))}
            for document, operation in ((self.old, old), (self.new, new))
        )
        for key, parameter in now.items():
            if parameter.get("required") and not before.get(key, {}).get("required"):
                yield f"{name}: parameter {key[1]} is required now"
        for key, parameter in before.items():
            if key not in now:
                yield f"{name}: parameter {key[1]} is gone"
            else:
                yield from self.sent(f"{name}: parameter {key[1]}", parameter.get("schema", {}), now[key].get("schema", {}), ())

    def body(self, name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
        before, now = self.resolved(self.old, old.get("requestBody", {})), self.resolved(self.new, new.get("requestBody", {}))
        if now.get("required") and not before.get("required"):
            yield f"{name}: a body is required now"
        for media, content in before.get("content", {}).items():
            if media not in now.get("content", {}):
                yield f"{name}: bodies of {media} aren't taken any more"
            else:
                yield from self.sent(f"{name}: body", content.get("schema", {}), now["content"][media].get("schema", {}), ())

    def answers(self, name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
        for status, answer in old["responses"].items():
            if not status.startswith("2"):
                continue
            if status not in new["responses"]:
                yield f"{name}: no answer {status} any more"
                continue
            before, now = self.resolved(self.old, answer), self.resolved(self.new, new["responses"][status])
            yield from self.headers(f"{name}: {status}", before.get("headers", {}), now.get("headers", {}))
            for media, content in before.get("content", {}).items():
                if media not in now.get("content", {}):
                    yield f"{name}: {status} isn't given as {media} any more"
                else:
                    yield from self.received(f"{name}: {status}", content.get("schema", {}), now["content"][media].get("schema", {}), ())

    def headers(self, name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
        names = {header.lower(): header for header in new}
        for header, value in old.items():
            if header.lower() not in names:
                yield f"{name}: header {header} is gone"
                continue
            before, now = self.resolved(self.old, value), self.resolved(self.new, new[names[header.lower()]])
            if before.get("required") and not now.get("required"):
                yield f"{name}: header {header} isn't always there any more"
            yield from self.received(f"{name}: header {header}", before.get("schema", {}), now.get("schema", {}), ())

    def alternatives(self, document: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
        """What may be sent, or may come: of a schema with several types or several forms, each of them."""
        for word in ("oneOf", "anyOf"):
            if word in schema:
                shared = {key: value for key, value in schema.items() if key != word}
                found = [self.schema(document, choice) for choice in schema[word]]
                return [part for choice in found for part in self.alternatives(document, {**shared, **choice})]
        if isinstance(schema.get("type"), list):
            return [{**schema, "type": kind} for kind in schema["type"]]
        return [schema]

    def chosen(self, name: str, needed: list[Any], offered: list[Any], compare: Any, said: str) -> Iterator[str]:
        """Every form that is needed has to fit one that is offered."""
        for form in needed:
            tried = [(self.types(form) == self.types(offer), list(compare(form, offer))) for offer in offered]
            if all(found for _, found in tried):
                # What is wrong with the nearest of its type says most.
                alike = [found for is_alike, found in tried if is_alike]
                yield from min(alike, key=len, default=[f"{name}: {said}: {' or '.join(sorted(self.types(form))) or 'anything'}"])

    @staticmethod
    def types(schema: dict[str, Any]) -> set[str]:
        found = schema.get("type", [])
        return {found} if isinstance(found, str) else set(found)

    def sent(self, name: str, old: Any, new: Any, seen: tuple[Any, ...]) -> Iterator[str]:
        """What was accepted has to be accepted."""
        key = (str(old), str(new))
        if key in seen:
            return
        old, new = self.schema(self.old, old), self.schema(self.new, new)
        forms, taken = self.alternatives(self.old, old), self.alternatives(self.new, new)
        if "oneOf" in old or "anyOf" in old or len(taken) > 1 and ("oneOf" in new or "anyOf" in new):
            yield from self.chosen(name, forms, taken, lambda was, now: self.sent(name, was, now, (*seen, key)), "a form isn't accepted any more")
            return
        if self.types(new) and not self.types(old) <= self.types(new) | ({"integer"} if "number" in self.types(new) else set()):
            yield f"{name}: was {sorted(self.types(old))}, is {sorted(self.types(new))}"
        if "enum" in new:
            gone = [value for value in old.get("enum", ["anything"]) if value not in new["enum"]]
            if gone:
                yield f"{name}: {gone} isn't accepted any more"
        if "const" in new and old.get("const", new) != new["const"]:
            yield f"{name}: nothing but {new['const']!r} is accepted any more"
        for word in ("pattern", "format"):
            if word in new and old.get(word) != new[word] and (word == "pattern" or new[word] in FORMATS):
                yield f"{name}: {word} was {old.get(word)}, is {new[word]}"
        for bound, larger_is_looser in BOUNDS.items():
            if bound in new:
                was = old.get(bound)
                if was is None or (new[bound] < was if larger_is_looser else new[bound] > was):
                    yield f"{name}: {bound} was {was}, is {new[bound]}"
        for required in set(new.get("required", [])) - set(old.get("required", [])):
            yield f"{name}: {required} is required now"
        if old.get("additionalProperties", True) is not False and new.get("additionalProperties") is False:
            yield f"{name}: unknown properties aren't accepted any more"
        for property_name, schema in old.get("properties", {}).items():
            if property_name in new.get("properties", {}):
                yield from self.sent(f"{name}.{property_name}", schema, new["properties"][property_name], (*seen, key))
            elif new.get("additionalProperties") is False:
                yield f"{name}.{property_name}: isn't accepted any more"
        if isinstance(old.get("additionalProperties"), dict) and isinstance(new.get("additionalProperties"), dict):
            yield from self.sent(f"{name}.*", old["additionalProperties"], new["additionalProperties"], (*seen, key))
        if "items" in old and "items" in new:
            yield from self.sent(f"{name}[]", old["items"], new["items"], (*seen, key))

    def received(self, name: str, old: Any, new: Any, seen: tuple[Any, ...]) -> Iterator[str]:
        """What was relied upon has to be there."""
        key = (str(old), str(new))
        if key in seen:
            return
        old, new = self.schema(self.old, old), self.schema(self.new, new)
        relied, forms = self.alternatives(self.old, old), self.alternatives(self.new, new)
        if "oneOf" in new or "anyOf" in new or len(relied) > 1 and ("oneOf" in old or "anyOf" in old):
            yield from self.chosen(name, forms, relied, lambda now, was: self.received(name, was, now, (*seen, key)), "has another form")
            return
        if self.types(old) and not self.types(new) <= self.types(old) | ({"integer"} if "number" in self.types(old) else set()):
            yield f"{name}: was {sorted(self.types(old))}, is {sorted(self.types(new))}"
        if "const" in old and new.get("const") != old["const"]:
            yield f"{name}: was always {old['const']!r}"
        for word in ("pattern", "format"):
            if word in old and old[word] != new.get(word) and (word == "pattern" or old[word] in FORMATS):
                yield f"{name}: {word} was {old[word]}, is {new.get(word)}"
        for required in old.get("required", []):
            if required not in new.get("required", []):
                yield f"{name}.{required}: isn't always there any more"
        for property_name, schema in old.get("properties", {}).items():
            if property_name not in new.get("properties", {}):
                yield f"{name}.{property_name}: gone"
            else:
                yield from self.received(f"{name}.{property_name}", schema, new["properties"][property_name], (*seen, key))
        if isinstance(old.get("additionalProperties"), dict) and isinstance(new.get("additionalProperties"), dict):
            yield from self.received(f"{name}.*", old["additionalProperties"], new["additionalProperties"], (*seen, key))
        if "items" in old:
            yield from self.received(f"{name}[]", old["items"], new.get("items", {}), (*seen, key))


def breaks(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(Comparison(old, new).breaks()))


if __name__ == "__main__":
    found = breaks(*(yaml.safe_load(Path(path).read_text()) for path in sys.argv[1:3]))
    print("\n".join(found))
    sys.exit(1 if found else 0)
