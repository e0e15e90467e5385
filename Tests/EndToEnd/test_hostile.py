"""What a hostile tester sends: always a specific answer, never a crash, and others are served meanwhile."""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import resource
import secrets
import signal
import socket
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from faults import Small, house, story  # noqa: E402
import shutil
import tempfile


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="slipway-hostile-"))
        cls.small = Small(cls.folder)

    @classmethod
    def tearDownClass(cls):
        cls.small.server.stop()
        said = cls.small.server.folder.joinpath("server.log").read_text()
        shutil.rmtree(cls.folder, ignore_errors=True)
        assert "Fatal error" not in said, said[-2000:]

    def tearDown(self):
        self.assertIsNone(self.small.server.process.poll(), "the server is gone")
        self.assertEqual(house.raw(self.small.server.url + "/readyz")[0], 200)

    def send(self, data, patience=5, end=False):
        """Bytes as they are; gives status, headers in lower case, body. Status 0: closed without an answer."""
        with socket.create_connection(("127.0.0.1", self.small.server.port), timeout=patience) as line:
            try:
                line.sendall(data)
                if end:
                    line.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            got = b""
            try:
                while b"\r\n\r\n" not in got:
                    piece = line.recv(65536)
                    if not piece:
                        break
                    got += piece
                head, _, body = got.partition(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                while length and len(body) < int(length[1]) and not data.startswith(b"HEAD"):
                    piece = line.recv(65536)
                    if not piece:
                        break
                    body += piece
                if data.startswith(b"HEAD"):
                    line.settimeout(0.2)
                    try:
                        body += line.recv(65536)
                    except OSError:
                        pass
            except ConnectionResetError:
                head, body = got, b""
        lines = head.decode("latin1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in lines[1:])}
        return int(lines[0].split()[1]) if lines[0] else 0, headers, body

    def request(self, method, path, body=b"", *more, name="configuration-manager", **options):
        head = [f"{method} {path} HTTP/1.1", "Host: x", f"Authorization: Bearer {self.small.secrets[name]}",
                f"Content-Length: {len(body)}", *more]
        return self.send("\r\n".join(head).encode("latin1") + b"\r\n\r\n" + body, **options)

    def record(self, body, *more):
        return self.request("POST", "/api/v1/items/record", body, "Content-Type: application/json",
                            "Idempotency-Key: " + secrets.token_hex(8), *more)

    def test_bodies(self):
        """OPS-4: broken JSON of every kind is answered with what is wrong and where, and changes nothing"""
        before = self.small.api("auditor").ask("log?limit=1")["items"][0]["index"]
        site = b'{"class":"site","name":'
        for status, says, body in (
                (400, "twice", site + b'"A","name":"B"}'), (400, "UTF-8", site + b'"\xff"}'), (400, "UTF-8", site + b'"\xc0\x80"}'),
                (400, "surrogate", site + b'"\\ud800"}'), (400, "U\\+0000", site + b'"a\\u0000b"}'),
                (400, "64 deep", b"[" * 1_000_000), (400, "64 deep", b'{"a":' * 400_000), (400, "beyond", site + b"9" * 100_000 + b"}"),
                (400, "beyond", site + b"9223372036854775808}"), (400, "minus zero", site + b"-0}"), (400, "whole", site + b"1e999}"),
                (400, "starts", b"\xef\xbb\xbf" + site + b'"A"}'), (400, "follows", site + b'"A"} x'), (400, "byte", site),
                (422, "object", b"[1]"), (422, "object", b'"x"'), (422, "object", b"null"), (422, "missing", b""),
                (422, "allowed", site + b'"' + b"A" * 3_000_000 + b'"}'), (413, "4194304", b" " * 5_000_000)):
            with self.subTest(body=body[:40], length=len(body)):
                got, headers, text = self.record(body)
                self.assertEqual((got, headers["content-type"]), (status, "application/problem+json"), text)
                self.assertRegex(json.loads(text)["detail"], says)
        self.assertEqual(self.small.api("auditor").ask("log?limit=1")["items"][0]["index"], before)

    def test_methods(self):
        """OPS-4 OPS-6: HEAD says what GET says without the body; a method that a path does not know gets 405 and those it knows"""
        for path in ("/", "/items", "/sign-in", "/healthz", "/readyz", "/openapi.json", "/static/style.css", "/api/v1/items", "/api/v1/nothing"):
            get, head = self.request("GET", path), self.request("HEAD", path)
            self.assertEqual((head[0], head[2]), (get[0], b""), path)
            self.assertEqual(head[1].get("content-type"), get[1].get("content-type"), path)
            self.assertEqual(int(head[1].get("content-length", 0)), int(get[1].get("content-length", 0)), path)
            for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"):
                status, headers, _ = self.request(method, path)
                self.assertEqual(status, 405, f"{method} {path}")
                self.assertIn("GET", headers["allow"])
        self.assertEqual(self.request("FOO", "/")[0], 400)

    def test_paths(self):
        """OPS-3 OPS-4: tricks with paths reach nothing else: dots, doubled and encoded slashes, NUL, not UTF-8, overlong, other versions"""
        for path in ("/static/../../etc/passwd", "/static/%2e%2e%2fetc%2fpasswd", "/static/%2e%2e", "/static//etc/passwd", "/%00", "/items/%00",
                     "/api/v1/items/%00", "/api/v1/items/%ff%fe", "/api/v1/items/%2e%2e", "/act/%00", "/people/%F0%9F%92%A9", "/" + "a" * 60_000,
                     "/api", "/api/v1", "/api/v2/items", "/api/V1/items", "/host", "/host/v2/poll", "*"):
            self.assertEqual(self.request("GET", path)[0], 404, path[:80])
        for path in ("/api/v1/items/CI-1%2f..", "/api/v1/items/CI-99999999999999999999", "/api/v1/items?limit=99999999999999999999",
                     "/api/v1/items?limit=-1", "/api/v1/items?after=%00", "/api/v1/items?sort=%27;drop", "/api/v1/items?%", "/api/v1/items?=%zz",
                     "/api/v1/items?x%5b=1"):
            status, headers, text = self.request("GET", path)
            self.assertEqual((status, headers["content-type"]), (422, "application/problem+json"), f"{path} {text}")
        self.assertEqual(self.request("GET", "/" + "a" * 200_000)[0], 400)
        for path in ("/host/v1/root/99999999999999999999", "/host/v1/root/-1", "/host/v1/nothing", "/host/v1/"):
            self.assertEqual(self.request("GET", path)[0], 401, path)
        for path in ("/api/v1/log/proofs/99999999999", "/api/v1/log/proofs/-1", "/api/v1/log/proofs/x", "/api/v1/log/nothing"):
            self.assertEqual(self.request("GET", path, name="auditor")[0], 404, path)
        blob = "/api/v1/blobs/" + "a" * 64
        self.assertEqual(self.request("GET", blob, b"", "Range: bytes=99999999999999999999999-", name="librarian")[0], 404)

    def test_versions(self):
        """OPS-4: an If-Match that is no version is told so, whatever it is instead"""
        self.assertEqual(self.record(b'{"class":"site","name":"Versions"}')[0], 200)
        for given in ("abc", "*", 'W/"1"', '"99999999999999999999"', '"', '""', '"1", "2"'):
            status, _, text = self.request("POST", "/api/v1/items/CI-1/set", b'{"attributes":[{"name":"zone","value":"x"}]}',
                                           "Idempotency-Key: " + secrets.token_hex(8), "If-Match: " + given)
            self.assertEqual(status, 428, given)
            self.assertIn("If-Match", json.loads(text)["detail"])
            self.assertIn("version", json.loads(text)["detail"])

    def test_protocol(self):
        """OPS-4 OPS-3: what is no HTTP, too many or too large headers, two lengths, broken chunks, a body that breaks off: refused, and the next caller is served"""
        start = b"POST /api/v1/items/record HTTP/1.1\r\nHost: x\r\nIdempotency-Key: k\r\nAuthorization: Bearer %s\r\n" % self.small.secrets[
            "configuration-manager"].encode()
        for data in (os.urandom(2000), bytes.fromhex("1603010200010001fc0303") + os.urandom(200), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET /\r\n\r\n",
                     b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: 1\r\n" % i for i in range(10_000)) + b"\r\n",
                     b"GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", start + b"Content-Length: abc\r\n\r\n", start + b"Content-Length: -1\r\n\r\n",
                     start + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
                     start + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", start + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"):
            status, headers, text = self.send(data)
            self.assertEqual((status, headers["content-type"]), (400, "application/problem+json"), data[:60])
            self.assertTrue(json.loads(text)["detail"])
        self.assertEqual(self.send(start + b"Content-Length: 100\r\n\r\n{", end=True)[0], 400)
        self.assertEqual(self.send(start + b"Content-Length: 10000000000\r\n\r\n{")[0], 413)
        for path in ("enrol", "session", "poll", "nothing"):
            self.assertEqual(self.request("POST", f"/host/v1/{path}", b" " * 5_000_000)[0], 413, path)
        for body in (b"{}", b"{", b"[" * 100_000, b"\xff"):
            for path in ("enrol", "session"):
                status, headers, _ = self.request("POST", f"/host/v1/{path}", body)
                self.assertEqual((status, headers["content-type"]), (422, "application/problem+json"))
        for key in ("k" * 10_000, "\xe9\xff", ""):
            self.assertEqual(self.request("POST", "/api/v1/items/record", b"{}", "Idempotency-Key: " + key)[0], 400)
        for token in ("Bearer ", "Basic abcd", "Bearer " + "x" * 5000, ""):
            self.assertEqual(self.send(f"GET /api/v1/items HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n".encode())[0], 401)

    def test_forms(self):
        """OPS-6 OPS-4: broken and oversized forms, and one form sent many times at once: a page says why; it acts once"""
        url = self.small.server.url
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, headers, _ = house.raw(url + "/sign-in", "POST", house.urllib.parse.urlencode(
            {"name": "configuration-manager", "password": story.PASSWORD}).encode(), kind)
        jar = {"Cookie": headers["Set-Cookie"].split(";")[0]}
        page = house.raw(url + "/act/item.record", headers=jar)[2]
        hidden = dict(re.findall(r'name="(form-token|idempotency-key)" value="([^"]*)"', page[page.index('action="/act/item.record"'):]))

        def send(body):
            return house.raw(url + "/act/item.record", "POST", body, {**jar, **kind})

        for body in (b"%%%=%zz&&&=", b"\xff\xfe", b"", b"class=site&name=%00"):
            status, headers, text = send(body)
            self.assertIn(status, (403, 422), body)
            self.assertIn("<h1", text)
        self.assertEqual(send(b"x=" + b"a" * 5_000_000)[0], 413)
        nul = house.urllib.parse.urlencode({"class": "site", "name": "a\0b", **hidden}).encode()
        self.assertEqual(send(nul)[0], 422)
        name = "Twenty times " + secrets.token_hex(4)
        once = house.urllib.parse.urlencode({"class": "site", "name": name, "status": "live", **hidden}).encode()
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            self.assertEqual({one[0] for one in pool.map(lambda _: send(once), range(20))}, {303})
        self.assertEqual(len(self.small.api("auditor").ask("items?name=" + house.urllib.parse.quote(name))["items"]), 1)

    def test_same_key(self):
        """OPS-1 OPS-4: twenty callers with one key at once: one act, one answer; twenty with one version: one wins, the others are told the present one"""
        key, name = secrets.token_hex(8), "Once " + secrets.token_hex(4)
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            answers = set(pool.map(lambda _: self.small.post(
                "/api/v1/items/record", {"class": "site", "name": name}, key)[::2], range(20)))
            self.assertEqual(len(answers), 1)
            status, text = answers.pop()
            self.assertEqual(status, 200)
            item = json.loads(text)["answer"]["item"]
            stale = list(pool.map(lambda number: self.small.post(
                f"/api/v1/items/{item}/set", {"attributes": [{"name": "zone", "value": str(number)}]}, secrets.token_hex(8),
                If_Match='"1"'), range(20)))
        self.assertEqual(len(self.small.api("auditor").ask("items?name=" + house.urllib.parse.quote(name))["items"]), 1)
        self.assertEqual(sorted({one[0] for one in stale}), [200, 412])
        self.assertEqual([one[0] for one in stale].count(200), 1)
        self.assertTrue(all("version 2" in one[2] for one in stale if one[0] == 412))

    def test_crowd(self):
        """OPS-1 OPS-12: a thousand connections that say nothing or half a request keep nobody from being served, and are closed after half a minute"""
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[0]), resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        halves = (b"", b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"POST /api/v1/items/record HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{",
                  b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        lines = []
        try:
            for number in range(1000):
                line = socket.create_connection(("127.0.0.1", self.small.server.port), timeout=10)
                line.sendall(halves[number % len(halves)])
                lines.append(line)
            began = time.time()
            for number in range(20):
                self.assertEqual(self.small.record(f"In the crowd {number}")[0], 200)
                self.assertEqual(house.raw(self.small.server.url + "/sign-in")[0], 200)
            self.assertLess(time.time() - began, 10)
            until, open_still = time.time() + 45, lines
            while open_still and time.time() < until:
                time.sleep(1)
                open_still = [line for line in open_still if not self.closed(line)]
            self.assertEqual(len(open_still), 0)
        finally:
            for line in lines:
                line.close()

    @staticmethod
    def closed(line):
        line.setblocking(False)
        try:
            while True:
                if not line.recv(65536):
                    return True
        except BlockingIOError:
            return False
        except OSError:
            return True

    def test_few_files(self):
        """OPS-1 OPS-12: where the system lets the server open few files, more connections wait, and it keeps files for its own work"""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="slipway-hostile-"))
        server = house.Server(folder)
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        lines = []
        try:
            # 320 files, 64 of them for connections.
            server.before = ["prlimit", "--nofile=320:320"]
            server.start()
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(4096, limits[0]), limits[1]))
            for _ in range(200):
                line = socket.create_connection(("127.0.0.1", server.port), timeout=10)
                line.sendall(b"GET /")
                lines.append(line)
            held = len(os.listdir(f"/proc/{server.process.pid}/fd"))
            self.assertLess(held, 150, "files are left for the database and the library")
            for line in lines:
                line.close()
            self.assertEqual(house.raw(server.url + "/readyz")[0], 200)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
            for line in lines:
                line.close()
            server.stop()
            shutil.rmtree(folder, ignore_errors=True)


