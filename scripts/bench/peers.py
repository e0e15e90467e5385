"""The named peers: nginx, PostgreSQL 15 with pgbench, zabbix-agent. Each runs in a folder of its own, on the loopback."""
import os
import pathlib
import random
import re
import shutil
import subprocess
import tempfile
import time

from common import Process, free_port, wait_ready

PG = pathlib.Path("/usr/lib/postgresql/15/bin")


class Nginx:
    """A static file of a given size from one worker."""

    def __init__(self, folder, size):
        self.folder, self.port = pathlib.Path(folder), free_port()
        (self.folder / "www").mkdir(parents=True, exist_ok=True)
        (self.folder / "www" / "answer").write_text("x" * size)
        os.chmod(self.folder, 0o755)
        (self.folder / "nginx.conf").write_text(f"""
daemon off; worker_processes 1; pid {self.folder}/pid; error_log {self.folder}/error.log crit;
user {'root' if os.geteuid() == 0 else 'nobody'};
events {{ worker_connections 2048; }}
http {{
  access_log off; open_file_cache max=10; tcp_nodelay on; keepalive_requests 100000000; keepalive_timeout 600s;
  default_type application/json;
  server {{ listen 127.0.0.1:{self.port}; root {self.folder}/www; }}
}}
""")
        self.process = Process("nginx", "-p", self.folder, "-c", self.folder / "nginx.conf")

    def __enter__(self):
        self.process.start()
        wait_ready(self.port, self.process.child, "/answer")
        return self

    def __exit__(self, *error):
        self.process.stop()


class Postgres:
    """PostgreSQL 15 as Debian sets it up: fsync and synchronous_commit on, reached over TCP on the loopback."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="slipway-bench-pg-"))
        self.port = free_port()
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.as_user:
            shutil.chown(self.folder, "postgres", "postgres")
        self.run(PG / "initdb", "-D", self.folder / "db", "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C")
        self.start()
        self.run(PG / "createdb", *self.at, "bench")

    @property
    def at(self):
        return ["-h", "127.0.0.1", "-p", str(self.port), "-U", "bench"]

    def run(self, *words, **more):
        done = subprocess.run(
            self.as_user + [str(word) for word in words], capture_output=True, text=True, cwd="/", **more)
        if done.returncode:
            raise RuntimeError(f"{words[0]}: {done.stderr}")
        return done.stdout

    def start(self):
        """Seconds from the start of the process until it takes connections."""
        began = time.perf_counter()
        self.process = Process(
            *self.as_user, PG / "postgres", "-D", self.folder / "db", "-p", self.port, "-k", self.folder,
            "-c", "listen_addresses=127.0.0.1", cwd="/").start()
        while subprocess.run([PG / "pg_isready", *self.at, "-q"]).returncode:
            if time.perf_counter() - began > 60:
                raise RuntimeError("PostgreSQL does not come up")
            time.sleep(0.002)
        return time.perf_counter() - began

    def stop(self):
        self.run(PG / "pg_ctl", "stop", "-D", self.folder / "db", "-m", "fast", "-w")
        self.process.stop()

    def sql(self, text):
        return self.run(PG / "psql", *self.at, "-qAtX", "-v", "ON_ERROR_STOP=1", "bench", input=text)

    def bench(self, script, clients, seconds):
        """Transactions a second, p50 and p99 in milliseconds of one script."""
        with tempfile.TemporaryDirectory(dir=self.folder) as place:
            os.chmod(place, 0o777)
            file = pathlib.Path(place) / "script.sql"
            file.write_text(script)
            file.chmod(0o644)
            text = self.run(
                PG / "pgbench", *self.at, "-n", "-M", "prepared", "-f", file, "-c", clients, "-j", 1, "-T", seconds,
                "-l", "--log-prefix", f"{place}/log", "bench")
            times = sorted(
                int(line.split()[2]) for log in pathlib.Path(place).glob("log*") for line in log.read_text().splitlines())
        rate = float(re.search(r"tps = ([\d.]+)", text)[1])
        return {"rate": rate, "p50": times[len(times) // 2] / 1000, "p99": times[len(times) * 99 // 100] / 1000}

    def remove(self):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


class Zabbix(Process):
    """zabbix-agent, looking after its own machine and asking a server that does not answer."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        os.chmod(folder, 0o777)
        (folder / "agent.conf").write_text(
            f"PidFile={folder}/pid\nLogType=console\nServer=127.0.0.1\nServerActive=127.0.0.1:{free_port()}\n"
            f"ListenPort={random.randrange(20_000, 32_000)}\nListenIP=127.0.0.1\nHostname=bench\n"
            + ("AllowRoot=1\nUser=root\n" if os.geteuid() == 0 else ""))
        program = shutil.which("zabbix_agentd") or "/usr/sbin/zabbix_agentd"
        super().__init__(program, "-f", "-c", folder / "agent.conf")
