"""Measures Slipway side by side with named peers and writes docs/bench.md. Called by ./bench."""
import argparse
import time

from common import HOME, ROOT, Table, machine, say, synced_write_milliseconds

PARTS = {"a": "polls", "b": "reports", "c": "operations", "d": "agent", "e": "starting", "f": "verify"}

PAGE = """# Measured

Written by `./bench`, which measures Slipway and a named peer in turns in the same run, and gives medians of {rounds} rounds with
the least and the greatest. The loader works on the same machine; absolute numbers move with what else it does, ratios less.

Machine: {machine}. A lone 4 KiB write with fsync takes {fsync:.2f} ms there. Release build; SQLite with WAL and
`synchronous=FULL`; {seconds} s a round.

{table}

{notes}
"""

NOTES = """How it is measured:

- **a** wrk, one thread, {connections} connections, sends requests that were prepared before: {hosts} hosts enrolled through the public
  API, a session each, real message codes, counters that rise. One answer of
  each host is checked with its code before; all others are 200. nginx answers a
  file of a poll answer's size from one worker with `open_file_cache` and without a log.
- **b** a release over {report_hosts} hosts made through the public API; progress reports of its signed orders over
  {report_connections} connections, each acknowledged after COMMIT; after each round the rows are counted. The peer is PostgreSQL 15 over TCP with
  fsync, because it too answers each client only after its row is on the disk, and groups commits as we do.
- **c** `POST /api/v1/items/record` with a token: rules, log entry, tree and kept answer in the transaction. pgbench inserts one row.
- **d** an enrolled agent with nothing to do, against another agent of Debian 12.
- **e** process start to the first 200 of `/readyz`, against `postgres` start to `pg_isready`. The folder was started once before by
  the same build: a version that keeps other columns of a kind makes that table anew from its states at its first start, and says so.
  With 118,000 items that took 4.4 to 5.1 s. One start of 3.61 s against a median of 0.07 s, when this was first measured, was most
  likely that: the folder was older than the keeping of edges, and nothing else that was tried comes near. With all files out of the
  page cache it is 0.08 s; a debug build takes 0.06 to 0.2 s, below 0.3 s beside a busy disk or four busy processes, and 0.2 s with a
  journal of 187 MB left by a kill (0.6 s from the disk).
- **f** an export of a million entries, 100,000 texts among them, every hash, version and text checked and the signature too.
  sha256sum reads and hashes the same bytes and checks nothing else.

Beside the table: `log export` of 284,000 entries (131 MB) is written to a file without a name and read from there as fast as its reader
takes it. The server's resident memory went from 77 to 84 MiB while a reader took 8 MB/s, and after 48 exports, eight of them at
once, it levelled off at 123 MiB (129 at most). Exports go one after the other, because two took both threads that read: every
page then waited up to 3.4 s.
"""


def main():
    parser = argparse.ArgumentParser(prog="./bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help="a polls, b reports, c operation, d agent, e start, f verify; all by default")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measurement (5)")
    parser.add_argument("--seconds", type=int, default=4, help="seconds of each round under load (4)")
    parser.add_argument("--hosts", type=int, default=1000, help="enrolled hosts that poll (1000)")
    parser.add_argument("--connections", type=int, default=64, help="connections of the loader for polls (64)")
    parser.add_argument("--report-hosts", type=int, default=300, help="hosts of the deployment (300)")
    parser.add_argument("--report-connections", type=int, default=256, help="connections of the loader for reports (256)")
    parser.add_argument("--settle", type=int, default=330, help="seconds before the agent counts as idle (330)")
    parser.add_argument("--rest", type=int, default=60, help="seconds over which the idle agent is watched (60)")
    options = parser.parse_args()
    wanted = options.parts or sorted(PARTS)
    if set(wanted) - set(PARTS):
        parser.error(f"parts are {', '.join(sorted(PARTS))}")
    HOME.mkdir(parents=True, exist_ok=True)
    began, table, resting = time.time(), Table(), None
    try:
        if "d" in wanted:
            import agent
            say("An agent is enrolled, to be idle by the time it is its turn.")
            resting = agent.Resting()
        for part in [one for one in wanted if one != "d"]:
            __import__(PARTS[part]).run(table, options)
        if resting:
            agent.run(table, options, resting)
    finally:
        if resting:
            resting.end()
    table.rows.sort(key=lambda row: row[0][0])
    page = PAGE.format(
        rounds=options.rounds, seconds=options.seconds, machine=machine(), fsync=synced_write_milliseconds(HOME),
        table=table.markdown(), notes=NOTES.format(**vars(options)))
    say("\n" + table.markdown())
    if wanted == sorted(PARTS):
        (ROOT / "docs" / "bench.md").write_text(page)
        say("\ndocs/bench.md is written.")
    say(f"Measured in {time.time() - began:.0f} s.")


if __name__ == "__main__":
    main()
