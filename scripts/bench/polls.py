"""a. Idle polls a second, with real sessions, message codes and counters."""
import time

from common import HOME, Prepared, Server, load, median, people, same_request, say, spread, Caller
from hosts import enrol_many, newest
from peers import Nginx

AIM = 0.25


def run(table, options):
    say("a. idle polls")
    folder = HOME / "polls"
    with Server(folder / f"server-{int(time.time())}") as server:
        told = people(server, folder)
        caller = Caller(server.port, told.person("operations-engineer").secret)
        began = time.time()
        hosts = enrol_many(server.port, caller, options.hosts, "production", "idle")
        say(f"  {len(hosts)} hosts enrolled in {time.time() - began:.0f} s, each with a session and an inventory")
        line, versions = caller.line, {"root": hosts[0].roots, "targets": 0, "timestamp": 0}
        versions = newest(hosts[0].send(line, "/host/v1/poll", hosts[0].poll_body(versions)), versions)
        for host in hosts:
            host.body = host.poll_body(versions, host.inventory)
            answer = host.send(line, "/host/v1/poll", host.body)
            if answer["orders"] or answer["wantsInventory"] or answer["metadata"]["roots"] or "targets" in answer["metadata"]:
                raise RuntimeError(f"this poll is not idle: {answer}")
        measure(table, options, server, hosts)


def measure(table, options, server, hosts):
    from hosts import sha
    # More than the server can answer: a round that ran out of requests would measure the loader.
    share = options.seconds * 50_000
    digests = [sha(host.body).hexdigest() for host in hosts]
    polls = Prepared(HOME / "polls.requests")
    while polls.count < share * (options.rounds + 1):
        for host, digest in zip(hosts, digests):
            polls.add(host.request("/host/v1/poll", host.body, digest))
    polls.close()
    plain = b"GET /%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    bare = same_request(HOME / "healthz.requests", plain % b"healthz", 1000)
    static = same_request(HOME / "static.requests", plain % b"answer", 1000)
    rates = {"nginx": [], "bare": [], "polls": []}
    # A hundred bytes for head fields that both send; the body is as long as a poll's.
    with Nginx(HOME / "nginx", 170) as nginx:
        load(server.port, polls, options.seconds, options.connections, share)
        for _ in range(options.rounds):
            for name, port, prepared, count in (
                    ("nginx", nginx.port, static, 1000), ("bare", server.port, bare, 1000),
                    ("polls", server.port, polls, share)):
                if count == 1000:
                    prepared.used = 0
                rates[name].append(load(port, prepared, options.seconds, options.connections, count)["rate"])
    middle = {name: median(values) for name, values in rates.items()}
    ratio = middle["polls"] / middle["nginx"]
    table.add(
        "a. authenticated idle polls per second", f"{middle['polls']:,.0f} ({spread(rates['polls'])})",
        f"nginx, one worker, 170-byte file: {middle['nginx']:,.0f} ({spread(rates['nginx'])})", f"{ratio:.2f}", "≥ 0.25",
        ratio >= AIM)
    table.add(
        "a. for comparison: /healthz per second", f"{middle['bare']:,.0f} ({spread(rates['bare'])})", "the same nginx",
        f"{middle['bare'] / middle['nginx']:.2f}", "none", None)
