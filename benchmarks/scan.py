"""主动筛查 over a made-up city on PostgreSQL, beside one SQL statement by hand that selects and writes the same.

    DATABASE_URL=postgres://… python -m benchmarks.scan [--rows N] [--repeats N] [--explain FILE]

Makes private databases on that server and drops them. Where the two do not write the same rows there are no figures.
What each figure means: benchmarks/README.md.
"""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from psycopg import sql

from benchmarks import private
from benchmarks.measure import ROOT, Goal, figure, say
from benchmarks.private import Server

PEER = "one SQL statement by hand"
SETTINGS = {"work_mem": "256MB", "jit": "off"}  # for both; compiling such statements took longer than running them
EMPTY = """
    ALTER TABLE subsidies_determination DISABLE TRIGGER USER;
    TRUNCATE subsidies_invitation, subsidies_determination, subsidies_scan, records_job CASCADE;
    ALTER TABLE subsidies_determination ENABLE TRIGGER USER;
"""
# As if others had been decided in June: some stay as they are, some are owed another amount or nothing any more.
BEFORE = """
    INSERT INTO subsidies_determination (scheme, person_id, subject, "on", law_date, facts, terms_id, rule_version,
        accepted, amount, failed, review, trigger, known_run, made_at)
    SELECT 'SU', c.person_id, c.entry, '2025-06-30', c.issued_on, '{}', t.hash, '0', c.entry % 3 > 0,
        CASE c.entry % 3 WHEN 0 THEN 0 WHEN 1 THEN t.standard[6 - c.level] ELSE 100 END,
        CASE c.entry % 3 WHEN 0 THEN 'SU-WINDOW' ELSE '' END, false, 'scan', 1, '2025-06-30 04:00+08'
    FROM certificates_certificate c JOIN bench_terms t ON c.issued_on >= t.since AND c.issued_on < t.until
    WHERE c.until_run IS NULL AND c.entry % 32 = 0 AND t.standard[6 - c.level] > 0 ORDER BY c.entry;
    INSERT INTO subsidies_invitation (scheme, person_id, subject, determination_id, amount, found_on, last_day, state,
        reminded)
    SELECT scheme, person_id, subject, id, amount, "on", '2025-12-31',
        CASE subject % 5 WHEN 0 THEN 'closed' ELSE 'open' END, 60
    FROM subsidies_determination WHERE accepted ORDER BY id;
    VACUUM ANALYZE subsidies_determination;
    VACUUM ANALYZE subsidies_invitation;
    CHECKPOINT;
"""
WRITTEN = {
    "determinations": """
        SELECT scheme, person_id, subject, "on", law_date, facts, terms_id, rule_version, accepted, amount, failed,
            review, trigger, known_run FROM subsidies_determination WHERE rule_version <> '0'
    """,
    "invitations": """
        SELECT i.scheme, i.person_id, i.subject, i.amount, i.found_on, i.last_day, i.state, i.reminded, d."on",
            d.subject = i.subject AND d.person_id = i.person_id AS of_it
        FROM subsidies_invitation i JOIN subsidies_determination d ON d.id = i.determination_id
    """,
}


