"""What hosts are told at a poll, with sessions and message codes of another program (docs/decisions/0006)."""
import shutil
import sys
import tempfile
import types
import unittest

import test_server as house

sys.path.insert(0, str(house.ROOT / "scripts" / "bench"))
import hosts as wire  # noqa: E402
import reports  # noqa: E402
from common import Caller, Line  # noqa: E402


class PollCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="slipway-polls-")
        cls.server = house.Server(cls.folder).start()
        cls.told = house.story.Story(types.SimpleNamespace(
            server=cls.server.url, slipway=str(house.BUILT / "slipway"), agent=str(house.BUILT / "slipway-agent"),
            data=cls.folder))
        cls.told.accounts()
        cls.told.free_port = house.story.free_port()
        cls.line = Line(cls.server.port)
        caller = Caller(cls.server.port, cls.told.person("operations-engineer").secret)
        cls.hosts = wire.enrol_many(cls.server.port, caller, 3, "production", "web")

    @classmethod
    def tearDownClass(cls):
        cls.line.line.close()
        reports.stop_agents(cls.told)
        cls.server.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def poll(self, host):
        return host.send(self.line, "/host/v1/poll", host.body)

    def test_orders_and_halts(self):
        """DEP-3 DEP-5: an order, a halt and its end are seen by the very next poll, whatever was answered before"""
        first, second, bystander = self.hosts
        versions = {"root": first.roots, "targets": 0, "timestamp": 0}
        versions = wire.newest(first.send(self.line, "/host/v1/poll", first.poll_body(versions)), versions)
        deployment = reports.deploy(self.told, [first, second], Caller)
        versions = wire.newest(first.send(self.line, "/host/v1/poll", first.poll_body(versions)), versions)
        for host in self.hosts:
            host.body = host.poll_body(versions, host.inventory)
        for _ in range(3):
            self.assertEqual([len(self.poll(host)["orders"]) for host in self.hosts], [1, 1, 0])
        order = self.poll(first)["orders"][0]
        first.order = wire.sha(wire.base64.b64decode(order["payload"])).hexdigest()
        first.step, first.number = "production/1", 0
        page = f"deployments/{deployment}"
        self.told.person("release-manager").act(page + "/halt", {"why": "Something smells."}, on=page)
        for host in (first, second):
            answer = self.poll(host)
            self.assertEqual((answer["orders"], answer["floors"]["deployments"]), ([], [{"deployment": deployment, "epoch": 2}]))
        self.assertEqual(self.poll(bystander)["floors"]["deployments"], [])
        begin = wire.canonical({"epoch": 1, "number": 1, "order": first.order, "protocol": 1})
        self.assertFalse(first.send(self.line, "/host/v1/begin", begin)["go"])
        self.told.person("release-manager").act(page + "/resume", {"why": "It was the coffee."}, on=page)
        self.assertEqual(self.poll(first)["floors"]["deployments"][0]["epoch"], 3)
        again = self.poll(first)["orders"]
        self.assertEqual(len(again), 1)
        first.order = wire.sha(wire.base64.b64decode(again[0]["payload"])).hexdigest()
        ended = {"ended": {"cause": "", "log": "", "milliseconds": 5, "result": "kept"}}
        first.send(self.line, "/host/v1/report", reports.report(first, deployment, ended))
        self.assertEqual(self.poll(first)["orders"], [])
        self.assertEqual(len(self.poll(second)["orders"]), 1)

    def test_pace(self):
        """OPS-2: a host that was heard of lately is asked to come again within about a second"""
        host = self.hosts[2]
        body = host.poll_body({"root": host.roots, "targets": 0, "timestamp": 0}, host.inventory)
        self.assertLessEqual(host.send(self.line, "/host/v1/poll", body)["comeBackIn"], 1100)

    def test_garbage(self):
        """OPS-12: a body that is no poll is refused, a repeated counter and a wrong code are not believed"""
        host = self.hosts[2]
        good = host.poll_body({"root": host.roots, "targets": 0, "timestamp": 0}, host.inventory)
        host.send(self.line, "/host/v1/poll", good)
        for bad in (b"", b"{", b"[]", b'{"protocol":1}', good.replace(b'"protocol":1', b'"protocol":9')):
            with self.assertRaises(RuntimeError) as caught:
                host.send(self.line, "/host/v1/poll", bad)
            self.assertRegex(str(caught.exception), r"^/host/v1/poll: 4\d\d ")
        fields = host.headers("POST", "/host/v1/poll", wire.sha(good).hexdigest())
        self.assertEqual(self.line.send("POST", "/host/v1/poll", good, fields)[0], 200)
        self.assertEqual(self.line.send("POST", "/host/v1/poll", good, fields)[0], 401)
        fields["Slipway-Counter"] = str(int(fields["Slipway-Counter"]) + 1)
        self.assertEqual(self.line.send("POST", "/host/v1/poll", good, fields)[0], 401)

    def test_new_session(self):
        """DSL-4: a new session ends the old one at its first valid message, not before"""
        host = self.hosts[1]
        body = host.poll_body({"root": host.roots, "targets": 0, "timestamp": 0}, host.inventory)
        old = (host.key, host.session, host.counter)
        host.open_session(self.line)
        new = (host.key, host.session, host.counter)
        (host.key, host.session, host.counter) = old
        host.send(self.line, "/host/v1/poll", body)
        spent = host.counter
        (host.key, host.session, host.counter) = new
        host.send(self.line, "/host/v1/poll", body)
        kept = (host.key, host.session, host.counter)
        (host.key, host.session, host.counter) = old[0], old[1], spent
        fields = host.headers("POST", "/host/v1/poll", wire.sha(body).hexdigest())
        self.assertEqual(self.line.send("POST", "/host/v1/poll", body, fields)[0], 401)
        (host.key, host.session, host.counter) = kept

    def test_retired(self):
        """CFG-14 OPS-3: a retired host's key is good for nothing from the next message on, and the no is signed"""
        engineer = self.told.person("operations-engineer")
        caller = Caller(self.server.port, engineer.secret)
        host = wire.enrol_many(self.server.port, caller, 1, "production", "gone")[0]
        body = host.poll_body({"root": host.roots, "targets": 0, "timestamp": 0}, host.inventory)
        host.send(self.line, "/host/v1/poll", body)
        page = f"hosts/{host.identifier}"
        engineer.act(page + "/retire", {"why": "The lease has ended."}, on=page)
        for path in ("/host/v1/poll", "/host/v1/begin", "/host/v1/inventory"):
            fields = host.headers("POST", path, wire.sha(body).hexdigest())
            self.assertEqual(self.line.send("POST", path, body, fields)[0], 401, path)
        with self.assertRaisesRegex(Exception, "410"):
            host.open_session(self.line)
        names = {one["host"] for one in engineer.ask("hosts?limit=200")["items"]}
        self.assertNotIn(host.identifier, names)
        self.assertIn(host.identifier, {one["host"] for one in engineer.ask("hosts?retired=yes&limit=200")["items"]})

    def test_replaced(self):
        """CFG-14: another machine enrols in a host's place and serves; the old one's session is over at once"""
        engineer = self.told.person("operations-engineer")
        caller = Caller(self.server.port, engineer.secret)
        old = wire.enrol_many(self.server.port, caller, 1, "production", "place")[0]
        body = old.poll_body({"root": old.roots, "targets": 0, "timestamp": 0}, old.inventory)
        shown = engineer.ask(f"hosts/{old.identifier}")
        made = engineer.act(f"hosts/{old.identifier}/replace", {"why": "Its disk is dying."}, on=f"hosts/{old.identifier}")
        old.send(self.line, "/host/v1/poll", body)
        new = wire.Host(self.server.port, shown["row"]["name"], "production").enrol(self.line, made["token"])
        new.open_session(self.line)
        new.send(self.line, "/host/v1/poll", new.poll_body({"root": new.roots, "targets": 0, "timestamp": 0}))
        fields = old.headers("POST", "/host/v1/poll", wire.sha(body).hexdigest())
        self.assertEqual(self.line.send("POST", "/host/v1/poll", body, fields)[0], 401)
        after = engineer.ask(f"hosts/{new.identifier}")
        self.assertEqual(after["row"]["item"], shown["row"]["item"])
        self.assertEqual(after["life"]["replaces"], old.identifier)
        entries = engineer.ask(f"log?subject=host:{old.identifier}&limit=5")["items"]
        self.assertEqual(entries[0]["kind"], "host.replaced/1")
        self.assertEqual(entries[0]["why"], "Its disk is dying.")


if __name__ == "__main__":
    unittest.main()
