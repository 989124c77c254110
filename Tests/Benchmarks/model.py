"""What the agent adds to a language model's own time, and what analyses cost that wait for one."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterator

import servers
from analysis import SHOP, request
from load import Table, resident_megabytes

# What a call takes, from its request to its answer's last byte.
SECONDS = 5.0
WAITING = 100


def fitting(schema: dict) -> object:
    """Little that fits a schema: lists of one, and each text an id of evidence, so that what cites holds."""
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return fitting(schema["anyOf"][-1])
    kind = schema.get("type", "string")
    if isinstance(kind, list):
        kind = kind[-1]
    if kind == "object":
        return {name: fitting(member) for name, member in schema.get("properties", {}).items()}
    if kind == "array":
        return [fitting(schema["items"])]
    return {"string": "E1", "integer": 0, "number": 0, "boolean": False}.get(kind)


class Provider:
    """A slow server of chat completions that streams its answer over the whole of its time, and counts the seconds it took."""

    def __init__(self) -> None:
        self.calls = 0
        self.seconds = 0.0
        self.open = 0
        # Answers wait for as long as this is set.
        self.holds = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = int(head.split("content-length:")[1].split("\r\n")[0])
                start = time.perf_counter()
                body = json.loads(await reader.readexactly(length))
                self.open += 1
                while self.holds:
                    await asyncio.sleep(0.05)
                await self.answer(body, writer)
                self.open -= 1
                self.calls += 1
                self.seconds += time.perf_counter() - start
        writer.close()

    async def answer(self, body: dict, writer: asyncio.StreamWriter) -> None:
        schema = body.get("response_format", {}).get("json_schema", {}).get("schema", {"type": "object"})
        text = json.dumps(fitting(schema))
        pieces = [text[at : at + 40] for at in range(0, len(text), 40)] or [""]
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        for piece in pieces:
            await asyncio.sleep(SECONDS / len(pieces))
            self.send(writer, json.dumps({"choices": [{"index": 0, "delta": {"content": piece}}]}))
        usage = {"prompt_tokens": len(json.dumps(body)) // 4, "completion_tokens": len(text) // 4}
        self.send(writer, json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": usage}))
        self.send(writer, "[DONE]")
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    def send(self, writer: asyncio.StreamWriter, data: str) -> None:
        event = f"data: {data}\n\n".encode()
        writer.write(b"%x\r\n%s\r\n" % (len(event), event))


@contextlib.contextmanager
def provider() -> Iterator[tuple[Provider, str]]:
    served = Provider()
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(served.serve, "127.0.0.1", 0, backlog=1024))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield served, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.close()


def threads(process: int) -> int:
    return len(list(Path(f"/proc/{process}/task").iterdir()))


def analyze(url: str) -> dict:
    call = urllib.request.Request(f"{url}/analyze", request().encode(), {"Content-Type": "application/json"})
    return json.loads(urllib.request.urlopen(call, timeout=120).read())


def model(directory: Path) -> None:
    print(f"Analyses with a model that takes {SECONDS:.0f} s for a reply, streamed")
    with servers.replay(SHOP, directory) as (cluster, kubeconfig), provider() as (served, address):
        settings = {
            "KUBECONFIG": str(kubeconfig), "PROMETHEUS_URL": cluster, "AI_PROVIDER": "local", "LLM_BASE_URL": address, "LLM_MODEL_ID": "slow",
            "ANALYSIS_CONCURRENCY": "1000", "LLM_ANALYSIS_TIMEOUT_SECONDS": "300", "LLM_SILENCE_SECONDS": "300",
        }
        with servers.service("whence-agent", directory, **settings) as (url, process):
            analyze(url)
            single(served, url)
            waiting(served, url, process)


def single(served: Provider, url: str) -> None:
    table = Table("analysis", "calls", "model s", "total s", "overhead")
    overheads = []
    for number in range(1, 6):
        calls, own = served.calls, served.seconds
        start = time.perf_counter()
        analyze(url)
        total = time.perf_counter() - start
        own = served.seconds - own
        overheads.append((total - own) / own)
        table.row(number, served.calls - calls, f"{own:.2f}", f"{total:.2f}", f"{overheads[-1]:.1%}")
    print(f"\nthe agent adds {sorted(overheads)[2]:.1%} to the model's own time, the middle of five")


def waiting(served: Provider, url: str, process: int) -> None:
    """What an analysis keeps while it waits: all have asked, and none has its answer."""
    before, idle = resident_megabytes(process), threads(process)
    served.holds = True
    with ThreadPoolExecutor(WAITING) as pool:
        answers = [pool.submit(analyze, url) for _ in range(WAITING)]
        servers.wait_for(lambda: served.open == WAITING, "all analyses wait for the model")
        megabytes, running = resident_megabytes(process), threads(process)
        served.holds = False
        start = time.perf_counter()
        for answer in answers:
            answer.result()
        rest = time.perf_counter() - start
    print(
        f"{WAITING} analyses that wait keep {(megabytes - before) / WAITING:.2f} MB and {(running - idle) / WAITING:.2f} threads each "
        f"({before:.0f} to {megabytes:.0f} MB, {idle} to {running} threads); the last has its answer {rest:.1f} s after the model began to speak"
    )