@dataclass
class City:
    """One private database with so many people in it."""

    url: str
    rows: int
    settings: str = "config.settings"

    def run(self, module: str, *arguments: Any) -> dict[str, Any]:
        """The last line that a process of ours prints, as JSON ({} where it prints nothing)."""
        environment = os.environ | {"DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": self.settings}
        done = subprocess.run(
            [sys.executable, *module.split(), *map(str, arguments)], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{module} failed")
        lines = done.stdout.splitlines()
        self.printed = "\n".join(lines[:-1])
        return json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}

    def sql(self, *statements: str) -> list[tuple]:
        """The rows of the last statement."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def begin_again(self) -> None:
        self.sql(EMPTY, *filter(str.strip, BEFORE.split(";")))


def main() -> None:
    told = parse()
    sizes = sorted({max(told.rows // 100, 1), max(told.rows // 10, 1), told.rows})
    each: dict[int, float] = {}
    with private.server() as server:
        for rows in sizes[:-1]:
            each[rows] = alone(city(server, rows), told.repeats)
            server.drop()
        whole = city(server, told.rows)
        each[told.rows] = beside_the_peer(whole, told)
        once_more(whole)
        replay(whole)
    for rows in sizes:
        figure(f"scan, {rows:,} people: for each", each[rows] * 1e6, "µs")
    name = f"scan, time for each person: {sizes[-1]:,} people to {sizes[0]:,}"
    figure(name, each[sizes[-1]] / each[sizes[0]], "times", goal=Goal("value", 1.5))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--rows", type=int, default=1_000_000, metavar="N", help="people, and certificates; goals are for a million"
    )
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="of each; the median counts")
    parser.add_argument("--explain", type=Path, metavar="FILE", help="run the statement once more and keep its plan")
    return parser.parse_args()


def city(server: Server, rows: int, template: str = "template0") -> City:
    """A private database, made and filled. ``template``: one that is migrated already, where there is one."""
    name = f"benchmark_scan_{os.getpid()}_{rows}"
    made = City(server.make(name, template), rows)
    for setting, value in SETTINGS.items():
        words = sql.SQL("ALTER DATABASE {} SET {} = {}")
        server.say(words.format(sql.Identifier(name), sql.Identifier(setting), sql.Literal(value)))
    say(f"a city of {rows:,} people")
    made.run("manage.py migrate --verbosity 0")
    made.run("-m benchmarks.scan_city", rows)
    made.run("-m benchmarks.scan_peer prepare")
    return made


def alone(small: City, repeats: int) -> float:
    """Our seconds for each person."""
    taken = []
    for _ in range(repeats):
        small.begin_again()
        taken.append(small.run("-m benchmarks.scan_ours")["seconds"])
    return median(taken) / small.rows


def beside_the_peer(whole: City, told: argparse.Namespace) -> float:
    """The same; prints the comparison. Both in turn, so that a busy machine disturbs both."""
    ours, theirs, peaks = [], [], []
    for number in range(told.repeats):
        whole.begin_again()
        theirs.append(whole.run("-m benchmarks.scan_peer run")["seconds"])
        if number == 0:
            keep(whole, "peer")
        whole.begin_again()
        done = whole.run("-m benchmarks.scan_ours")
        ours.append(done["seconds"])
        peaks.append(done["megabytes"])
        if number == 0:
            keep(whole, "ours")
            agree(whole)
        say(f"here {ours[-1]:.1f} s, there {theirs[-1]:.1f} s")
    if told.explain:
        whole.begin_again()
        whole.run("-m benchmarks.scan_peer explain")
        told.explain.write_text(whole.printed + "\n", encoding="utf-8")
        whole.begin_again()
        whole.run("-m benchmarks.scan_ours")
    counts = done["counts"]
    people = f"{whole.rows:,} people"
    figure(f"scan, {people}", median(ours), "s", peer=PEER, peer_value=median(theirs), goal=Goal("ratio", 0.5))
    if peaks[0] is not None:
        figure(f"scan, {people}: peak memory of the process", max(peaks), "MB", goal=Goal("value", 1536))
    figure(f"scan, {people}: entitled", 100 * counts["accepted"] / counts["subjects"], "%")
    figure(f"scan, {people}: determinations written", counts["written"], "rows")
    return median(ours) / whole.rows


def keep(whole: City, whose: str) -> None:
    """Set aside what was written, to be compared."""
    for what, select in WRITTEN.items():
        whole.sql(f"DROP TABLE IF EXISTS bench_{whose}_{what}", f"CREATE TABLE bench_{whose}_{what} AS {select}")


def agree(whole: City) -> None:
    """Raises SystemExit where the two did not write the same rows, facts included."""
    for what in WRITTEN:
        for one, other in (("ours", "peer"), ("peer", "ours")):
            differ = f"TABLE bench_{one}_{what} EXCEPT ALL TABLE bench_{other}_{what}"
            [(rows,)] = whole.sql(f"SELECT COUNT(*) FROM ({differ}) d")
            if rows:
                first = whole.sql(f"{differ} ORDER BY subject LIMIT 1")[0]
                raise SystemExit(f"{what}: {rows} rows of {one} are not among the other's, first {first}")
        [(rows,)] = whole.sql(f"SELECT COUNT(*) FROM bench_ours_{what}")
        say(f"both wrote the same {rows:,} {what}")


def once_more(whole: City) -> None:
    done = whole.run("-m benchmarks.scan_ours")
    if done["counts"]["written"] or done["counts"]["opened"] or done["counts"]["closed"]:
        raise SystemExit(f"a second scan wrote something: {done['counts']}")
    figure(f"scan, {whole.rows:,} people: a second time, nothing to write", done["seconds"], "s")


def replay(whole: City) -> None:
    """What was decided in this run; what stood before was made up without facts."""
    before = "subsidies_determination WHERE rule_version = '0'"
    whole.sql(
        "ALTER TABLE subsidies_determination DISABLE TRIGGER USER",
        f"DELETE FROM subsidies_invitation WHERE determination_id IN (SELECT id FROM {before})",
        f"DELETE FROM {before}",
    )
    done = whole.run("-m benchmarks.scan_ours recompute")
    figure("recompute, determinations", done["rows"] / done["seconds"], "rows/s")
    figure("recompute: peak memory of the process", done["megabytes"], "MB")


if __name__ == "__main__":
    main()
