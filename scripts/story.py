#!/usr/bin/env python3
"""Plays the whole story through the public API: an approved request reaches a host and is proven.

Every act is done by a person signed in with the role that owes it. Nothing is written behind the server's back: what
this script can do, any program with the same accounts can do. It needs Python's standard library only.

usage: story.py --server URL --slipway FILE --agent FILE --data FOLDER [--again]
"""
import argparse
import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

PASSWORD = "slipway for a first look"
PEOPLE = {
    "release-manager": ["release-manager"],
    "change-manager": ["change-manager"],
    "change-initiator": ["change-initiator"],
    "change-owner": ["change-owner"],
    "cab-operations": ["cab-member", "operations-engineer"],
    "cab-security": ["cab-member", "security-representative"],
    "cab-service": ["cab-member", "service-level-manager"],
    "developer": ["developer"],
    "librarian": ["librarian"],
    "testing-coordinator": ["testing-coordinator"],
    "operations-engineer": ["operations-engineer"],
    "configuration-manager": ["configuration-manager"],
    "auditor": ["auditor"],
    "service-desk": ["service-desk"],
}

# Who stands for each cluster in a release that needs all of them.
CLUSTERS = {
    "infrastructure": "developer", "operations": "operations-engineer", "release": "release-manager",
    "security": "cab-security", "support": "service-desk", "service": "cab-service",
}

# What the clusters advise while it is planned, and what they sign when it is accepted.
ADVICE = {
    "PLAN-INF-1": "One host, one port, no other service reads its files.",
    "PLAN-OPS-1": "Outside the morning hours; the service is watched like its neighbours.",
    "PLAN-SEC-1": "It listens without a password and says only its version: acceptable inside.",
    "PLAN-SUP-1": "The desk needs the page with the one known symptom.",
    "PLAN-SVC-1": "No service level is touched.",
}
SIGN_OFFS = {
    "ACCEPT-OPS-1": "Starts, stops and is watched like the services beside it; the way back took seconds.",
    "ACCEPT-SEC-1": "Nothing but its own folder and port was touched.",
    "ACCEPT-SUP-1": "The symptom and what to do about it are written down and were tried.",
    "ACCEPT-SVC-1": "The trial kept every agreed time.",
}


class Refusal(Exception):
    pass


class Api:
    """One person's view of the server."""

    def __init__(self, server, secret=None):
        self.server, self.secret = server, secret

    def call(self, method, path, body=None, headers=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.server + path, data=data, method=method, headers=headers or {})
        if data is not None:
            request.add_header("Content-Type", "application/json")
        if self.secret:
            request.add_header("Authorization", "Bearer " + self.secret)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer), answer.headers
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            raise Refusal(f"{method} {path}: {error.code} {text}") from None

    def ask(self, path):
        return self.call("GET", "/api/v1/" + path)[0]

    def act(self, path, body=None, on=None):
        """POSTs an operation; `on` is the page of its subject, whose version is sent along."""
        headers = {"Idempotency-Key": secrets.token_hex(16)}
        if on:
            headers["If-Match"] = self.call("GET", "/api/v1/" + on)[1]["ETag"]
        return self.call("POST", "/api/v1/" + path, body or {}, headers)[0]["answer"]


