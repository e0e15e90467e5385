"""d. The agent at rest: memory and processor time over a minute."""
import os
import pathlib
import shutil
import time

from common import HOME, Server, people, say
from peers import Zabbix
from reports import stop_agents

AIM_MIB = 25


def tree(pid):
    """A process and its children."""
    found = [pid]
    # A child that only comes by, like a query of the package database, is counted with its parent's ended children.
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += tree(int(child))
    return [one for one in found if lasts(one)]


def lasts(pid):
    """Whether it is no zombie and has memory of its own."""
    try:
        return bool(pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text())
    except OSError:
        return False


def memory(pids):
    """Resident MiB, and the proportional share of it (pages shared between processes counted once)."""
    resident = proportional = 0
    for pid in pids:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in ("Rss", "Pss"):
                kib = int(rest.split()[0])
                resident, proportional = resident + kib * (name == "Rss"), proportional + kib * (name == "Pss")
    return resident / 1024, proportional / 1024


def processor(pids):
    """Milliseconds of processor time so far, with that of children that have ended."""
    ticks = 0
    for pid in pids:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


class Resting:
    """Server, enrolled agent and peer, started before the other parts so that they rest while those work."""

    def __init__(self):
        self.data = HOME / "agent" / f"server-{int(time.time())}"
        self.server, self.zabbix = Server(self.data).start(), Zabbix(HOME / "zabbix").start()
        self.told, self.since = people(self.server, self.data), time.time()
        self.told.host("rest-1", "production")
        self.agent = int((self.data / "hosts" / "rest-1" / "agent.pid").read_text())

    def watch(self, options):
        """Processor time over a minute, and memory, once the host counts as idle."""
        time.sleep(max(0, options.settle - (time.time() - self.since)))
        self.sides = {"ours": tree(self.agent), "peer": tree(self.zabbix.child.pid)}
        if not all(self.sides.values()):
            raise RuntimeError("an agent that should be at rest has ended")
        before = {name: processor(pids) for name, pids in self.sides.items()}
        time.sleep(options.rest)
        used = {name: processor(pids) - before[name] for name, pids in self.sides.items()}
        return used, {name: memory(pids) for name, pids in self.sides.items()}

    def end(self):
        stop_agents(self.told)
        self.zabbix.stop()
        self.server.stop()
        shutil.rmtree(self.data / "hosts", ignore_errors=True)


def run(table, options, resting):
    say("d. the agent at rest")
    used, held = resting.watch(options)
    sides = resting.sides
    table.add(
        "d. agent's memory, resident", f"{held['ours'][0]:.1f} MiB (share {held['ours'][1]:.1f})",
        f"zabbix-agent, {len(sides['peer'])} processes: {held['peer'][0]:.1f} MiB (share {held['peer'][1]:.1f})",
        f"{held['ours'][0] / held['peer'][0]:.2f}", "≤ 25 MB", held["ours"][0] * 1.048576 <= AIM_MIB)
    table.add(
        f"d. agent's processor time at rest, {options.rest} s", f"{used['ours']:.0f} ms",
        f"zabbix-agent: {used['peer']:.0f} ms", f"{used['ours'] / used['peer']:.2f}" if used["peer"] else "–", "none", None)
