"""What the parts of the bench share: processes, the loader, medians, the table."""
import http.client
import json
import os
import pathlib
import platform
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILT = ROOT / ".build" / "release"
HOME = ROOT / "data" / "bench"
sys.path.insert(0, str(ROOT / "scripts"))
import story  # noqa: E402


def say(text):
    print(text, flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A child of ours, ended by its own number and by nothing else."""

    def __init__(self, *words, log=None, **more):
        self.words, self.log, self.more, self.child = [str(word) for word in words], log, more, None

    def start(self):
        output = open(self.log, "ab") if self.log else subprocess.DEVNULL
        self.child = subprocess.Popen(self.words, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **self.more)
        return self

    def stop(self, how=signal.SIGTERM):
        if self.child and self.child.poll() is None:
            self.child.send_signal(how)
            try:
                self.child.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        self.child = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *error):
        self.stop()


class Server(Process):
    """`slipway serve`, the release build, on a free port of the loopback."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        super().__init__(
            BUILT / "slipway", "serve", "--port", self.port, "--data", self.folder / "server",
            log=self.folder / "server.log")

    def start(self):
        super().start()
        self.ready_after = wait_ready(self.port, self.child)
        return self


def wait_ready(port, child=None, path="/readyz", most=120):
    """Seconds until the path answers 200."""
    began = time.perf_counter()
    while time.perf_counter() - began < most:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", path)
            if line.getresponse().status == 200:
                return time.perf_counter() - began
        except OSError:
            pass
        if child and child.poll() is not None:
            raise RuntimeError(f"the server ended with {child.returncode}")
        time.sleep(0.002)
    raise RuntimeError("the server does not come up")


class Line:
    """One kept-alive connection."""

    def __init__(self, port):
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, method, path, body=b"", headers=None):
        self.line.request(method, path, body=body, headers=headers or {})
        answer = self.line.getresponse()
        return answer.status, answer.headers, answer.read()


class Caller:
    """A person's calls over one connection."""

    def __init__(self, port, secret):
        self.line, self.secret = Line(port), secret

    def act(self, path, body, match=None):
        headers = {"Content-Type": "application/json", "Authorization": "Bearer " + self.secret,
                   "Idempotency-Key": secrets.token_hex(16)}
        if match:
            headers["If-Match"] = match
        status, _, text = self.line.send("POST", "/api/v1/" + path, json.dumps(body).encode(), headers)
        if status != 200:
            raise RuntimeError(f"{path}: {status} {text[:500]!r}")
        return json.loads(text)["answer"]


def people(server, data):
    """The story's people, signed in."""
    told = story.Story(type("Options", (), {
        "server": server.url, "slipway": str(BUILT / "slipway"), "agent": str(BUILT / "slipway-agent"),
        "data": str(data)}))
    told.accounts()
    return told


class Prepared:
    """A file of prepared requests for the loader, from which each round takes the next piece."""

    def __init__(self, path):
        self.path, self.count, self.used = pathlib.Path(path), 0, 0
        self.file = open(self.path, "wb", buffering=1 << 20)

    def add(self, request):
        self.file.write(b"%06d" % len(request))
        self.file.write(request)
        self.count += 1

    def close(self):
        self.file.close()
        return self


def load(port, prepared, seconds, connections, share, threads=1):
    """One round of wrk over the next `share` prepared requests."""
    start = prepared.used
    prepared.used += share
    words = ["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "30s",
             "-s", str(pathlib.Path(__file__).with_name("replay.lua")), f"http://127.0.0.1:{port}/",
             "--", str(prepared.path), str(start), str(share)]
    text = subprocess.run(words, capture_output=True, text=True, timeout=seconds + 120).stdout
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) ([\d.]+) ([\d.]+)", text)
    if not found:
        raise RuntimeError("wrk gave no result: " + text)
    count, micro, refused, broken = (int(found[n]) for n in range(1, 5))
    if refused or broken:
        raise RuntimeError(f"{refused} answers were not 2xx, {broken} connections broke: {text}")
    return {"rate": count / (micro / 1e6), "count": count, "p50": float(found[5]), "p99": float(found[6])}


def same_request(path, request, count):
    """One request, many times."""
    prepared = Prepared(path)
    for _ in range(count):
        prepared.add(request)
    return prepared.close()


def median(values):
    return statistics.median(values)


def spread(values):
    form = ",.0f" if max(values) >= 100 else ".2f"
    return f"{min(values):{form}}–{max(values):{form}}"


class Table:
    """Rows of the result."""

    heads = ["what", "Slipway", "peer", "ratio", "aim", "reached"]

    def __init__(self):
        self.rows = []

    def add(self, what, ours, peer, ratio, aim, reached):
        self.rows.append([what, ours, peer, ratio, aim, "yes" if reached is True else "no" if reached is False else "–"])
        say("  " + " · ".join(self.rows[-1]))

    def markdown(self):
        lines = ["| " + " | ".join(self.heads) + " |", "|" + "---|" * len(self.heads)]
        return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in self.rows])


def machine():
    """The machine in a line, without its name."""
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text())[1]) // 1024 // 1024
    system = re.search(r'PRETTY_NAME="(.*)"', pathlib.Path("/etc/os-release").read_text())[1]
    return (f"{os.cpu_count()} processors ({model[1] if model else platform.machine()}), {memory + 1} GB memory, {system}, "
            f"kernel {platform.release().split('-')[0]}")


def synced_write_milliseconds(folder):
    """Median of fifty 4 KiB writes with fsync: what a lone durable commit costs at least on this disk."""
    path, times = pathlib.Path(folder) / "fsync-probe", []
    with open(path, "wb") as file:
        for _ in range(50):
            began = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    path.unlink()
    return median(times)
