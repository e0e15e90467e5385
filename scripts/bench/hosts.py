"""Hosts as the protocol has them (docs/decisions/0006), from the outside: enrolment, sessions, message codes."""
import base64
import hashlib
import hmac
import json
import os

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from common import Line


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha(data):
    return hashlib.sha256(data)


def raw_public(key):
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


class Host:
    """One host with its keys, its session and its counter."""

    def __init__(self, port, name, environment):
        self.port, self.name, self.environment = port, name, environment
        self.signing, self.agreement = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
        self.counter, self.number = 0, 0

    def enrol(self, line, token):
        identifier, secret, _ = token.split(".")
        body = {
            "agreementKey": raw_public(self.agreement).hex(), "environment": self.environment, "id": identifier,
            "machine": {"architecture": "x86_64", "hostname": self.name, "kernel": "Linux 6.1", "system": "Debian 12"},
            "name": self.name, "protocol": 1, "signingKey": raw_public(self.signing).hex()}
        body["proof"] = hmac.digest(bytes.fromhex(secret), canonical(body), "sha256").hex()
        sent = canonical(body)
        status, _, text = line.send("POST", "/host/v1/enrol", sent, self.signed(b"slipway-enrol-1\n", sent))
        if status != 200:
            raise RuntimeError(f"enrolment of {self.name}: {status} {text!r}")
        answer = json.loads(text)
        self.identifier, self.roots = answer["host"], len(answer["root"])
        return self

    def signed(self, prefix, body):
        return {"Content-Type": "application/json",
                "Slipway-Signature": base64.b64encode(self.signing.sign(prefix + body)).decode()}

    def open_session(self, line):
        own, nonce = X25519PrivateKey.generate(), os.urandom(16)
        body = canonical({"ephemeral": raw_public(own).hex(), "host": self.identifier, "nonce": nonce.hex(), "protocol": 1})
        status, _, text = line.send("POST", "/host/v1/session", body, self.signed(b"slipway-session-1\n", body))
        if status != 200:
            raise RuntimeError(f"session of {self.name}: {status} {text!r}")
        answer = json.loads(text)
        shared = own.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(answer["ephemeral"])))
        info = b"slipway-host-session-1\n" + sha(body).digest() + sha(text).digest()
        self.key = HKDF(hashes.SHA256(), 32, nonce, info).derive(shared)
        self.session, self.counter = answer["session"], 0
        return self

    def headers(self, method, path, digest):
        self.counter += 1
        code = hmac.digest(self.key, f"{method}\n{path}\n{digest}\n{self.counter}".encode(), "sha256").hex()
        return {"Slipway-Session": self.session, "Slipway-Counter": str(self.counter), "Slipway-Mac": code}

    def request(self, path, body, digest=None):
        """The whole request's bytes, for the loader."""
        fields = self.headers("POST", path, digest or sha(body).hexdigest())
        head = (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                f"Slipway-Session: {fields['Slipway-Session']}\r\nSlipway-Counter: {fields['Slipway-Counter']}\r\n"
                f"Slipway-Mac: {fields['Slipway-Mac']}\r\nContent-Length: {len(body)}\r\n\r\n")
        return head.encode() + body

    def send(self, line, path, body):
        """Sends a message, and believes the answer only with its code."""
        fields = self.headers("POST", path, sha(body).hexdigest())
        status, headers, text = line.send("POST", path, body, dict(fields, **{"Content-Type": "application/json"}))
        said = f"answer\n{fields['Slipway-Counter']}\n{status}\n{sha(text).hexdigest()}".encode()
        if headers.get("Slipway-Mac") != hmac.digest(self.key, said, "sha256").hex():
            raise RuntimeError(f"{path}: status {status} without the session's code: {text!r}")
        if status != 200:
            raise RuntimeError(f"{path}: {status} {text!r}")
        return json.loads(text)

    def poll_body(self, versions, inventory=None):
        body = {"agent": "0.1.0", "busy": False, "protocol": 1, "seen": {"era": 1, "number": self.number},
                "formats": {"approval": [1], "description": [1], "metadata": [1], "order": [1]}, "versions": versions}
        if inventory:
            body["inventory"] = inventory
        return canonical(body)


def inventory(name, at, facts=300):
    """A document of a usual machine's size and the digest that polls say."""
    listed = [{"group": "system", "key": "os-pretty_name", "source": "/etc/os-release", "value": "Debian 12"},
              {"group": "hardware", "key": "memory-bytes", "source": "/proc/meminfo", "value": "2147483648"}]
    listed += [{"group": "package", "key": f"package-{name}-{n:04}", "source": "/var/lib/dpkg/status", "value": f"1.{n}-1"}
               for n in range(facts)]
    listed.sort(key=lambda fact: (fact["group"], fact["key"]))
    keyed = sorted(listed, key=lambda fact: f"{fact['group']}\n{fact['key']}\n{fact['source']}\n{fact['value']}")
    return canonical({"at": at, "facts": listed, "protocol": 1, "shared": []}), sha(canonical(keyed)).hexdigest()


def newest(answer, before):
    """Versions of the library's metadata after what a poll brought."""
    def version(envelope):
        payload = envelope.get("payload") or envelope.get("payloadBytes")
        return json.loads(base64.b64decode(payload))["version"]
    found, metadata = dict(before), answer["metadata"]
    for role in ("targets", "timestamp"):
        if role in metadata:
            found[role] = version(metadata[role])
    found["root"] += len(metadata.get("roots", []))
    return found


def enrol_many(port, caller, count, environment, prefix):
    """Hosts through the public enrolment, each with a session and its inventory told; ready for idle polls."""
    import time
    line, made = Line(port), []
    for number in range(count):
        name = f"{prefix}-{number:04}"
        token = caller.act("hosts/invite", {"name": name, "purpose": environment})["token"]
        host = Host(port, name, environment).enrol(line, token).open_session(line)
        document, host.inventory = inventory(name, int(time.time() * 1000))
        host.send(line, "/host/v1/inventory", document)
        made.append(host)
    return made
