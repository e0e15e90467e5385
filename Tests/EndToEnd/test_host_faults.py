"""Faults of the machines that the agent works on, and orders that must not be carried out."""
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import types
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from faults import Case, house, needs_root, story, verify  # noqa: E402

loader = importlib.machinery.SourceFileLoader("campaign", str(house.ROOT / "scripts/agent-kill-campaign"))
campaign = importlib.util.module_from_spec(importlib.util.spec_from_loader("campaign", loader))
loader.exec_module(campaign)
AGENT = str(house.BUILT / "slipway-agent")
HOUR = 3_600_000


class Bench(Case):
    """A library in a folder, and a host on which version 1.0.0 stands."""

    def bench(self, place):
        self.library = campaign.Library(str(self.folder / "library"), campaign.Keys())
        campaign.Host.fresh(str(place))
        host = campaign.Host(AGENT, self.library, str(place))
        self.addCleanup(lambda: host.stop() if os.path.exists(place) else None)
        host.apply(self.library.order(1, "install", "1.0.0"), check=True)
        return host

    @staticmethod
    def settled(host, *wanted):
        """The host's state; a service that starts a program of its own shows twice for a moment."""
        for _ in range(20):
            state = host.state()
            if state in wanted:
                break
            time.sleep(0.05)
        return state

    def refusal(self, done):
        """The refusal in what the agent printed."""
        self.assertEqual(done.returncode, 3, done.stderr)
        reports = [json.loads(line) for line in done.stdout.splitlines()]
        found = [one["event"]["refused"]["refusals"] for one in reports if "refused" in one["event"]]
        self.assertEqual(len(found), 1, done.stdout)
        for one in found[0]:
            self.assertTrue(one["because"] and one["clears"])
        return found[0][0]["rule"]


