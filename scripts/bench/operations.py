"""c. An operation's time: recording an item through the API, by one client and by 32."""
import json
import secrets
import time

from common import HOME, Prepared, Server, load, median, people, say
from peers import Postgres


def request(token, body):
    sent = json.dumps(body).encode()
    return (f"POST /api/v1/items/record HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {token}\r\nIdempotency-Key: {secrets.token_hex(16)}\r\n"
            f"Content-Length: {len(sent)}\r\n\r\n").encode() + sent


def items(path, token, count, prefix):
    prepared = Prepared(path)
    for number in range(count):
        prepared.add(request(token, {
            "class": "document", "name": f"{prefix}-{number:07}",
            "attributes": [{"name": "revision", "value": str(number)}]}))
    return prepared.close()


def run(table, options):
    say("c. an operation")
    with Server(HOME / "operations" / f"server-{int(time.time())}") as server:
        told = people(server, HOME / "operations")
        token = told.person("configuration-manager").secret
        share = {1: options.seconds * 2000, 32: options.seconds * 6000}
        prepared = items(HOME / "items.requests", token, sum(share.values()) * (options.rounds + 1), "Item")
        postgres = Postgres()
        try:
            postgres.sql("CREATE TABLE item (id bigserial PRIMARY KEY, name text NOT NULL, body text NOT NULL);")
            script = ("\\set n random(1, 2000000000)\nINSERT INTO item (name, body) VALUES ('Item-' || :n, "
                      "'{\"class\":\"document\",\"status\":\"live\"}');\n")
            ours, peer = {1: [], 32: []}, {1: [], 32: []}
            for clients in ours:
                load(server.port, prepared, options.seconds, clients, share[clients])
            for _ in range(options.rounds):
                for clients in ours:
                    peer[clients].append(postgres.bench(script, clients, options.seconds))
                    ours[clients].append(load(server.port, prepared, options.seconds, clients, share[clients]))
        finally:
            postgres.remove()
    for clients in ours:
        for part in ("p50", "p99"):
            mine, other = (median([one[part] for one in side[clients]]) for side in (ours, peer))
            rates = median([one["rate"] for one in ours[clients]]), median([one["rate"] for one in peer[clients]])
            table.add(
                f"c. item.record, {clients} client{'s' if clients > 1 else ''}, {part}",
                f"{mine:.2f} ms ({rates[0]:,.0f}/s)", f"pgbench, one-row INSERT: {other:.2f} ms ({rates[1]:,.0f}/s)",
                f"{mine / other:.2f}", "none", None)
