#!/usr/bin/env python3
"""Times `stirstick gravity fit` against pyfixest on generated panels, and checks that the answers agree.

usage: scripts/benchmark_gravity.py [--shared DIR] [--size smoke|iterate|full] [--runs N] [--work DIR]

Builds the program in release, puts pyfixest 0.60.0 in an environment of its own below the working folder, makes seeded panels
(those of DIR/bench/gen_gravity.py, a sparse panel with four effects and gaps in years, and a graph of movers that
mixes slowly) and runs both programs on each, a process a run. Prints a Markdown table of medians: seconds of the fit alone by the clock and of
processor time, of the whole process, and peak memory. A panel's times are printed only if coefficients agree to 1e-5 relative
and clustered errors to 1e-3; pyfixest's stop rule is a change of 1e-6, so that it is the less exact of the two.
"""

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = {
    "smoke": [("moderate", 20, 10)],
    "iterate": [("moderate", 50, 20), ("moderate", 100, 50), ("heavy", 100, 50)],
    "full": [("moderate", 50, 20), ("moderate", 100, 50), ("heavy", 100, 50), ("moderate", 250, 80)],
}
EXTRA_ROWS = {"smoke": 5_000, "iterate": 500_000, "full": 500_000}

OTHER_PANELS = r'''
import sys
import numpy as np, pyarrow as pa, pyarrow.parquet as pq
kind, rows, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
r = np.random.default_rng(20261125)
if kind == "movers":
    years = 10; people = rows // years; firms = max(2, round(people / 23))
    person = np.repeat(np.arange(people), years); year = np.tile(np.arange(years), people)
    firm = np.resize(np.arange(firms), rows)
    a = r.normal(size=rows); b = 0.3 * a * a + r.normal(size=rows)
    mu = np.exp(0.3 * a - 0.1 * b + r.normal(0, .5, people)[person] + r.normal(0, .5, firms)[firm] + 0.05 * year)
    table = dict(person=person, firm=firm, year=year, y=r.poisson(mu).astype(float), a=a, b=b)
else:
    countries, goods, years = 120, 12, 25
    pairs = np.argwhere(r.random((countries, countries)) < 0.1)
    cells = [(i, j, k, t) for i, j in pairs for k in range(goods) for t in range(years)]
    pick = r.random(len(cells)) < min(1.0, rows / len(cells) * 0.8)
    i, j, k, t = np.array(cells)[pick].T
    a = r.normal(size=len(i)); b = (r.random(len(i)) < 0.3).astype(float)
    n = len(i)
    mu = np.exp(0.5 * a + 0.2 * b + r.normal(0, 1, (countries, years))[i, t] + r.normal(0, 1, (countries, years))[j, t]
                + r.normal(0, 1, (countries, countries))[i, j] + r.normal(0, 1, (goods, years))[k, t])
    table = dict(i=i, j=j, k=k, t=t, y=r.poisson(mu).astype(float), a=a, b=b)
pq.write_table(pa.table(table), out)
print(len(table["y"]), "rows")
'''

PEER = r'''
import json, sys, time
import numpy as np, pandas as pd
import pyfixest as pf
path, formula, cluster, how = sys.argv[1:5]
outcome, rest = formula.split("~"); terms, effects = rest.split("|")
parts = [e.strip().split("^") for e in effects.split("+")]
columns = {outcome.strip(), *(t.strip() for t in terms.split("+")), *(c for p in parts for c in p), *cluster.split("^")}
df = pd.read_parquet(path, columns=sorted(columns))
def joint(names):
    code = df[names[0]].to_numpy().astype("int64")
    for name in names[1:]:
        other = df[name].to_numpy().astype("int64"); code = code * (int(other.max()) + 1) + other
    return code
for n, names in enumerate(parts): df[f"e{n}"] = joint(names)
df["cl"] = joint(cluster.split("^"))
demeaner = {"map": pf.MapDemeaner(fixef_tol=1e-6), "within": pf.LsmrDemeaner()}[how]
formula = f"{outcome} ~ {terms} | " + " + ".join(f"e{n}" for n in range(len(parts)))
wall, cpu = time.perf_counter(), time.process_time()
fit = pf.fepois(formula, data=df, demeaner=demeaner, vcov={"CRV1": "cl"}, copy_data=False, store_data=False, lean=True)
print(json.dumps(dict(wall=time.perf_counter() - wall, cpu=time.process_time() - cpu, coef=[float(v) for v in fit.coef()],
    se=[float(v) for v in fit.se()])))
'''


