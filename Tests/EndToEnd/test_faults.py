"""Faults of the machine that the server runs on: clear words, nothing lost, nothing half written."""
import hashlib
import os
import pathlib
import random
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from faults import Case, house, needs_root, serve  # noqa: E402


@needs_root
class FullDisk(Case):
    def test_acts(self):
        """OPS-1 OPS-2: on a full disk an act is refused with what to do; nothing acknowledged is lost; with room it goes through under its key"""
        disk = self.disk(self.folder / "server", "24m")
        small = self.small()
        acknowledged = []
        disk.fill()
        answer, key, name = None, None, None
        for _ in range(5000):
            name, key = "P " + secrets.token_hex(100)[:190], secrets.token_hex(8)
            answer = small.record(name, key)
            if answer[0] != 200:
                break
            acknowledged.append(name)
        self.problem(answer, 503, "disk-full", "nothing was written", "Make room")
        self.assertTrue(int(answer[1]["Retry-After"]) > 0)
        self.assertEqual(small.record(name, key)[0], 503)
        self.assertEqual(small.names(), sorted(acknowledged), "reading goes on")
        sign_in = house.raw(small.server.url + "/api/v1/sign-in", "POST", b'{"signInName":"auditor","password":"%s"}'
                            % house.story.PASSWORD.encode(), {"Content-Type": "application/json"})
        self.problem(sign_in, 503, "disk-full", "Make room")
        # Killed while the disk is full, it comes up and reads, or says why not.
        small.server.stop(signal.SIGKILL)
        try:
            small.server.start()
            self.assertEqual(small.names(), sorted(acknowledged))
        except AssertionError as refused:
            self.assertIn("Make room", str(refused))
        disk.empty()
        small.server.stop()
        small.server.start()
        again = small.record(name, key)
        self.assertEqual(again[0], 200, again[2])
        self.assertEqual(small.record(name, key)[2], again[2])
        self.assertEqual(small.names(), sorted(acknowledged + [name]))
        code, said = small.verify()
        self.assertEqual(code, 0, said)

    def test_upload(self):
        """DSL-4 OPS-1: a file that the disk cannot hold is refused with what to do, and no half of it stays"""
        disk = self.disk(self.folder / "server", "24m")
        small = self.small()
        content = os.urandom(3_000_000)
        disk.fill(but=1_000_000)
        digest = hashlib.sha256(content).hexdigest()
        headers = {"Authorization": "Bearer " + small.secrets["librarian"]}

        def put(name, body):
            return house.raw(f"{small.server.url}/api/v1/blobs/{name}", "PUT", body, headers)

        def kept():
            return [one.name for one in (self.folder / "server/blobs").rglob("*") if one.is_file()]

        self.problem(put(digest, content), 503, "disk-full", digest, "Make room")
        self.assertEqual(kept(), [])
        disk.empty()
        self.problem(put("0" * 64, content), 409, "refused", "digest")
        self.assertEqual(kept(), [])
        self.assertEqual(put(digest, content)[0], 201)
        self.assertEqual(put(digest, content)[0], 200)
        self.assertEqual(kept(), [digest])
        self.assertEqual(house.raw(f"{small.server.url}/api/v1/blobs/{digest.upper()}", "PUT", b"x", headers)[0], 422)

    def test_cut_off(self):
        """DSL-4 OPS-1: what an upload left that the server's end cut off is gone after the next start"""
        small = self.small()
        half = self.folder / "server/blobs/ab"
        half.mkdir(parents=True)
        (half / ("ab" * 32 + ".1.part")).write_bytes(b"half")
        small.server.stop(signal.SIGKILL)
        small.server.start()
        self.assertEqual(list(half.iterdir()), [])


