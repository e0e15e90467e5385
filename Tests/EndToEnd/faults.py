"""What tests of faults share: a server with few people, disks that fill up, a log that is verified."""
import json
import os
import pathlib
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import test_server as house  # noqa: E402  (as a module: its tests must not run twice)

story = house.story
NAMES = ("configuration-manager", "librarian", "auditor", "change-initiator")
needs_root = unittest.skipUnless(
    os.geteuid() == 0, "NOT RUN: a small disk of its own is a tmpfs, and mounting one takes root")


class Disk:
    """A small disk: a tmpfs that can be filled to the last page and emptied again."""

    def __init__(self, folder, size):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)

    def fill(self, but=0):
        """Leaves so many bytes free, rounded down to pages."""
        facts = os.statvfs(self.folder)
        with open(self.folder / "filler", "ab") as file:
            room = facts.f_bavail * facts.f_frsize - but
            if room > 0:
                os.posix_fallocate(file.fileno(), file.tell(), room)

    def empty(self):
        (self.folder / "filler").unlink(missing_ok=True)

    def remount(self, how):
        subprocess.run(["mount", "-o", f"remount,{how}", str(self.folder)], check=True)

    def remove(self):
        subprocess.run(["umount", "-l", str(self.folder)], check=False)


class Small:
    """A server with four people whose passwords are the story's."""

    def __init__(self, folder, **environment):
        self.folder = pathlib.Path(folder)
        self.server = house.Server(folder, **environment).start()
        self.secrets = {}
        story.Api(self.server.url).act(
            "people/begin", {"name": "Administrator", "signInName": "administrator", "password": story.PASSWORD})
        self.sign_in("administrator")
        for name in NAMES:
            self.api("administrator").act("people/register", {
                "name": name, "signInName": name, "password": story.PASSWORD, "roles": [name]})
            self.sign_in(name)

    def sign_in(self, name):
        self.secrets[name] = story.Api(self.server.url).call(
            "POST", "/api/v1/sign-in", {"signInName": name, "password": story.PASSWORD})[0]["secret"]

    def api(self, name):
        return story.Api(self.server.url, self.secrets[name])

    def post(self, path, body, key, name="configuration-manager", **headers):
        sent = {"Content-Type": "application/json", "Idempotency-Key": key, "Authorization": "Bearer " + self.secrets[name]}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        return house.raw(self.server.url + path, "POST", body if isinstance(body, bytes) else json.dumps(body).encode(), sent)

    def record(self, name, key=None):
        return self.post("/api/v1/items/record", {"class": "process", "name": name}, key or secrets.token_hex(8))

    def names(self):
        """Every recorded process, by name."""
        found, after = [], ""
        while True:
            page = self.api("auditor").ask("items?class=process&sort=number&limit=200" + after)
            found += [one["name"] for one in page["items"]]
            if "next" not in page:
                return sorted(found)
            after = "&after=" + house.urllib.request.quote(page["next"])

    def verify(self):
        """Exports the log and verifies it without the server: the program's exit code and what it said."""
        return verify(self.server.url, self.secrets["auditor"], self.folder)


def verify(url, secret, folder):
    allowed = {"Authorization": "Bearer " + secret}
    status, _, text = house.raw(url + "/api/v1/log/export", headers=allowed)
    key = house.raw(url + "/api/v1/log/key", headers=allowed)[2].strip()
    export = pathlib.Path(folder, "export.txt")
    export.write_text(text)
    done = subprocess.run(
        [str(house.BUILT / "slipway"), "log", "verify", str(export), "--key", key], capture_output=True, text=True)
    return done.returncode, f"{status} {done.stdout}{done.stderr}"


def serve(folder, *more, timeout=60):
    """Starts a server that is expected to refuse: its exit code and all that it said."""
    try:
        done = subprocess.run(
            [str(house.BUILT / "slipway"), "serve", "--port", "0", "--data", str(folder), *more],
            capture_output=True, text=True, timeout=timeout)
        return done.returncode, done.stdout + done.stderr
    except subprocess.TimeoutExpired as expired:
        return 0, "it started\n" + (expired.stdout or b"").decode() + (expired.stderr or b"").decode()


class Case(unittest.TestCase):
    """A folder for each test, gone afterwards with what was mounted and started in it."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="slipway-fault-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def small(self, **environment):
        made = Small(self.folder, **environment)
        self.addCleanup(made.server.stop, signal.SIGKILL)
        return made

    def disk(self, folder, size):
        made = Disk(folder, size)
        self.addCleanup(made.remove)
        return made

    def problem(self, answer, status, name, *words):
        """A specific answer: its status, its name, and words of what to do."""
        self.assertEqual(answer[0], status, answer[2])
        self.assertEqual(answer[1]["Content-Type"], "application/problem+json")
        said = json.loads(answer[2])
        self.assertEqual(said["type"], "/problems/" + name)
        for word in words:
            self.assertIn(word, said["detail"])
