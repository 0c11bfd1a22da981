#!/usr/bin/env python3
"""Measures import and supplier questions on a year of about 10 million rows, against DuckDB.

Both do the same in one session on the same two processors: read the zip of BACI's layout, map the
countries, sort, and write compressed Parquet with the columns of flow facts; then ask the supplier
questions for one market, with the same SQL, of the same file. Answers are compared before a time is
reported. Wall times are medians of several runs, taken in turn.

    python3 scripts/benchmark.py            # builds in release, makes the sample, installs duckdb
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DUCKDB = "duckdb==2.0.0"
MARKET, PERIOD = "QMD", "2023"

DUCKDB_IMPORT = """
import duckdb, os, sys, zipfile
source, out, work = sys.argv[1:4]
archive = zipfile.ZipFile(source)
names = archive.namelist()
flows = next(n for n in names if n.startswith("BACI_"))
countries = next(n for n in names if n.startswith("country_codes"))
for name in (flows, countries):
    archive.extract(name, work)
db = duckdb.connect(config={"threads": 2, "temp_directory": work})
db.execute(f'''
COPY (
  SELECT CAST(f.t AS VARCHAR) AS period, 'A' AS frequency, e.country_iso3 AS exporter,
         i.country_iso3 AS importer, f.k AS product, 'HS22' AS nomenclature, f.v * 1000 AS value,
         'USD' AS currency, 'reconciled' AS valuation, f.q AS quantity_t, 'both' AS reported_by,
         '{flows}' AS source_file, f.source_row
  FROM (SELECT *, row_number() OVER () + 1 AS source_row
        FROM read_csv('{work}/{flows}', header = true, columns = {{
          't': 'USMALLINT', 'i': 'USMALLINT', 'j': 'USMALLINT', 'k': 'VARCHAR', 'v': 'DOUBLE', 'q': 'DOUBLE'}})) f
  JOIN read_csv('{work}/{countries}', all_varchar = true) e ON CAST(e.country_code AS USMALLINT) = f.i
  JOIN read_csv('{work}/{countries}', all_varchar = true) i ON CAST(i.country_code AS USMALLINT) = f.j
  ORDER BY importer, exporter, product
) TO '{out}' (FORMAT parquet, COMPRESSION zstd)''')
"""

DUCKDB_ASK = """
import duckdb, json, statistics, sys, time
folder, root = sys.argv[1:3]
db = duckdb.connect(config={"threads": 2})
for table in ("flows", "pairs", "goods"):
    db.execute(f"CREATE VIEW {table} AS SELECT * FROM '{folder}/{table}*.parquet'")
for asked in json.load(sys.stdin):
    sql = open(f"{root}/crates/market/src/{asked['query']}").read()
    times = []
    for _ in range(15):
        start = time.perf_counter()
        rows = db.execute(sql, asked["parameters"]).fetchall()
        times.append(1000 * (time.perf_counter() - start))
    total = sum(c for row in rows for c in row if isinstance(c, float))
    print(json.dumps({**asked, "median_ms": statistics.median(times), "rows": len(rows), "sum": total}))
"""

# Sort orders and sizes of row groups that were considered; the first is the one in use.
LAYOUTS = [
    ("importer, exporter, product", 131072),
    ("importer, exporter, product", 32768),
    ("importer, exporter, product", 1048576),
    ("importer, product, exporter", 131072),
    ("exporter, importer, product", 131072),
    ("product, importer, exporter", 131072),
]

REWRITE = """
import duckdb, sys
source, out, order, rows = sys.argv[1:5]
db = duckdb.connect(config={"threads": 2})
db.execute(f"COPY (SELECT * FROM '{source}' ORDER BY {order}) TO '{out}' "
           f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {rows})")
"""

CHECK = """
import duckdb, json, sys
row = duckdb.execute(f"SELECT count(*), sum(value), sum(quantity_t), count(DISTINCT (exporter, importer)), "
                     f"sum(source_row), count(quantity_t) FROM '{sys.argv[1]}'").fetchone()
