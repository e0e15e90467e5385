#!/usr/bin/env python3
"""Looks at every page in a real browser: takes pictures (wide, narrow, dark, paper) and checks accessibility with axe.

usage: page-check.py --server URL --password TEXT [--person NAME]... [--into FOLDER] [--shape SHAPE]... [--paper] [PATH...]

Without paths it follows links from the first page: every list, some subjects of each kind, the form of every act that
is offered, and some forms sent with bad fields. The exit code is 1 when something was found. Chromium comes from Debian, axe from PyPI into a virtual
environment under .build; nothing of them is kept in the repository. Without axe the other checks are still made.
"""
import argparse
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

HOME = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HOME))
from browser import Browser, Failure  # noqa: E402

SHAPES = {
    "wide": dict(width=1360, height=900), "dark": dict(width=1360, height=900, dark=True),
    "narrow": dict(width=390, height=844, touch=True), "narrow-dark": dict(width=390, height=844, touch=True, dark=True),
}
BEGIN = ["/", "/requests", "/cab", "/releases", "/deployments", "/hosts", "/items", "/packages", "/people", "/raci",
         "/log", "/search?q=greet", "/search?q=zeppelin", "/no-such-page", "/requests?status=rejected",
         "/hosts?name=nobody", "/releases?phase=suspended", "/requests?status=lost", "/people?role=auditor",
         "/log?kind=request.voted", "/log?actor=nobody"]
OF_EACH = 3
AXE = "axe-playwright-python"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Beside axe: nothing scrolls sideways, targets are big enough, the dark tokens really stand there.
OWN = """(() => {
  const out = [], wide = document.documentElement.clientWidth;
  const named = (it) => it.tagName.toLowerCase() + (it.className ? '.' + String(it.className).split(' ').join('.') : '')
    + ' «' + (it.textContent || it.name || '').trim().slice(0, 40) + '»';
  if (document.documentElement.scrollWidth > wide) out.push('the page scrolls sideways');
  if (TOUCH) document.querySelectorAll('.scroll').forEach((it) => {
    if (it.scrollWidth > it.clientWidth + 1 && !it.querySelector('.matrix')) out.push('scrolls sideways: ' + named(it)); });
  const least = TOUCH ? 44 : 24;
  document.querySelectorAll('button, .button, nav a, select, input:not([type=hidden]):not([type=radio]):not([type=checkbox]), summary, .pick')
    .forEach((it) => {
      const box = it.getBoundingClientRect();
      if (box.width && box.height && !it.closest('.unseen, .skip') && box.height < least - 0.5)
        out.push(`only ${Math.round(box.height)} px high: ${named(it)}`);
    });
  const paper = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number);
  if ((Math.max(...paper) < 80) !== DARK) out.push('the paper has the wrong brightness: ' + paper);
  return out;
})()"""


def need_chromium():
    if shutil.which("chromium") is None:
        subprocess.run([HOME / "needs", "chromium", "fonts-dejavu"], check=True)


def axe():
    """The text of axe, from PyPI by way of a virtual environment; None without it."""
    folder = HOME.parent / ".build" / "page-check"
    found = list(folder.glob("lib/python3*/site-packages/axe_playwright_python/axe.min.js"))
    if not found:
        try:
            if importlib.util.find_spec("ensurepip") is None:
                subprocess.run([HOME / "needs", "python3-venv"], check=True)
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
            subprocess.run([folder / "bin" / "pip", "install", "--quiet", "--no-deps", AXE], check=True,
                           capture_output=True)
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"axe is not here ({error}); the other checks are made.", file=sys.stderr)
        found = list(folder.glob("lib/python3*/site-packages/axe_playwright_python/axe.min.js"))
    return found[0].read_text() if found else None


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def sign_in(browser, server, person, password):
    form = urllib.parse.urlencode({"name": person, "password": password}).encode()
    try:
        urllib.request.build_opener(Stay).open(server + "/sign-in", form)
    except urllib.error.HTTPError as answer:
        if answer.headers["Set-Cookie"]:
            name, value = answer.headers["Set-Cookie"].split(";")[0].split("=", 1)
            browser.call("Network.setCookie", url=server, name=name, value=value, httpOnly=True)
            return
    raise SystemExit(f"{person} was not signed in")


def kind(path):
    """What is the same page with other contents."""
    parts = urllib.parse.urlsplit(path)
    words = parts.path.strip("/").split("/")
    if words[0] == "act":
        return parts.path
    return words[0] + "/…" if len(words) > 1 else None


