"""A language model's server that speaks OpenAI's chat completions, as far as an agent needs it, and says what it is told to."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from typing import Callable, Iterator


@contextlib.contextmanager
def model(say: Callable[[dict], str | list[tuple[str, dict]]]) -> Iterator[tuple[str, list[dict]]]:
    """Yields its address, for LLM_BASE_URL, and the list of the requests that it gets. It says a text, or calls tools with arguments."""
    requests: list[dict] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            requests.append(request)
            said = say(request)
            chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": request["model"]}
            deltas = [{"content": said}] if isinstance(said, str) else [{"tool_calls": [call]} for call in calls(said, len(requests))]
            ending = "stop" if isinstance(said, str) else "tool_calls"
            pieces = [
                *({**chunk, "choices": [{"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": None}]} for delta in deltas),
                {**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": ending}]},
                {**chunk, "choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 50, "total_tokens": 1050}},
            ]
            body = "".join(f"data: {json.dumps(piece)}\n\n" for piece in pieces) + "data: [DONE]\n\n"
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", requests
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def calls(wanted: list[tuple[str, dict]], turn: int) -> list[dict]:
    return [
        {"index": index, "id": f"call_{turn}_{index}", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
        for index, (name, arguments) in enumerate(wanted)
    ]


def answer(summary: str, *evidence: str) -> str:
    """An analysis as the schema wants it, which finds what the rules find in the recording of the shop."""
    database = {"kind": "StatefulSet", "namespace": "shop", "name": "orders-db", "container": "db"}
    cause = {
        "category": "oom_killed", "title": "the database is killed", "object": database, "confidence": 0.9, "explanation": "It needs more memory.",
        "evidence": [*evidence],
    }
    return json.dumps({
        "summary": summary, "causes": [cause], "mechanism": [], "ruled_out": [], "contradiction": None, "recovery": None,
        "impact": {"services": ["orders"], "users": "Orders can't be placed."}, "recommendations": [], "missing": [],
    })