print(json.dumps([float(x) for x in row]))
"""


def run(command, stdin=None, **options):
    """Runs a command on two processors; returns wall seconds and what it printed."""
    before = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {0, 1}), **options)
    out, err = process.communicate(stdin)
    wall = time.perf_counter() - before
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))[:200]}\n{err}")
    return wall, out, err


def peak_mb(command, **options):
    """Peak resident memory of a command, by a process of its own that waits for it."""
    code = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, "
            "stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)")
    return int(run([sys.executable, "-c", code, *map(str, command)], **options)[1])


def same(a, b, what):
    if any(abs(x - y) > 1e-12 * max(abs(x), abs(y)) for x, y in zip(a, b, strict=True)):
        sys.exit(f"{what}: the answers differ: {a} and {b}")


def state_length(manifest, flows):
    """Puts the length of a rewritten file into the manifest, without which the store calls it damaged."""
    held = json.loads(manifest.read_text())
    for part in held["datasets"]["baci"]["releases"][-1]["parts"]:
        if part["file"] == flows.name:
            part["bytes"] = flows.stat().st_size
    manifest.write_text(json.dumps(held))


def layouts(python, bench, store, flows):
    """Asks the questions of the same rows in other orders, all written by the same program."""
    kept = flows.with_name("kept.parquet")
    flows.rename(kept)
    print("\nthe same questions of the same rows in other layouts, milliseconds, median of 15")
    print("| order | rows of a row group | file MB | sales, all | sales, 84 |\n|---|---|---|---|---|")
    answers = None
    for order, rows in LAYOUTS:
        run([python, "-c", REWRITE, kept, flows, order, str(rows)])
        state_length(store / "manifest.json", flows)
        asked = [json.loads(line) for line in run([bench, store, "baci", MARKET, PERIOD])[2].splitlines()]
        found = [number for line in asked for number in (line["rows"], line["sum"])]
        same(found, answers or found, order)
        answers = found
        times = " | ".join(f"{asked[place]['median_ms']:.1f}" for place in (1, 4))
        print(f"| {order} | {rows:,} | {flows.stat().st_size >> 20} | {times} |")
    kept.replace(flows)
    state_length(store / "manifest.json", flows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "stirstick"
    target = Path(os.environ.setdefault("CARGO_TARGET_DIR", str(cache / "target")))
    subprocess.run(["cargo", "build", "--release", "--locked", "-p", "stirstick"], cwd=ROOT, check=True)
    built = subprocess.run(
        ["cargo", "bench", "--locked", "--workspace", "--bench", "supplier_questions", "--no-run",
         "--message-format", "json"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    bench = [json.loads(line).get("executable") for line in built.splitlines()]
    bench = [path for path in bench if path and "supplier_questions" in path][-1]
    python = cache / "benchmark" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", cache / "benchmark"], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", DUCKDB], check=True)

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        program = target / "release" / "stirstick"
        subprocess.run([program, "sample", "--size", "baci", "--out", folder / "world"], check=True)
        archive = next((folder / "world").glob("*.zip"))
        store, peer = folder / "store", folder / "peer.parquet"
        environment = {**os.environ, "STIRSTICK_STORE": str(store)}
        ours = [program, "data", "import", archive, "--as", "baci"]
        theirs = [python, "-c", DUCKDB_IMPORT, archive, peer, folder / "work"]

        def fresh():
            for path in (store, folder / "work"):
                shutil.rmtree(path, ignore_errors=True)
            (folder / "work").mkdir()
            peer.unlink(missing_ok=True)

        walls = {"stirstick": [], "DuckDB": []}
        for _ in range(runs):
            fresh()
            walls["stirstick"].append(run(ours, env=environment)[0])
            walls["DuckDB"].append(run(theirs)[0])
        flows = next(store.glob("datasets/*/*/flows-*.parquet"))
        checks = [json.loads(run([python, "-c", CHECK, path])[1]) for path in (flows, peer)]
        same(*checks, "import")
        fresh()
        memory = {"stirstick": peak_mb(ours, env=environment), "DuckDB": peak_mb(theirs)}
        written = {"stirstick": store.glob("datasets/*/*/*.parquet"), "DuckDB": [peer]}
        sizes = {name: sum(path.stat().st_size for path in paths) >> 20 for name, paths in written.items()}
        print(f"\nimport of {int(checks[0][0]):,} rows, zip to sorted Parquet, two processors, median of {runs}")
        print("| | seconds | peak MB | file MB |\n|---|---|---|---|")
        for name, wall in walls.items():
            print(f"| {name} | {statistics.median(wall):.2f} ({min(wall):.2f}-{max(wall):.2f}) | {memory[name]} | {sizes[name]} |")
        print(f"ratio {statistics.median(walls['stirstick']) / statistics.median(walls['DuckDB']):.2f}")

        flows = next(store.glob("datasets/*/*/flows-*.parquet"))
        mine = [json.loads(line) for line in run([bench, store, "baci", MARKET, PERIOD])[2].splitlines()]
        asked = json.dumps([{key: line[key] for key in ("query", "goods", "parameters")} for line in mine])
        other = [json.loads(line) for line in run([python, "-c", DUCKDB_ASK, flows.parent, ROOT], stdin=asked)[1].splitlines()]
        print("\nsupplier questions for one market, same SQL and files, milliseconds, median of 15")
        print("| query | goods | rows | stirstick | DuckDB | ratio |\n|---|---|---|---|---|---|")
        for a, b in zip(mine, other, strict=True):
            same([a["rows"], a["sum"]], [b["rows"], b["sum"]], a["query"])
            ratio = a["median_ms"] / b["median_ms"]
            print(f"| {a['query']} | {a['goods'] or 'all'} | {a['rows']} | {a['median_ms']:.1f} | {b['median_ms']:.1f} | {ratio:.2f} |")
        totals = [sum(line["median_ms"] for line in lines) for lines in (mine, other)]
        print(f"| together | | | {totals[0]:.1f} | {totals[1]:.1f} | {totals[0] / totals[1]:.2f} |")
        layouts(python, bench, store, flows)


if __name__ == "__main__":
    main()
