"""An OpenTelemetry collector that takes OTLP/HTTP in JSON, and reads it as the protocol's own messages have it."""

from __future__ import annotations

import base64
import contextlib
import http.server
import json
import threading
from typing import Any, Iterator

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

# The JSON mapping of OTLP differs from protobuf's own in one thing: ids are hexadecimal, not base64.
IDS = {"traceId": 32, "spanId": 16, "parentSpanId": 16}


def as_protobuf_has_it(value: Any) -> Any:
    if isinstance(value, list):
        return [as_protobuf_has_it(item) for item in value]
    if not isinstance(value, dict):
        return value
    document = {}
    for name, item in value.items():
        if name in IDS:
            assert len(item) == IDS[name], (name, item)
            document[name] = base64.b64encode(bytes.fromhex(item)).decode()
        else:
            document[name] = as_protobuf_has_it(item)
    return document


class Collector:
    def __init__(self):
        self.headers: list[dict[str, str]] = []
        self.bodies: list[str] = []

    def requests(self) -> list[ExportTraceServiceRequest]:
        """Every request, strictly read: a field that the protocol doesn't know is an error."""
        return [
            json_format.ParseDict(as_protobuf_has_it(json.loads(body)), ExportTraceServiceRequest(), ignore_unknown_fields=False)
            for body in list(self.bodies)
        ]

    def spans(self) -> list[tuple[str, Span]]:
        """Each span with the name of its service."""
        return [
            (next(a.value.string_value for a in resource.resource.attributes if a.key == "service.name"), span)
            for request in self.requests()
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@contextlib.contextmanager
def collector() -> Iterator[tuple[str, Collector]]:
    """Yields its address, for OTEL_EXPORTER_OTLP_ENDPOINT, and what it got."""
    kept = Collector()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = 200 if self.path == "/v1/traces" and self.headers["Content-Type"] == "application/json" else 400
            if status == 200:
                kept.headers.append({name.lower(): value for name, value in self.headers.items()})
                kept.bodies.append(body.decode())
            answer = json.dumps({"partialSuccess": {}}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