def run(command, **options):
    """Output, seconds by the clock, seconds of processor time and peak MB of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    out, err = done.communicate()
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.returncode, out, err, wall, cpu


def peak(command, **options):
    """As `run`, with the peak memory of the process alone in MB."""
    timed = [sys.executable, "-c",
             "import resource,subprocess,sys;c=subprocess.call(sys.argv[1:]);"
             "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss//1024,file=sys.stderr);sys.exit(c)", *command]
    code, out, err, wall, cpu = run(timed, **options)
    lines = err.strip().splitlines()
    return code, out, "\n".join(lines[:-1]), wall, cpu, int(lines[-1]) if lines and lines[-1].isdigit() else 0


def ours(program, path, formula, cluster):
    code, out, err, wall, cpu, memory = peak(
        [program, "gravity", "fit", "--formula", formula, "--data", path, "--cluster", cluster, "--timings", "--format", "json"])
    if code:
        raise SystemExit(f"stirstick failed on {path}: {err}")
    clock = re.search(r"estimated in ([\d.]+) s \(([\d.]+) s of", err)
    rows = next(t for t in json.loads(out)["sections"][0]["tables"] if t["id"] == "coefficients")["rows"]
    return dict(wall=float(clock[1]), cpu=float(clock[2]), all_wall=wall, all_cpu=cpu, mb=memory,
                coef=[row[1] for row in rows], se=[row[2] for row in rows])


def peer(python, path, formula, cluster, how):
    env = {**os.environ, "PYTHONHASHSEED": "0"}
    code, out, err, wall, cpu, memory = peak([python, "-W", "ignore", "-c", PEER, path, formula, cluster, how], env=env)
    if code:
        return dict(failed=err.strip().splitlines()[-1] if err.strip() else "failed")
    return dict(json.loads(out.strip().splitlines()[-1]), all_wall=wall, all_cpu=cpu, mb=memory)


def agree(a, b, tolerance):
    return all(abs(x - y) <= tolerance * max(abs(x), abs(y)) for x, y in zip(a, b, strict=True))


def medians(runs):
    keys = ("wall", "cpu", "all_wall", "all_cpu", "mb")
    return {key: statistics.median(one[key] for one in runs) for key in keys}


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--shared", default=os.environ.get("STIRSTICK_SHARED", ROOT.parent / "shared"))
    ask.add_argument("--size", choices=SIZES, default="iterate")
    ask.add_argument("--runs", type=int, default=3)
    ask.add_argument("--work", type=Path, default=Path.home() / ".cache" / "stirstick" / "benchmark")
    options = ask.parse_args()
    work = options.work
    work.mkdir(parents=True, exist_ok=True)
    environment = work / "pyfixest"
    python = str(environment / "bin" / "python")
    if not Path(python).exists():
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "pyfixest==0.60.0", "pyarrow", "pandas"], check=True)
    subprocess.run(["cargo", "build", "--release", "--locked", "--package", "stirstick"], cwd=ROOT, check=True)
    target = os.environ.get("CARGO_TARGET_DIR", ROOT / "target")
    program = str(Path(target) / "release" / "stirstick")
    cases = []
    for kind, countries, years in SIZES[options.size]:
        path = str(work / f"panel_{kind}_{countries}_{years}.parquet")
        if not Path(path).exists():
            generator = Path(options.shared) / "bench" / "gen_gravity.py"
            subprocess.run([python, generator, str(countries), str(years), path, kind], check=True)
        rows = f"{countries * countries * years:,}"
        two = "trade ~ lndist + rta | exp^year + imp^year"
        three = "trade ~ rta + tariff | exp^year + imp^year + exp^imp"
        cases += [(f"{rows}, two-way, {kind}", path, two, "exp^imp", "map"), (f"{rows}, three-way, {kind}", path, three, "exp^imp", "map")]
    rows = EXTRA_ROWS[options.size]
    for kind, formula, cluster, hows in (
        ("sparse", "y ~ a + b | i^t + j^t + i^j + k^t", "i^j", ("map",)),
        ("movers", "y ~ a + b | person + firm", "person", ("within", "map")),
    ):
        path = str(work / f"{kind}_{rows}.parquet")
        if not Path(path).exists():
            subprocess.run([python, "-c", OTHER_PANELS, kind, str(rows), path], check=True)
        cases += [(f"{rows:,}, {kind}", path, formula, cluster, how) for how in hows]
    print("| rows, effects | who | fit s | fit CPU s | all s | all CPU s | peak MB | ratio of fit CPU |")
    print("|---|---|---|---|---|---|---|---|")
    for name, path, formula, cluster, how in cases:
        mine = [ours(program, path, formula, cluster) for _ in range(options.runs)]
        theirs = [peer(python, path, formula, cluster, how) for _ in range(options.runs if "5,000,000" not in name else 1)]
        line = "| {} | {} | {wall:.3f} | {cpu:.3f} | {all_wall:.2f} | {all_cpu:.2f} | {mb:.0f} | {ratio} |"
        if "failed" in theirs[0]:
            print(line.format(name, "stirstick", ratio="", **medians(mine)))
            print(f"| | pyfixest ({how}) | {theirs[0]['failed']} | | | | | |", flush=True)
            continue
        if not agree(mine[0]["coef"], theirs[0]["coef"], 1e-5) or not agree(mine[0]["se"], theirs[0]["se"], 1e-3):
            print(f"answers differ on {name}: {mine[0]} {theirs[0]}", file=sys.stderr)
            continue
        a, b = medians(mine), medians(theirs)
        print(line.format(name, "stirstick", ratio=f"{b['cpu'] / a['cpu']:.1f}", **a))
        print(line.format("", f"pyfixest ({how})", ratio="", **b), flush=True)


if __name__ == "__main__":
    main()