def follow(browser, server):
    """Every page that links lead to: all lists that were named, some subjects of each kind, each act once."""
    waiting, seen, count = list(BEGIN), [], {}
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        if sort := kind(path):
            if count.get(sort, 0) >= (1 if sort.startswith("/act/") else OF_EACH):
                continue
            count[sort] = count.get(sort, 0) + 1
        seen.append(path)
        if path.startswith("/act/"):
            continue
        browser.open(server + path)
        links = browser.run("Array.from(document.links, (it) => it.pathname + it.search)") or []
        waiting += [link for link in links if kind(link) and not link.startswith(("/api/", "/static/", "/log/"))]
    return seen


def file_name(path):
    parts = urllib.parse.urlsplit(path)
    name = parts.path.strip("/").replace("/", "_") or "work"
    return name if not parts.query or name.startswith("act_") else name + "_" + parts.query.replace("=", "-")[:40]


class Check:
    def __init__(self, options, browser, script):
        self.options, self.browser, self.script = options, browser, script
        self.found = []
        self.into = pathlib.Path(options.into) if options.into else None
        if self.into:
            self.into.mkdir(parents=True, exist_ok=True)

    def page(self, path, shape, prepare=None, name=None):
        look = SHAPES[shape]
        self.browser.shape(**look)
        self.browser.open(self.options.server + path)
        if prepare:
            self.browser.run("window.before = true; " + prepare)
            self.browser.until("!window.before && document.readyState === 'complete'")
        title = name or file_name(path)
        if self.into:
            self.browser.picture(self.into / f"{title}-{shape}.png")
            if shape == "wide" and self.options.paper:
                self.browser.paper(self.into / f"{title}.pdf")
        touch, dark = ("true" if look.get(one) else "false" for one in ("touch", "dark"))
        for says in self.browser.run(OWN.replace("TOUCH", touch).replace("DARK", dark)):
            self.note(path, shape, says)
        if self.script:
            self.browser.run(self.script + ";true")
            answer = self.browser.run(
                "axe.run(document, {runOnly: " + json.dumps(TAGS) + ", rules: {'target-size': {enabled: true}}})"
                ".then((it) => it.violations.map((one) => [one.id, one.help, one.nodes.map((n) => n.target.join(' ')"
                " + ' ' + (n.any[0] ? n.any[0].message : ''))]))", wait=True)
            for rule, words, nodes in answer:
                self.note(path, shape, f"axe {rule}: {words}: " + " | ".join(nodes[:3])
                          + (f" and {len(nodes) - 3} more" if len(nodes) > 3 else ""))

    def note(self, path, shape, says):
        self.found.append((path, shape, says))
        print(f"{path} [{shape}] {says}", flush=True)


# Forms that are sent with fields that cannot be read, so that nothing is changed.
BAD_FORMS = ["/act/request.raise", "/act/release.open", "/act/person.register"]
BAD = """(() => { const form = document.querySelector('form.act'); form.noValidate = true;
  form.querySelectorAll('input[type=text], textarea').forEach((it, place) => { if (place < 2) it.value = 'x'; });
  form.submit(); })()"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True)
    parser.add_argument("--password", required=True)
    parser.add_argument("--person", action="append", help="may be given more than once")
    parser.add_argument("--into", help="folder for pictures")
    parser.add_argument("--shape", choices=SHAPES, action="append")
    parser.add_argument("--paper", action="store_true", help="also prints every page to a PDF")
    parser.add_argument("--no-axe", action="store_true")
    parser.add_argument("pages", nargs="*")
    options = parser.parse_args()
    need_chromium()
    browser = Browser()
    try:
        check = Check(options, browser, None if options.no_axe else axe())
        pages = 0
        for shape in options.shape or SHAPES:
            check.page("/sign-in", shape)
        for person in options.person or ["administrator", "release-manager", "cab-operations"]:
            sign_in(browser, options.server, person, options.password)
            found = options.pages or follow(browser, options.server)
            for shape in options.shape or SHAPES:
                for path in found:
                    check.page(path, shape)
                if not options.pages:
                    for path in [one for one in found if one.split("?")[0] in BAD_FORMS]:
                        check.page(path, shape, BAD, file_name(path) + "-bad")
            pages += len(found)
        print(f"{pages} pages, {len(check.found)} findings" + ("" if check.script else ", without axe"))
        return 1 if check.found else 0
    finally:
        browser.close()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"The browser failed: {failure}")
