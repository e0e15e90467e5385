#!/usr/bin/env python3
"""Takes a screenshot of every page, wide, narrow and dark, with headless Chromium (Debian's chromium).

usage: screenshots.py --server URL --person NAME --password TEXT --into FOLDER [PATH...]
"""
import argparse
import http.server
import pathlib
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request

PAGES = ["/", "/requests", "/requests/RFC-1", "/cab", "/releases", "/releases/REL-1.1", "/deployments", "/deployments/DEP-2",
         "/hosts", "/items", "/items/CI-1", "/packages", "/packages/greeter@1.0.0", "/people", "/raci", "/log",
         "/act/request.raise", "/sign-in"]
SHAPES = {"wide": (1360, 1000, []), "narrow": (420, 1400, []), "dark": (1360, 1000, ["--force-dark-mode", "--enable-features=WebContentsForceDark:inversion_method/none"])}


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def cookie(options):
    form = urllib.parse.urlencode({"name": options.person, "password": options.password}).encode()
    try:
        urllib.request.build_opener(Stay).open(options.server + "/sign-in", form)
    except urllib.error.HTTPError as answer:
        return answer.headers["Set-Cookie"].split(";")[0]
    raise SystemExit("not signed in")


def carrier(server, jar):
    """Adds the cookie to what the browser asks, since headless Chromium takes none on its command line."""
    class Carry(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/events":
                return self.send_error(404)
            request = urllib.request.Request(server + self.path, headers={"Cookie": "" if self.path == "/sign-in" else jar})
            try:
                answer = urllib.request.urlopen(request, timeout=20)
            except urllib.error.HTTPError as error:
                answer = error
            body = answer.read()
            self.send_response(answer.status)
            for name in ("Content-Type", "Content-Security-Policy"):
                if answer.headers[name]:
                    self.send_header(name, answer.headers[name])
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Carry)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{web.server_address[1]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("--server", "--person", "--password", "--into"):
        parser.add_argument(name, required=True)
    parser.add_argument("--shape", choices=SHAPES, action="append")
    parser.add_argument("pages", nargs="*")
    options = parser.parse_args()
    base = carrier(options.server, cookie(options))
    folder = pathlib.Path(options.into)
    folder.mkdir(parents=True, exist_ok=True)
    for shape in options.shape or SHAPES:
        width, height, flags = SHAPES[shape]
        for page in options.pages or PAGES:
            name = (page.strip("/").replace("/", "_") or "work") + f"-{shape}.png"
            subprocess.run(
                ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu", *flags,
                 f"--window-size={width},{height}", f"--screenshot={folder / name}", base + page],
                check=True, capture_output=True, timeout=60)
            print(folder / name)


if __name__ == "__main__":
    main()
