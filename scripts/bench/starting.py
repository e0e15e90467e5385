"""e. From `serve` to ready with 100,000 items and as many log entries."""
import sqlite3
import time

from common import HOME, Server, load, median, people, say, spread
from operations import items
from peers import Postgres

AIM = 1.0
COUNT = 100_000


def filled(folder):
    """Items recorded through the API by 256 clients; kept for the next run. Gives how many a second."""
    if not (folder / "server" / "slipway.sqlite").exists() or count(folder)[0] < COUNT:
        with Server(folder) as server:
            told = people(server, folder)
            prepared = items(HOME / "fill.requests", told.person("configuration-manager").secret, COUNT + 500, "Filling")
            done = 0
            while count(folder)[0] < COUNT:
                # What was under way when the last round ended is sent again: under its old key it is a repeat.
                prepared.used = done
                done += load(server.port, prepared, 10, 256, COUNT + 500 - done)["count"]
            time.sleep(2)
        (HOME / "fill.requests").unlink()
    first, last = rows(folder, "SELECT MIN(at), MAX(at) FROM log_entry WHERE kind = 'item.recorded/1'")[0]
    return COUNT * 1000 / (last - first)


def rows(folder, question):
    base = sqlite3.connect(f"file:{folder}/server/slipway.sqlite?mode=ro", uri=True)
    try:
        return base.execute(question).fetchall()
    finally:
        base.close()


def count(folder):
    return [rows(folder, f"SELECT COUNT(*) FROM {name}")[0][0] for name in ("subject_item", "log_entry")]


def run(table, options):
    say("e. start")
    folder = HOME / "filled"
    fill = filled(folder)
    # The folder may be of an older build: its first start brings the tables to today, which is an upgrade and no start.
    Server(folder).start().stop()
    there = count(folder)
    say(f"  {there[0]:,} items and {there[1]:,} log entries, recorded through the API at {fill:,.0f} a second")
    postgres = Postgres()
    try:
        postgres.sql(f"""CREATE TABLE item (reference text PRIMARY KEY, body text NOT NULL);
            CREATE TABLE log_entry (id bigserial PRIMARY KEY, leaf text UNIQUE NOT NULL, bytes bytea NOT NULL);
            INSERT INTO item SELECT 'CI-' || n, repeat('x', 300) FROM generate_series(1, {there[0]}) n;
            INSERT INTO log_entry (leaf, bytes) SELECT md5(n::text), convert_to(repeat('x', 400), 'UTF8')
              FROM generate_series(1, {there[1]}) n;
            CHECKPOINT;""")
        postgres.stop()
        ours, peer = [], []
        for _ in range(options.rounds):
            server = Server(folder).start()
            ours.append(server.ready_after)
            server.stop()
            peer.append(postgres.start())
            postgres.stop()
        postgres.start()
    finally:
        postgres.remove()
    table.add(
        f"e. start to ready, {there[0]:,} items and {there[1]:,} entries", f"{median(ours):.2f} s ({spread(ours)})",
        f"PostgreSQL 15 with as many rows: {median(peer):.2f} s ({spread(peer)})", f"{median(ours) / median(peer):.2f}",
        "< 1 s", median(ours) < AIM)