class Packages(unittest.TestCase):
    """Manifests and bundles that would reach out of their place, through the real command line and the real API."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="slipway-packages-"))
        cls.small = Small(cls.folder)

    @classmethod
    def tearDownClass(cls):
        cls.small.server.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def slipway(self, *words):
        environment = dict(os.environ, SLIPWAY_SERVER=self.small.server.url, SLIPWAY_TOKEN=self.small.secrets["librarian"])
        done = subprocess.run([str(house.BUILT / "slipway"), *words], capture_output=True, text=True, env=environment, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def source(self, change=None):
        """A sound package's folder, its manifest changed."""
        place = self.folder / secrets.token_hex(4)
        self.assertEqual(self.slipway("package", "init", str(place))[0], 0)
        if change:
            path = place / "package.yaml"
            path.write_text(change(path.read_text()))
        return place

    def refused(self, place, *words):
        for verb in (("lint", str(place)), ("build", str(place), "-o", str(place) + ".slipway")):
            code, said = self.slipway("package", *verb)
            self.assertNotEqual(code, 0, said)
            for word in words:
                self.assertIn(word, said)
        self.assertFalse(pathlib.Path(str(place) + ".slipway").exists())

    def test_manifest(self):
        """DSL-4 BLD-5: a manifest that names paths outside its folder, relative or dotted places on the host, or unknown fields is refused by name, and no bundle is made"""
        sound = (self.source() / "package.yaml").read_text()
        to = re.search(r"\bto: ([^\s,}]+)", sound)
        owns = re.search(r"owns: (\S+)", sound)
        self.assertTrue(owns, sound)
        for bad in ("/opt/../etc", "opt/greeter", "/opt//greeter", "/", "/opt/greeter/.", "/opt/greeter/"):
            with self.subTest(owns=bad):
                self.refused(self.source(lambda text: text.replace("owns: " + owns[1], "owns: " + bad)), "owns")
        if to:
            for bad in ("/etc/../../etc/passwd", "etc/x", "/etc/./x"):
                with self.subTest(to=bad):
                    self.refused(self.source(lambda text: text.replace("to: " + to[1], "to: " + bad)), "to")
        self.refused(self.source(lambda text: text + "\ncolour: red\n"), "colour")
        self.refused(self.source(lambda text: text.replace("format: 1", "format: 99")), "format")
        self.refused(self.source(lambda text: "&a [*a, *a]\n"), "package.yaml")
        bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{chr(98+i)}: &{chr(98+i)} [{','.join(['*' + chr(97+i)] * 9)}]\n" for i in range(12))
        self.refused(self.source(lambda text: bomb), "package.yaml")
        self.refused(self.source(lambda text: "[" * 100_000), "package.yaml")

    def test_links(self):
        """DSL-4: a link that leads out of the package, and things that are no files, are refused by name"""
        for name, make in {
                "up": lambda path: path.symlink_to("../../../../etc/passwd"), "absolute": lambda path: path.symlink_to("/etc/passwd"),
                "pipe": os.mkfifo}.items():
            with self.subTest(name):
                place = self.source()
                tree = next(one for one in place.iterdir() if one.is_dir())
                make(tree / name)
                self.refused(place, name)

    def test_bundle(self):
        """DSL-4 OPS-4: a bundle that is cut off, altered or no bundle at all is refused by the command line, and nothing of it is admitted"""
        place = self.source()
        bundle = self.folder / "whole.slipway"
        self.assertEqual(self.slipway("package", "build", str(place), "-o", str(bundle))[0], 0)
        whole = bundle.read_bytes()
        person = self.small.api("librarian").ask("people/me")["person"]

        def admit(data, built_by=person):
            bad = self.folder / "bad.slipway"
            bad.write_bytes(data)
            return self.slipway("library", "admit", str(bad), "--built-by", built_by, "--reason", "A test of broken bundles")

        dotted = whole.replace(b"install.md", b"../tall.md")
        rooted = whole.replace(b"install.md", b"/nstall.md")
        for data in (b"", b"nonsense", os.urandom(5000), whole[:len(whole) // 2], whole[:-1], whole + b"x", whole[:-5] + b"?" + whole[-4:], dotted, rooted):
            code, said = admit(data)
            self.assertNotEqual(code, 0, said)
            self.assertRegex(said, r"\w+ \w+ \w+")
            self.assertNotIn("Fatal", said)
        self.assertEqual(self.small.api("auditor").ask("packages")["items"], [])

    def test_upload(self):
        """DSL-4: through the API, bytes under another digest are refused, and a name that is no digest reaches no file"""
        url, allowed = self.small.server.url, {"Authorization": "Bearer " + self.small.secrets["librarian"]}
        self.assertEqual(house.raw(f"{url}/api/v1/blobs/{'0' * 64}", "PUT", b"x", allowed)[0], 409)
        self.assertEqual(house.raw(f"{url}/api/v1/blobs/{'0' * 63}", "PUT", b"x", allowed)[0], 422)
        self.assertEqual(house.raw(f"{url}/api/v1/blobs/..%2f..%2fkeys%2flog.key", "GET", None, allowed)[0], 422)
        self.assertEqual(house.raw(f"{url}/api/v1/blobs/{hashlib.sha256(b'x').hexdigest()}", "GET", None, allowed)[0], 404)


if __name__ == "__main__":
    unittest.main()
