"""Drives headless Chromium by the DevTools protocol over a pipe. Needs Python's standard library and Debian's chromium."""
import base64
import json
import os
import shlex
import shutil
import subprocess
import tempfile
import time


class Failure(Exception):
    pass


class Browser:
    """One Chromium with a profile of its own and one tab."""

    def __init__(self, program="chromium"):
        self.profile = tempfile.mkdtemp(prefix="page-check-")
        to_read, self.out = os.pipe()
        self.source, to_write = os.pipe()
        words = [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
                 "--disable-background-networking", "--remote-debugging-pipe", f"--user-data-dir={self.profile}"]
        line = f"exec {shlex.join(words)} 3<&{to_read} 4>&{to_write}"
        self.process = subprocess.Popen(["bash", "-c", line], pass_fds=(to_read, to_write), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.last, self.rest, self.session, self.events = 0, b"", None, []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Runtime.enable")
        self.call("Network.enable")

    def close(self):
        try:
            self.session = None
            self.call("Browser.close")
            self.process.wait(10)
        except (Failure, OSError, subprocess.TimeoutExpired):
            self.process.kill()
        shutil.rmtree(self.profile, ignore_errors=True)

    def message(self):
        while b"\0" not in self.rest:
            more = os.read(self.source, 1 << 20)
            if not more:
                raise Failure("Chromium has ended")
            self.rest += more
        one, self.rest = self.rest.split(b"\0", 1)
        return json.loads(one)

    def call(self, method, **parameters):
        self.last += 1
        order = {"id": self.last, "method": method, "params": parameters}
        if self.session:
            order["sessionId"] = self.session
        os.write(self.out, json.dumps(order).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.last:
                if "error" in answer:
                    raise Failure(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def run(self, script, wait=False):
        """The value of a JavaScript expression in the page; the page's own policy does not apply to it."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=wait)
        if "exceptionDetails" in answer:
            raise Failure(json.dumps(answer["exceptionDetails"])[:600])
        return answer["result"].get("value")

    def shape(self, width, height, dark=False, touch=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=touch)
        self.call("Emulation.setTouchEmulationEnabled", enabled=touch)
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"}])

    def until(self, script):
        """Waits for a condition in the page; while one page gives way to the next there is none to ask."""
        for _ in range(200):
            time.sleep(0.05)
            try:
                if self.run(script):
                    return
            except Failure:
                pass
        raise Failure(f"Not within ten seconds: {script}")

    def open(self, address):
        self.call("Page.navigate", url=address)
        self.until("document.readyState === 'complete'")

    def picture(self, path):
        box = self.call("Page.getLayoutMetrics")["cssContentSize"]
        shot = self.call("Page.captureScreenshot", captureBeyondViewport=True, clip={
            "x": 0, "y": 0, "width": box["width"], "height": min(box["height"], 6000), "scale": 1})
        path.write_bytes(base64.b64decode(shot["data"]))

    def paper(self, path):
        sheet = self.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69, printBackground=False)
        path.write_bytes(base64.b64decode(sheet["data"]))
