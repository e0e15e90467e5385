"""f. `slipway log verify` of a million entries."""
import base64
import hashlib
import json
import subprocess
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common import BUILT, HOME, median, say, spread
from hosts import canonical, raw_public

AIM = 10.0
COUNT = 1_000_000


class Tree:
    """RFC 6962, leaf by leaf."""

    def __init__(self):
        self.size, self.edge = 0, []

    def add(self, leaf):
        node, size = leaf, self.size
        while size & 1:
            node, size = hashlib.sha256(b"\x01" + self.edge.pop() + node).digest(), size >> 1
        self.edge.append(node)
        self.size += 1

    def root(self):
        node = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            node = hashlib.sha256(b"\x01" + left + node).digest()
        return node


def generate(path, keep):
    """A valid export (docs/decisions/0001) of items recorded and set, one in ten with a reason, signed by a throw-away key."""
    origin, key, tree, texts = "slipway/3fe1c07b9a5d2264", Ed25519PrivateKey.generate(), Tree(), []
    versions = [0] * (COUNT // 5)
    with open(path, "w", encoding="utf-8", buffering=1 << 20) as file:
        file.write(f"slipway-log/1 {origin}\n")
        for index in range(COUNT):
            subject = index * 7919 % len(versions)
            versions[subject] += 1
            why = ""
            if index % 10 == 0:
                salt, text = hashlib.md5(b"%d" % index).digest(), f"Because of reason {index}."
                digest = hashlib.sha256(salt + text.encode()).hexdigest()
                texts.append((digest, salt.hex(), text))
                why = f',"why":{{"words":"{digest}"}}'
            kind = "recorded/1" if versions[subject] == 1 else "set/1"
            entry = (f'{{"act":"a-{index:016x}","actor":"person:p-7f3a9c2e51d04b68","at":{1795460400000 + index},"body":'
                     f'{{"attributes":[{{"name":"revision","source":"person","value":"{index}"}}],"class":"document",'
                     f'"name":"Filling-{subject:07}","status":"live"}},"format":1,"from":"api/t-0b6d1e9f42a7c853",'
                     f'"kind":"item.{kind}","operation":"item.record","role":"configuration-manager",'
                     f'"subject":"item:CI-{subject + 1}","version":{versions[subject]}{why}}}')
            leaf = hashlib.sha256(b"\x00" + entry.encode())
            tree.add(leaf.digest())
            file.write(f"{index} {leaf.hexdigest()} {entry}\n")
        name = raw_public(key)
        known = hashlib.sha256(origin.encode() + b"\n\x01" + name).digest()[:4]
        note = f"{origin}\n{COUNT}\n{base64.b64encode(tree.root()).decode()}\n"
        signature = base64.b64encode(known + key.sign(note.encode())).decode()
        file.write(f"\n{note}\n— {origin} {signature}\n\n")
        for digest, salt, text in sorted(texts):
            file.write(canonical({"digest": digest, "salt": salt, "text": text}).decode() + "\n")
    verifier = f"{origin}+{known.hex()}+{base64.b64encode(b'%c' % 1 + name).decode()}"
    keep.write_text(json.dumps({"key": verifier}))


def timed(words):
    began = time.perf_counter()
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    taken = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"{words[0]}: {done.stdout}{done.stderr}")
    return taken


def run(table, options):
    say("f. log verify")
    path, keep = HOME / "million.txt", HOME / "million.json"
    if not keep.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        generate(path, keep)
        say(f"  an export of {COUNT:,} entries was written, {path.stat().st_size / 1e6:,.0f} MB")
    key = json.loads(keep.read_text())["key"]
    words = [BUILT / "slipway", "log", "verify", path, "--key", key]
    timed(["sha256sum", path])
    ours, peer = [], []
    for _ in range(min(options.rounds, 3)):
        peer.append(timed(["sha256sum", path]))
        ours.append(timed(words))
    size = path.stat().st_size / 1e6
    table.add(
        f"f. log verify, {COUNT:,} entries ({size:,.0f} MB)", f"{median(ours):.2f} s ({spread(ours)})",
        f"sha256sum over the same bytes: {median(peer):.2f} s ({spread(peer)})", f"{median(ours) / median(peer):.2f}",
        "< 10 s", median(ours) < AIM)