class Database(Case):
    def test_locked(self):
        """OPS-1: while another program holds the database reading goes on, writing says busy and when to come again, and then goes on"""
        small = self.small()
        other = sqlite3.connect(self.folder / "server/slipway.sqlite", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        key = secrets.token_hex(8)
        self.assertEqual(small.names(), [])
        began = time.time()
        answer = small.record("Held up", key)
        self.problem(answer, 503, "database-busy", "busy", "another program")
        self.assertTrue(int(answer[1]["Retry-After"]) > 0)
        self.assertLess(time.time() - began, 20)
        self.assertEqual(small.names(), [])
        other.execute("ROLLBACK")
        other.close()
        self.assertEqual(small.record("Held up", key)[0], 200)
        self.assertEqual(small.names(), ["Held up"])

    def refused(self, data, *words):
        code, said = serve(data, timeout=20)
        self.assertNotEqual(code, 0, said)
        for word in words:
            self.assertIn(word, said)
        for crash in ("Fatal error", "Fault(", "Error Domain"):
            self.assertNotIn(crash, said)

    def test_not_ours(self):
        """OPS-1 LOG-2: a database that is missing, damaged, newer or older than what was published, and keys that are missing or of another installation: the start is refused, names the file, says what to do, and changes nothing"""
        small = self.small()
        data = self.folder / "server"
        small.record("One")
        time.sleep(1.5)
        small.server.stop()
        shutil.copytree(data, self.folder / "older")
        small.server.start()
        small.record("Two")
        time.sleep(1.5)
        small.server.stop()
        whole = self.folder / "whole"
        shutil.copytree(data, whole)
        database = str(data / "slipway.sqlite")

        def again():
            shutil.rmtree(data)
            shutil.copytree(whole, data)

        def checkpointed():
            """All in the one file, so that the write-ahead log cannot mend what is broken in it."""
            again()
            with sqlite3.connect(database) as opened:
                opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            opened.close()

        for one in data.glob("slipway.sqlite*"):
            one.unlink()
        self.refused(data, database, "checkpoint", "backup")
        self.refused(data, database, "checkpoint", "backup")
        self.assertFalse(pathlib.Path(database).exists(), "no empty database was made in its place")
        checkpointed()
        pathlib.Path(database).write_bytes(random.Random(1).randbytes(65536))
        self.refused(data, database, "damaged", "restore the last backup")
        checkpointed()
        with open(database, "r+b") as file:
            file.truncate(os.path.getsize(database) // 2)
        self.refused(data, database, "restore the last backup")
        again()
        with sqlite3.connect(database) as changed:
            changed.execute("INSERT INTO schema_version (version) VALUES (999)")
        changed.close()
        self.refused(data, database, "schema 999", "newer Slipway")
        again()
        for one in (self.folder / "older").glob("slipway.sqlite*"):
            shutil.copy(one, data / one.name)
        self.refused(data, database, "published", "newer backup")
        for name in ("orders.key", "log.key", "installation"):
            again()
            (data / "keys" / name).unlink()
            self.refused(data, f"keys/{name}", "Restore the folder of keys")
            self.assertFalse((data / "keys" / name).exists(), "no other key was made in its place")
            again()
            (data / "keys" / name).write_text("nonsense\n")
            self.refused(data, f"keys/{name}", "hexadecimal", "backup")
            again()
            (data / "keys" / name).write_text(secrets.token_hex(8 if name == "installation" else 32) + "\n")
            self.refused(data, "belong to this database" if name != "orders.key" else "keys/orders.key", "ut back the")
        again()
        (data / "checkpoint").write_text("nonsense\n")
        self.refused(data, "checkpoint", "Put back")
        again()
        small.server.start()
        self.assertEqual(small.names(), ["One", "Two"])
        self.assertEqual(small.verify()[0], 0)

    def test_two_servers(self):
        """OPS-1 OPS-11: a second server, and an act on the server's machine, are refused while one runs on the folder"""
        small = self.small()
        self.refused(self.folder / "server", str(self.folder / "server"), "Another Slipway", "--data")
        done = subprocess.run(
            [str(house.BUILT / "slipway"), "admin", "grant", "auditor", "administrator", "--data",
             str(self.folder / "server")], capture_output=True, text=True, timeout=30)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("Stop it first", done.stdout + done.stderr)
        small.server.stop(signal.SIGKILL)
        small.server.start()
        self.assertEqual(small.record("After")[0], 200)

    def test_folder(self):
        """OPS-1: a data folder that is a file, or lies below one, is refused with what to do"""
        file = self.folder / "file"
        file.write_text("")
        for place in (file, file / "below"):
            self.refused(place, str(place), "--data")

    @needs_root
    def test_read_only(self):
        """OPS-1: on a disk that cannot be written the start is refused with what to do, and once it can be written the server starts"""
        disk = self.disk(self.folder / "server", "24m")
        small = self.small()
        small.server.stop()
        disk.remount("ro")
        self.refused(self.folder / "server", str(self.folder / "server"), "right to write")
        disk.remount("rw")
        small.server.start()
        self.assertEqual(small.record("Again")[0], 200)


class FirstStart(Case):
    def test_killed(self):
        """OPS-1: killed at any moment of its very first start, an installation comes up whole with the next one"""
        chance = random.Random(7)
        for number in range(6):
            data = self.folder / f"{number}" / "server"
            data.parent.mkdir()
            process = subprocess.Popen([str(house.BUILT / "slipway"), "serve", "--port", "0", "--data", str(data)],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.01, 0.3))
            process.kill()
            process.wait()
            server = house.Server(data.parent).start()
            self.addCleanup(server.stop, signal.SIGKILL)
            house.story.Api(server.url).act("people/begin", {
                "name": "Administrator", "signInName": "administrator", "password": house.story.PASSWORD})
            server.stop(signal.SIGKILL)
            server.start()
            self.assertEqual(house.raw(server.url + "/readyz")[0], 200)
            server.stop()

    @needs_root
    def test_no_room(self):
        """OPS-1: on a disk without room for a new installation the start is refused with what to do, and with room it is whole"""
        disk = self.disk(self.folder / "server", "24m")
        for left in (0, 4096, 16_384, 65_536):
            disk.fill(but=left)
            code, said = serve(self.folder / "server", timeout=20)
            self.assertNotEqual(code, 0, said)
            self.assertRegex(said, "No space left on device|disk is full|is full")
            self.assertIn("Make room", said)
            disk.empty()
        self.small()


class Stopping(Case):
    def test_open_pages(self):
        """OPS-1 OPS-6: open pages and half a request do not keep the server from stopping, and what stopped it is no loss"""
        small = self.small()
        lines = []
        for head in (f"GET /events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {small.secrets['auditor']}\r\n\r\n",
                     "GET / HTTP/1.1\r\nHost: x\r\n"):
            line = house.socket.create_connection(("127.0.0.1", small.server.port), timeout=10)
            line.sendall(head.encode())
            lines.append(line)
        self.assertIn(b"200 OK", lines[0].recv(1000))
        began = time.time()
        small.server.stop()
        self.assertLess(time.time() - began, 10)
        for line in lines:
            line.close()


if __name__ == "__main__":
    unittest.main()
