"""What is sent to providers of language models, and what their simulations answer, read by the providers' own libraries."""

from __future__ import annotations

import contextlib
import json
import threading
import typing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Iterable

import anthropic
import openai
import pytest
from anthropic.types.message_create_params import MessageCreateParamsStreaming
from google import genai
from google.genai import types as gemini
from openai.types.chat.completion_create_params import CompletionCreateParamsStreaming
from openai.types.responses.response_create_params import ResponseCreateParamsStreaming
from pydantic import TypeAdapter

WIRE = Path(__file__).with_name("wire")
KEY = "sk-simulated-0123456789abcdef"
CALLS = [("get_manifest", {"name": "web"}), ("list_manifests", {})]
ANSWER = {"cause": "oom_killed"}
CHATS = ["chat", "azure", "compatible"]


def sent(api: str, number: int) -> dict:
    return json.loads((WIRE / f"{api}.request{number}.json").read_text())


@contextlib.contextmanager
def served(api: str, number: int):
    """A server whose every answer is one of the simulation's."""
    answer = (WIRE / f"{api}.answer{number}.txt").read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def check(kind: type, body: dict) -> None:
    """Holds a request against the library's own type of it: every member known, each of its kind."""
    unknown = set(body) - set(typing.get_type_hints(kind))
    assert not unknown
    adapter = TypeAdapter(kind)
    exhaust(adapter.validate_python(body))


def exhaust(value: object) -> None:
    """Goes through a value: members that are iterables are checked when they are read."""
    if isinstance(value, dict):
        value = value.values()
    if isinstance(value, Iterable) and not isinstance(value, str):
        for element in value:
            exhaust(element)


@pytest.mark.parametrize("number", [1, 2])
def test_a_request_to_anthropic_is_one(number):
    check(MessageCreateParamsStreaming, sent("anthropic", number))


@pytest.mark.parametrize("number", [1, 2])
def test_a_request_for_a_response_is_one(number):
    check(ResponseCreateParamsStreaming, sent("responses", number))


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("api", CHATS)
def test_a_request_for_a_chat_completion_is_one(api, number):
    check(CompletionCreateParamsStreaming, sent(api, number))


@pytest.mark.parametrize("number", [1, 2])
def test_a_request_to_gemini_is_one(number):
    body = sent("gemini", number)
    assert set(body) <= {"contents", "systemInstruction", "tools", "toolConfig", "generationConfig"}
    for content in [*body["contents"], body["systemInstruction"]]:
        gemini.Content.model_validate(content)
    for tool in body["tools"]:
        gemini.Tool.model_validate(tool)
    gemini.ToolConfig.model_validate(body["toolConfig"])
    gemini.GenerationConfig.model_validate(body["generationConfig"])


def test_the_check_of_requests_can_fail():
    body = sent("anthropic", 2)
    body["messages"][1]["content"][0] = {"type": "text"}
    with pytest.raises(ValueError):
        check(MessageCreateParamsStreaming, body)


def anthropic_answer(number):
    with served("anthropic", number) as url:
        client = anthropic.Anthropic(api_key=KEY, base_url=url, max_retries=0, _strict_response_validation=True)
        with client.messages.stream(model="m", max_tokens=100, messages=[{"role": "user", "content": "Why?"}]) as stream:
            return stream.get_final_message()


def test_anthropics_library_reads_the_simulation():
    first = anthropic_answer(1)
    assert [block.type for block in first.content] == ["thinking", "text", "tool_use", "tool_use"]
    assert [(block.name, block.input) for block in first.content[2:]] == CALLS
    assert first.stop_reason == "tool_use" and first.usage.output_tokens > 1
    second = anthropic_answer(2)
    assert json.loads(second.content[0].text) == ANSWER
    assert second.stop_reason == "end_turn"


def response(number):
    with served("responses", number) as url:
        client = openai.OpenAI(api_key=KEY, base_url=url, max_retries=0, _strict_response_validation=True)
        with client.responses.stream(model="m", input="Why?") as stream:
            return stream.get_final_response()


def test_openais_library_reads_the_simulated_responses():
    first = response(1)
    assert [item.type for item in first.output] == ["reasoning", "message", "function_call", "function_call"]
    assert [(item.name, json.loads(item.arguments)) for item in first.output[2:]] == CALLS
    assert first.status == "completed" and first.usage.output_tokens > 0
    assert json.loads(response(2).output_text) == ANSWER


def completion(api, number):
    with served(api, number) as url:
        client = openai.OpenAI(api_key=KEY, base_url=url, max_retries=0, _strict_response_validation=True)
        with client.chat.completions.stream(
            model="m", messages=[{"role": "user", "content": "Why?"}], stream_options={"include_usage": True}
        ) as stream:
            return stream.get_final_completion()


@pytest.mark.parametrize("api", CHATS)
def test_openais_library_reads_the_simulated_chats(api):
    first = completion(api, 1)
    message = first.choices[0].message
    assert message.content == "I look."
    assert [(call.function.name, json.loads(call.function.arguments)) for call in message.tool_calls] == CALLS
    assert first.choices[0].finish_reason == "tool_calls" and first.usage.completion_tokens > 0
    assert json.loads(completion(api, 2).choices[0].message.content) == ANSWER


def gemini_chunks(number):
    with served("gemini", number) as url:
        client = genai.Client(api_key=KEY, http_options=gemini.HttpOptions(base_url=url))
        return list(client.models.generate_content_stream(model="gemini-3.8-flash", contents="Why?"))


def test_googles_library_reads_the_simulation():
    first = gemini_chunks(1)
    assert [(call.name, call.args) for chunk in first for call in chunk.function_calls or []] == CALLS
    assert first[-1].candidates[0].finish_reason == gemini.FinishReason.STOP
    assert first[-1].usage_metadata.candidates_token_count > 0
    assert json.loads("".join(chunk.text or "" for chunk in gemini_chunks(2))) == ANSWER
