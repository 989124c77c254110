"""How fast secrets are taken out of text, on one core: of an application's logs, and of text that was made to be slow."""

from __future__ import annotations

import random
import subprocess

import servers
from load import Table

LOG_BYTES = 16_000_000
HOSTILE_BYTES = 1_000_000
TEMPLATES = [
    '2026-11-21T{h:02}:{m:02}:{s:02}.{ms:03}Z INFO  [orders] GET /api/v1/orders/{n} 200 {d}ms trace_id={t} agent="curl/8.5"',
    '{{"ts":"2026-11-21T{h:02}:{m:02}:{s:02}.{ms:03}Z","level":"info","msg":"done","path":"/v1/items/{n}","status":200,"trace_id":"{t}"}}',
    'I1121 {h:02}:{m:02}:{s:02}.{ms:03}123 1 reconciler.go:{d}] "MountVolume started for volume" pod="shop/orders-{n}" uid={t}',
    "WARN {h:02}:{m:02}:{s:02} o.a.kafka.clients.NetworkClient - [Consumer clientId=c-{n}] Node {n} (kafka-0.kafka/10.244.{d}.7:9092) is not available.",
    "dial tcp 10.96.{d}.1:5432: connect: connection refused; retrying in {d}s (attempt {n})",
    "\tat com.example.orders.service.OrderService.findAll(OrderService.java:{n})",
]
# Of every line in so many.
SECRET = "retry {n}: postgres://orders:{t}@orders-db:5432/orders is not ready"
HOSTILE = ["eyJ", "eyJ.", "password=", 'password:"', "://", "a@a.", "sk-", "-----BEGIN", "1.", "4111 ", '\\"', "key: ", "aA1/", "mysql -", "curl -u "]


def log(size: int, lines_a_secret: int) -> str:
    chance = random.Random(1)
    lines: list[str] = []
    length = 0
    while length < size:
        values = {"h": chance.randrange(24), "m": chance.randrange(60), "s": chance.randrange(60), "ms": chance.randrange(1000)}
        template = SECRET if chance.randrange(lines_a_secret) == 0 else chance.choice(TEMPLATES)
        line = template.format(n=chance.randrange(10_000), d=chance.randrange(256), t=f"{chance.getrandbits(128):032x}", **values)
        lines.append(line)
        length += len(line) + 1
    return "\n".join(lines)


def seconds(text: str, rounds: int = 5) -> float:
    command = [str(servers.BINARIES / "whence"), "mask", "--measure", str(rounds)]
    answer = subprocess.run(command, input=text.encode(), capture_output=True, check=True, timeout=300).stdout
    return float(answer.split()[1])


def masking() -> None:
    print("Log text on one core (aim 200 MB/s)")
    for lines_a_secret in (1000, 7):
        text = log(LOG_BYTES, lines_a_secret)
        print(f"  a secret in every {lines_a_secret:,} lines: {len(text) / seconds(text) / 1e6:.0f} MB/s")
    table = Table("hostile text", "MB/s", "time of twice as much")
    for unit in HOSTILE:
        once = seconds(unit * (HOSTILE_BYTES // len(unit)))
        twice = seconds(unit * (2 * HOSTILE_BYTES // len(unit)))
        table.row(repr(unit), f"{HOSTILE_BYTES / once / 1e6:.0f}", f"×{twice / once:.2f}")