class Orders(Bench):
    def test_not_carried_out(self):
        """DEP-3 OPS-3 CHG-3: an order that is expired, outside its window or its approval, overtaken, of an older epoch or era, for another host, forged or altered is refused with its rule, and the host stays as it was"""
        host = self.bench(self.folder / "host")
        old, library, now = host.state(), self.library, self.library.now
        second = library.packages["2.0.0"]["digest"]

        def ordered(number=2, **changes):
            return self.refusal(host.apply(library.order(number, "install", "2.0.0", **changes)))

        self.assertEqual(ordered(notAfter=now - HOUR), "order-too-late")
        self.assertEqual(ordered(3, allowed=[{"from": now - HOUR // 2, "until": now - HOUR // 4}]), "order-not-in-window")
        self.assertEqual(ordered(3, allowed=[{"from": now - 2 * HOUR, "until": now}]), "approval-window")
        self.assertEqual(ordered(1, package=second), "order-number-reused")
        self.assertEqual(ordered(4, host="h-0000000000000001"), "order-other-host")
        self.assertEqual(ordered(5, signer="approvals"), "order-signature")
        self.assertEqual(ordered(6, package="sha256:" + "0" * 64), "approval-package")
        self.assertEqual(ordered(7, plan=2), "approval-plan")
        # A newer epoch of the same deployment has been seen: the older is overtaken by it.
        host.apply(library.order(20, "install", "1.0.0", deployment="DEP-9", epoch=5, era=3), check=True)
        self.assertEqual(ordered(21, deployment="DEP-9", epoch=4, era=3), "order-epoch")
        self.assertEqual(ordered(22, deployment="DEP-9", epoch=6, era=2), "order-era")
        self.assertEqual(ordered(8, era=3), "order-overtaken")
        path = pathlib.Path(library.order(23, "install", "2.0.0", era=3))
        altered = json.loads(path.read_text())
        altered["payload"] = "e30" + altered["payload"][3:]
        path.write_bytes(campaign.canonical(altered))
        self.assertEqual(self.refusal(host.apply(str(path))), "order-signature")
        path.write_text("{")
        broken = host.apply(str(path))
        self.assertEqual(broken.returncode, 1)
        self.assertIn(str(path), broken.stderr)
        self.assertEqual(self.settled(host, old), old)
        # And one that is right goes through after all that.
        host.apply(library.order(24, "install", "2.0.0", era=3), check=True)
        self.assertNotEqual(host.state(), old)

    def test_altered_content(self):
        """DSL-4 DEP-3: content that is not what its digest says, or is not there, is not installed"""
        host = self.bench(self.folder / "host")
        old = host.state()
        blobs = pathlib.Path(self.library.folder, "blobs")
        words = max(blobs.iterdir(), key=lambda one: (one.stat().st_size, b"2.0.0" in one.read_bytes()))
        whole = words.read_bytes()
        words.write_bytes(whole[:-1] + b"?")
        self.assertEqual(self.refusal(host.apply(self.library.order(2, "install", "2.0.0"))), "package-content")
        self.assertEqual(host.state(), old)
        words.write_bytes(whole)
        host.apply(self.library.order(3, "install", "2.0.0"), check=True)


@needs_root
class FullDisk(Bench):
    def test_every_page(self):
        """DEP-3 OPS-1 OPS-2: however much room the disk still has, the host is old or new with users' data kept, the order ends with its cause, and with room the next one succeeds"""
        disk = self.disk(self.folder / "disk", "32m")
        place = self.folder / "disk/host"
        host = self.bench(place)
        old = host.state()
        host.stop()
        start = self.folder / "start"
        campaign.copy(str(place), str(start))
        host.run("recover", check=True)
        host.apply(self.library.order(2, "install", "2.0.0"), check=True)
        new = host.state()
        host.stop()
        endings = {}
        # The package takes some 250 kB in the agent's store and as much again unpacked.
        for left in [*range(0, 160, 16), *range(160, 640, 48)]:
            for reserve in (True, False):
                shutil.rmtree(place)
                campaign.copy(str(start), str(place))
                host.run("recover", check=True)
                if not reserve:
                    pathlib.Path(host.folder, "var/lib/slipway-agent/reserve").unlink()
                disk.fill(but=left * 1024)
                done = host.apply(self.library.order(2, "install", "2.0.0"))
                state = self.settled(host, old, new)
                about = f"{left} KiB left, reserve {reserve}: exit {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
                if reserve:
                    self.assertIn(state, (old, new), about)
                    self.assertEqual(state == new, done.returncode == 0, about)
                    if done.returncode != 0:
                        self.assertEqual(done.returncode, 3, about)
                        self.assertIn("No space left on device", done.stdout, about)
                disk.empty()
                host.run("recover", check=True)
                after = self.settled(host, old, new)
                self.assertIn(after, (old, new), about)
                ending = ("new" if after == new else "old") + (" at once" if state in (old, new) else " after a start")
                endings[ending] = endings.get(ending, 0) + 1
                if after == old:
                    host.apply(self.library.order(3, "install", "2.0.0"), check=True)
                    self.assertEqual(self.settled(host, new), new, about)
                host.stop()
        print(f"full disks: {endings}", file=sys.stderr)
        self.assertTrue({"old at once", "new at once"} <= endings.keys(), endings)


class Played(Case):
    """The story up to its rollout, with something done just before it."""

    def play(self, server, before):
        played = story.Story(types.SimpleNamespace(
            server=server.url, slipway=str(house.BUILT / "slipway"), agent=AGENT, data=str(self.folder)))
        on = played.on

        def hooked(release, name, act, body):
            if act == "deploy":
                before()
            return on(release, name, act, body)

        played.on = hooked
        self.addCleanup(self.end_agents)
        return played

    def end_agents(self):
        for host in (self.folder / "hosts").glob("*"):
            try:
                os.kill(int((host / "agent.pid").read_text()), signal.SIGTERM)
            except (OSError, ValueError):
                pass
        time.sleep(0.5)
        for host in (self.folder / "hosts").glob("*"):
            subprocess.run([AGENT, "stop-services", "--root", str(host / "root")], capture_output=True)

    def failed(self, played, *words):
        """The rollout fails, and API and page say why in these words."""
        with self.assertRaisesRegex(story.Refusal, "DEP-2 failed") as caught:
            played.deploy()
        for word in words:
            self.assertIn(word, str(caught.exception))
        status, headers, _ = house.raw(played.options.server + "/sign-in", "POST", house.urllib.parse.urlencode(
            {"name": "auditor", "password": story.PASSWORD}).encode(), {"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(status, 303)
        page = house.raw(played.options.server + "/deployments/DEP-2", headers={"Cookie": headers["Set-Cookie"].split(";")[0]})[2]
        for word in words:
            self.assertIn(word, page)

    def goes_on(self, played):
        rollout = played.person("release-manager").act("releases/REL-1.1/deploy", {}, on="releases/REL-1.1")["deployment"]
        played.wait(rollout, "deployed once the cause was gone")
        self.assertEqual(verify(played.options.server, played.person("auditor").secret, self.folder)[0], 0)

    def server(self, **environment):
        made = house.Server(self.folder, **environment).start()
        self.addCleanup(made.stop, signal.SIGKILL)
        return made

    def test_clock(self):
        """DEP-3 OPS-1: while the server's clock and the host's are an hour apart the host refuses, the deployment's page says why and what to do, and once the clock is right it goes on"""
        library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
        if library is None:
            self.skipTest("NOT RUN: libfaketime (Debian package faketime) is missing")
        clock = self.folder / "clock"
        clock.write_text("+0\n")
        server = self.server(LD_PRELOAD=str(library), FAKETIME_TIMESTAMP_FILE=str(clock), FAKETIME_NO_CACHE="1",
                             FAKETIME_DONT_FAKE_MONOTONIC="1")

        def forward():
            clock.write_text("+1h\n")
            time.sleep(1.5)

        played = self.play(server, forward)
        self.failed(played, "seconds apart", "set the clock that is wrong")
        clock.write_text("+0\n")
        time.sleep(1.5)
        played.on = lambda *_: None
        self.goes_on(played)

    @needs_root
    def test_full_disk(self):
        """DEP-3 OPS-1: a deployment to a host whose disk is full ends with the cause, the host stays as it was, and with room a new deployment succeeds"""
        python = os.path.getsize(os.path.realpath(sys.executable))
        disk = self.disk(self.folder / "hosts/web-1/root", str(python + (16 << 20)))
        precious = self.folder / "hosts/web-1/root/var/lib/greeter"
        server = self.server()
        played = self.play(server, disk.fill)
        precious.mkdir(parents=True)
        (precious / "precious").write_text("what users wrote\n")
        self.failed(played, "0 MiB are free at /opt", "Give the host what the package needs")
        self.assertFalse((self.folder / "hosts/web-1/root/opt/greeter").exists())
        disk.empty()
        time.sleep(1.5)
        self.goes_on(played)
        self.assertEqual((precious / "precious").read_text(), "what users wrote\n")


if __name__ == "__main__":
    unittest.main()