def say(text):
    print(f"  {text}", flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Story:
    def __init__(self, options):
        self.options = options
        self.people = {}
        self.identifiers = {}
        self.started = time.time()

    def run(self):
        release, request, rollout, port = self.deploy(profile="standard")
        self.on(release, "release-manager", "sign-off", {"deployment": rollout})
        self.finish(release, request)
        return self.verify()

    def finish(self, release, request):
        """The change review closes the request, and with it the release."""
        self.move(release, "review")
        self.person("change-owner").act(
            f"requests/{request}/review",
            {"objectivesMet": True, "usersContent": True, "costAsPlanned": True}, on=f"requests/{request}")
        self.move(release, "closed")

    def back_out(self):
        """Deploys once more and restores the former version on every host."""
        release, request, _, _ = self.deploy()
        back = self.on(release, "release-manager", "back-out", {"why": "The new version greets in the wrong tone."})
        self.wait(back["deployment"], "backed out, the former version restored")
        self.move(release, "backed-out")
        self.finish(release, request)
        return release, back["deployment"]

    def deploy(self, profile=None):
        self.accounts()
        port = free_port()
        host = self.host("web-1", "production")
        release, request = self.ready([host], port, profile=profile)
        rollout = self.on(release, "release-manager", "deploy", {})["deployment"]
        self.wait(rollout, "deployed and verified on the production host")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            say(f"the service answers on port {port}: {answer.read().decode().strip()}")
        return release, request, rollout, port

    def staff(self, release):
        """Names who stands for each cluster; each takes the part on, and those who are asked for advice give it."""
        for cluster, name in CLUSTERS.items():
            self.on(release, "release-manager", "represent", {"cluster": cluster, "person": self.identifiers[name]})
            if name != "release-manager":
                self.on(release, name, "accept-part", {"cluster": cluster})
        self.on(release, "release-manager", "represent", {
            "cluster": "partner", "notConcerned": "Nothing of it is bought or run by somebody else."})
        self.answer(release, ADVICE)
        say(f"{release}: seven clusters represented, {len(ADVICE)} gave their advice")

    def answer(self, release, answers, tests=()):
        clusters = {"INF": "infrastructure", "OPS": "operations", "SEC": "security", "SUP": "support", "SVC": "service"}
        for duty, says in answers.items():
            self.on(release, CLUSTERS[clusters[duty.split("-")[1]]], "answer-duty", {
                "duty": duty, "outcome": "done", "says": says, "tests": list(tests)})

    def ready(self, hosts, port=None, slow=0, profile=None):
        """Carries a new request up to the moment before its rollout to these hosts; `slow` is how many seconds the
        package's own script takes; without a profile it takes the one that is proposed."""
        lab = self.host("lab-1", "laboratory")
        request = self.request(hosts[0])
        release = self.people["release-manager"].act(
            "releases/open", dict(
                {"title": "Greeter for visitors", "requests": [request]}, **({"profile": profile} if profile else {}))
        )["release"]
        say(f"{release} opened for {request}")
        now = int(time.time() * 1000)
        self.on(release, "release-manager", "plan", {
            "hosts": hosts, "from": now, "until": now + 4 * 3600 * 1000,
            "parameters": [{"name": "port", "value": str(port or free_port())}]})
        if profile == "standard":
            self.staff(release)
        self.move(release, "building")
        package = self.package(request, slow)
        self.on(release, "release-manager", "choose-package", {"package": package})
        self.move(release, "acceptance")
        trial = self.on(release, "release-manager", "try", {"hosts": [lab]})["deployment"]
        self.wait(trial, "backout proven on the laboratory host")
        signed = SIGN_OFFS if profile == "standard" else {"ACCEPT-OPS-1": SIGN_OFFS["ACCEPT-OPS-1"]}
        self.answer(release, signed, [trial])
        self.person("testing-coordinator").act(f"packages/{package}/accept", on=f"packages/{package}")
        self.move(release, "preparation")
        self.person("librarian").act(f"packages/{package}/release", on=f"packages/{package}")
        self.on(release, "change-manager", "approve-deployment", {})
        self.move(release, "deployment")
        return release, request

    def person(self, name):
        return self.people[name]

    def on(self, release, name, act, body):
        return self.person(name).act(f"releases/{release}/{act}", body, on=f"releases/{release}")

    def move(self, release, phase, why=None):
        # What a small release's acts have carried there needs no move.
        if self.person("auditor").ask(f"releases/{release}")["row"]["phase"] != phase:
            self.on(release, "release-manager", "move", dict({"to": phase}, **({"why": why} if why else {})))
        say(f"{release} is in {phase}")

    def sign_in(self, name):
        secret = Api(self.options.server).call(
            "POST", "/api/v1/sign-in", {"signInName": name, "password": PASSWORD})[0]["secret"]
        self.people[name] = Api(self.options.server, secret)

    def accounts(self):
        try:
            Api(self.options.server).act(
                "people/begin", {"name": "Administrator", "signInName": "administrator", "password": PASSWORD})
            say("first account made: administrator")
        except Refusal as refusal:
            if "403" not in str(refusal):
                raise
        self.sign_in("administrator")
        for name, roles in PEOPLE.items():
            try:
                self.person("administrator").act("people/register", {
                    "name": name.replace("-", " ").capitalize(), "signInName": name, "password": PASSWORD,
                    "roles": roles})
            except Refusal as refusal:
                if "sign-in-name" not in str(refusal):
                    raise
            self.sign_in(name)
            self.identifiers[name] = self.person(name).ask("people/me")["person"]
        say(f"{len(self.people)} people have signed in, each with their role")

    def host(self, name, purpose):
        """A real agent process with a root folder of its own, enrolled with a one-time token."""
        known = self.person("auditor").ask(f"hosts?name={name}")["items"]
        folder = pathlib.Path(self.options.data) / "hosts" / name
        if known and (folder / "agent.pid").exists():
            self.agent(folder)
            return known[0]["host"]
        for below in ("opt", "etc", "var/lib", "usr/bin", "tmp"):
            (folder / "root" / below).mkdir(parents=True, exist_ok=True)
        (folder / "root/etc/hostname").write_text(name + "\n")
        python = folder / "root/usr/bin/python3"
        if not python.exists():
            shutil.copy2(os.path.realpath(sys.executable), python)
        token = self.person("operations-engineer").act("hosts/invite", {"name": name, "purpose": purpose})["token"]
        with open(folder / "agent.log", "ab") as log:
            subprocess.run(
                [self.options.agent, "enrol", "--server", self.options.server, "--token", token, "--name", name,
                 "--environment", purpose, "--root", str(folder / "root")],
                check=True, stdout=subprocess.DEVNULL, stderr=log)
        self.agent(folder)
        found = self.person("auditor").ask(f"hosts?name={name}")["items"][0]["host"]
        say(f"{name} enrolled as {found} ({purpose}), its agent runs")
        return found

    def agent(self, folder):
        pid = folder / "agent.pid"
        if pid.exists():
            try:
                # An agent that rests for a minute asks again at once; any other takes no notice.
                os.kill(int(pid.read_text()), signal.SIGCONT)
                return
            except (OSError, ValueError):
                pass
        with open(folder / "agent.log", "ab") as log:
            process = subprocess.Popen(
                [self.options.agent, "run", "--root", str(folder / "root")], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=log, start_new_session=True)
        pid.write_text(str(process.pid))

    def request(self, host):
        item = self.person("auditor").ask(f"hosts/{host}")["row"]["item"]
        request = self.person("change-initiator").act("requests/raise", {
            "title": "Greet visitors of web-1", "description": "Install the greeter service on web-1.",
            "need": "Visitors meet an empty page.", "benefit": "They are greeted with the version that runs.",
            "risk": "The port may be taken.", "resources": "One operations engineer, one hour.",
            "category": "minor", "impact": "medium", "urgency": "medium", "items": [item]})["request"]
        page = f"requests/{request}"
        self.person("change-manager").act(page + "/submit", on=page)
        for name in ("cab-operations", "cab-security", "cab-service"):
            self.person(name).act(page + "/vote", {"choice": "implement", "why": "Benefit outweighs cost."}, on=page)
        self.person("change-manager").act(page + "/close-vote", on=page)
        status = self.person("auditor").ask(page)["row"]["status"]
        say(f"{request} raised, voted on, {status}")
        return request

    def until(self, deployment, holds, seconds=60):
        """Asks for a deployment until something holds of it."""
        end = time.time() + seconds
        while time.time() < end:
            shown = self.person("auditor").ask(f"deployments/{deployment}")
            if holds(shown):
                return shown
            time.sleep(0.2)
        raise Refusal(f"{deployment} did not come so far in {seconds} seconds: {json.dumps(shown, indent=1)}")

    def package(self, request, slow=0):
        """Built from a folder with the command line, admitted by the librarian."""
        known = self.person("auditor").ask("packages?name=greeter&limit=200")["items"]
        version = f"1.{len(known)}.0"
        source = pathlib.Path(self.options.data) / "packages" / f"greeter-{version}"
        shutil.rmtree(source, ignore_errors=True)
        source.parent.mkdir(parents=True, exist_ok=True)
        self.slipway("package", "init", str(source))
        for path in source.rglob("*"):
            if path.is_file():
                text = path.read_text().replace("RFC-1,", f"{request},").replace("RFC-1\n", f"{request}\n")
                path.write_text(text.replace("1.0.0", version))
        if slow:
            self.slow(source, request, slow)
        self.slipway("package", "lint", str(source))
        bundle = source.parent / f"greeter-{version}.slipway"
        self.slipway("package", "build", str(source), "-o", str(bundle))
        self.slipway("library", "admit", str(bundle), "--built-by", self.identifiers["developer"],
                     "--reason", "Tested by its developer", as_person="librarian")
        say(f"greeter@{version} built and admitted to the library")
        return f"greeter@{version}"

    def slow(self, source, request, seconds):
        """Adds a script of its own that takes its time."""
        for name in ("prepare.sh", "unprepare.sh"):
            (source / name).write_text(f"#!/bin/sh\nsleep {seconds if name == 'prepare.sh' else 0}\n")
            (source / name).chmod(0o755)
        manifest = source / "package.yaml"
        script = (f"  - name: prepare\n    serves: {request}\n    script: {{install: prepare.sh, backout: unprepare.sh, "
                  f"resumable: false, timeout: {seconds + 60}, touches: [/tmp]}}\n")
        manifest.write_text(manifest.read_text().replace("components:\n", "components:\n" + script, 1))

    def slipway(self, *words, as_person=None):
        environment = dict(os.environ, SLIPWAY_SERVER=self.options.server)
        if as_person:
            environment["SLIPWAY_TOKEN"] = self.person(as_person).secret
        result = subprocess.run([self.options.slipway, *words], env=environment, capture_output=True, text=True)
        if result.returncode != 0:
            raise Refusal(f"slipway {' '.join(words)}: exit {result.returncode}\n{result.stdout}{result.stderr}")
        return result.stdout

    def wait(self, deployment, what):
        until = time.time() + 180
        while time.time() < until:
            shown = self.person("auditor").ask(f"deployments/{deployment}")
            if shown["row"]["state"] == "succeeded":
                return say(f"{deployment}: {what} ({shown['runs'][0].get('milliseconds', 0)} ms on the host)")
            if shown["row"]["state"] == "failed":
                raise Refusal(f"{deployment} failed: {json.dumps(shown['runs'], indent=1)}")
            time.sleep(0.3)
        raise Refusal(f"{deployment} did not end in 180 seconds: {json.dumps(shown, indent=1)}")

    def verify(self):
        """Exports the log and verifies it without the server."""
        time.sleep(1.5)
        export = pathlib.Path(self.options.data) / "log-export.txt"
        request = urllib.request.Request(
            self.options.server + "/api/v1/log/export",
            headers={"Authorization": "Bearer " + self.person("auditor").secret})
        with urllib.request.urlopen(request, timeout=120) as answer, open(export, "wb") as file:
            shutil.copyfileobj(answer, file)
        with urllib.request.urlopen(urllib.request.Request(
                self.options.server + "/api/v1/log/key",
                headers={"Authorization": "Bearer " + self.person("auditor").secret}), timeout=10) as answer:
            key = answer.read().decode().strip()
        result = subprocess.run(
            [self.options.slipway, "log", "verify", str(export), "--key", key], capture_output=True, text=True)
        print("  " + (result.stdout + result.stderr).strip())
        if result.returncode != 0:
            return 1
        entries = self.person("auditor").ask("log?limit=1")["items"][0]["index"] + 1
        packages = self.person("auditor").ask("packages?limit=200")["items"]
        proofs = sum(1 for one in packages if one["proven"])
        print(f"Done: {entries} log entries, {proofs} backout proofs, 1 host changed, {time.time() - self.started:.0f} s.")
        return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("--server", "--slipway", "--agent", "--data"):
        parser.add_argument(name, required=True)
    try:
        sys.exit(Story(parser.parse_args()).run())
    except Refusal as refusal:
        sys.exit(f"The story stopped: {refusal}")


if __name__ == "__main__":
    main()
