"""b. Durable reports a second: orders of a real deployment, each report acknowledged after COMMIT."""
import base64
import json
import sqlite3
import time

from common import Caller, HOME, Prepared, Server, load, median, people, say, spread, story
from hosts import canonical, enrol_many, newest, sha
from peers import Postgres

AIM = 10_000
# More do not make PostgreSQL faster on a small machine, and a hundred is all it takes by default.
PEER_CLIENTS = 64


def deploy(told, hosts, caller):
    """A release over all of these hosts through the public API, as scripts/story.py does it; gives the deployment."""
    lab = told.host("lab-1", "laboratory")
    items = [told.person("auditor").ask(f"hosts/{host.identifier}")["row"]["item"] for host in hosts]
    request = told.person("change-initiator").act("requests/raise", {
        "title": "Greeter everywhere", "description": "Install the greeter service.", "need": "Measure reports.",
        "benefit": "Numbers.", "risk": "None.", "resources": "One machine.", "category": "minor", "impact": "medium",
        "urgency": "medium", "items": items[:100]})["request"]
    page = f"requests/{request}"
    told.person("change-manager").act(page + "/submit", on=page)
    for name in ("cab-operations", "cab-security", "cab-service"):
        told.person(name).act(page + "/vote", {"choice": "implement", "why": "Benefit outweighs cost."}, on=page)
    told.person("change-manager").act(page + "/close-vote", on=page)
    release = told.person("release-manager").act("releases/open", {"title": "Greeter", "requests": [request]})["release"]
    now = int(time.time() * 1000)
    told.on(release, "release-manager", "plan", {
        "hosts": [host.identifier for host in hosts], "from": now, "until": now + 4 * 3600 * 1000,
        "parameters": [{"name": "port", "value": str(told.free_port)}]})
    told.on(release, "release-manager", "choose-profile", {
        "profile": "small", "reason": "Machines of one kind, made for measuring."})
    told.move(release, "building")
    package = told.package(request)
    told.on(release, "release-manager", "choose-package", {"package": package})
    told.move(release, "acceptance")
    trial = told.on(release, "release-manager", "try", {"hosts": [lab]})["deployment"]
    told.wait(trial, "backout proven")
    told.answer(release, {"ACCEPT-OPS-1": "It can be run."}, [trial])
    told.person("testing-coordinator").act(f"packages/{package}/accept", on=f"packages/{package}")
    told.move(release, "preparation")
    told.person("librarian").act(f"packages/{package}/release", on=f"packages/{package}")
    told.on(release, "change-manager", "approve-deployment", {})
    told.move(release, "deployment")
    return told.on(release, "release-manager", "deploy", {})["deployment"]


def take_orders(hosts, line):
    """Each host polls and gets its own signed order, which is what its reports are about."""
    versions = {"root": hosts[0].roots, "targets": 0, "timestamp": 0}
    for host in hosts:
        answer = host.send(line, "/host/v1/poll", host.poll_body(versions, host.inventory))
        payload = base64.b64decode(answer["orders"][0]["payload"])
        host.order, host.step = sha(payload).hexdigest(), json.loads(payload)["step"]
        host.number = 0


def report(host, deployment, event):
    host.number += 1
    return canonical({"at": int(time.time() * 1000), "deployment": deployment, "event": event, "number": host.number,
                      "order": host.order, "protocol": 1, "step": host.step})


def run(table, options):
    say("b. durable reports")
    folder = HOME / "reports"
    data = folder / f"server-{int(time.time())}"
    with Server(data) as server:
        told = people(server, data)
        told.free_port = story.free_port()
        try:
            hosts = enrol_many(
                server.port, Caller(server.port, told.person("operations-engineer").secret), options.report_hosts,
                "production", "web")
            deployment = deploy(told, hosts, Caller)
            line = Caller(server.port, "").line
            take_orders(hosts, line)
            say(f"  {deployment} runs on {len(hosts)} hosts, each with its signed order")
            for host in hosts:
                host.send(line, "/host/v1/report", report(host, deployment, {"accepted": {}}))
            measure(table, options, server, hosts, deployment)
        finally:
            stop_agents(told)


def stop_agents(told):
    import os
    import pathlib
    import signal
    for pid in pathlib.Path(told.options.data).glob("hosts/*/agent.pid"):
        try:
            os.kill(int(pid.read_text()), signal.SIGTERM)
        except (OSError, ValueError):
            pass


def measure(table, options, server, hosts, deployment):
    share = options.seconds * 12_000
    reports = Prepared(HOME / "reports.requests")
    while reports.count < share * (options.rounds + 1):
        for host in hosts:
            body = report(host, deployment, {"progress": {"bytes": host.number * 4096, "of": 1 << 30}})
            reports.add(host.request("/host/v1/report", body))
    reports.close()
    sample = body.decode()
    postgres = Postgres()
    try:
        postgres.sql("""CREATE TABLE host_report (row_id bigserial PRIMARY KEY, host text NOT NULL, order_digest text NOT NULL,
            number bigint NOT NULL, deployment text, at bigint NOT NULL, body text NOT NULL, UNIQUE (host, order_digest, number));
            CREATE INDEX ON host_report (deployment, row_id);""")
        script = (f"\\set host random(1, {len(hosts)})\n\\set number random(1, 2000000000)\n"
                  f"INSERT INTO host_report (host, order_digest, number, deployment, at, body) VALUES ('h-' || :host, "
                  f"'{hosts[0].order}', :number, '{deployment}', 1795460460000, '{sample}') ON CONFLICT DO NOTHING;\n")
        ours, peer, done = [], [], 0
        load(server.port, reports, options.seconds, options.report_connections, share)
        for _ in range(options.rounds):
            peer.append(postgres.bench(script, PEER_CLIENTS, options.seconds)["rate"])
            before = kept(server)
            result = load(server.port, reports, options.seconds, options.report_connections, share)
            if kept(server) - before < result["count"]:
                raise RuntimeError("a report was acknowledged and is not in the database")
            ours.append(result["rate"])
            done += result["count"]
    finally:
        postgres.remove()
    say(f"  {done:,} reports acknowledged in the rounds, all of them found in the database")
    table.add(
        "b. durable host reports per second", f"{median(ours):,.0f} ({spread(ours)})",
        f"pgbench, {PEER_CLIENTS} clients, one-row INSERT of the same report: {median(peer):,.0f} ({spread(peer)})",
        f"{median(ours) / median(peer):.2f}", "≥ 10,000", median(ours) >= AIM)


def kept(server):
    base = sqlite3.connect(f"file:{server.folder}/server/slipway.sqlite?mode=ro", uri=True)
    try:
        return base.execute("SELECT COUNT(*) FROM host_report").fetchone()[0]
    finally:
        base.close()
