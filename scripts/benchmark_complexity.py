#!/usr/bin/env python3
"""Times `crates/complexity` and PyPI's ecomplexity on the same table and compares all their answers.

The table is made from a formula in whole numbers (crates/complexity/tests/common/made.rs). Both work out RCA, ECI,
PCI, density, COI and COG of every country and product. Answers are compared before a time is printed. Times are of
the work alone: without making the table, and for Python without starting up.

    python3 scripts/benchmark_complexity.py            # builds in release, installs ecomplexity
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ECOMPLEXITY = "ecomplexity==0.5.3"
TOLERANCE = 1e-8

PEER = """
import contextlib, io, json, sys, time, warnings
import numpy as np, pandas as pd
from ecomplexity import ecomplexity
countries, products, runs, out = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]

def mixed(state):
    state = state + np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))

c, p = np.arange(countries)[:, None], np.arange(products)[None, :]
ability, demand = countries - (7919 * c) % countries, products - (40503 * p) % products
chance = 900 * ability * demand // (countries * products) + 30
place = np.uint64(1000003) + np.uint64(2) * (c * products + p).astype(np.uint64)
sold = mixed(place) % np.uint64(1000) < chance.astype(np.uint64)
root = (mixed(place + np.uint64(1)) % np.uint64(1000) + np.uint64(1)).astype(float)
c, p = np.nonzero(sold)
table = pd.DataFrame({"year": 1, "c": c, "p": p, "x": root[c, p] ** 3})
names = {"time": "year", "loc": "c", "prod": "p", "val": "x"}
times = []
for _ in range(runs):
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wall, processor = time.perf_counter(), time.process_time()
        found = ecomplexity(table, names, verbose=False)
        times.append((time.perf_counter() - wall, time.process_time() - processor))
full = np.full((6, countries, products), np.nan)
for at, column in enumerate(["eci", "pci", "coi", "density", "cog", "rca"]):
    full[at, found["c"].to_numpy(int), found["p"].to_numpy(int)] = found[column].to_numpy(float)
parts = [full[0][:, np.argmax(~np.isnan(full[0]).all(axis=0))], full[1][np.argmax(~np.isnan(full[1]).all(axis=1))]]
parts += [full[2][:, np.argmax(~np.isnan(full[2]).all(axis=0))], full[3].ravel(), full[4].ravel()]
np.concatenate([*parts, np.nan_to_num(full[5]).ravel()]).astype("<f8").tofile(out)
print(json.dumps({"times": times, "cells": len(table)}))
"""

COMPARE = """
import json, sys, numpy as np
countries, products, ours, theirs = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
one, other = np.fromfile(ours, "<f8"), np.fromfile(theirs, "<f8")
sizes = [countries, products, countries] + 3 * [countries * products]
bounds, errors = np.cumsum([0, *sizes]), {}
assert len(one) == len(other) == bounds[-1], (len(one), len(other))
for name, start, end in zip(["ECI", "PCI", "COI", "density", "COG", "RCA"], bounds, bounds[1:]):
    a, b = one[start:end], other[start:end]
    assert (np.isnan(a) == np.isnan(b)).all(), name
    errors[name] = float(np.nanmax(np.abs(a - b) / np.maximum(np.abs(b), 1e-3)))
print(json.dumps(errors))
"""


def build():
    command = ["cargo", "build", "--release", "--locked", "-p", "stirstick-complexity", "--example", "benchmark"]
    subprocess.run(command, cwd=ROOT, check=True)
    metadata = ["cargo", "metadata", "--format-version", "1", "--no-deps", "--offline"]
    target = json.loads(subprocess.check_output(metadata, cwd=ROOT))["target_directory"]
    return Path(target) / "release/examples/benchmark"


def python_with_peer(work):
    venv = work / "venv"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    subprocess.run([venv / "bin/pip", "install", "--quiet", ECOMPLEXITY], check=True)
    return venv / "bin/python"


def our_times(program, size, years, threads):
    environment = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
    lines = subprocess.check_output([program, "times", *size, str(years)], env=environment, text=True).splitlines()
    times = {}
    for line in lines[:-1]:
        what, wall, processor = line.split()
        times.setdefault(what, []).append((float(wall), float(processor)))
    return {what: [statistics.median(column) for column in zip(*runs)] for what, runs in times.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--countries", default="200")
    parser.add_argument("--products", default="5000")
    parser.add_argument("--years", type=int, default=25)
    parser.add_argument("--runs", type=int, default=3, help="of ecomplexity, of about 40 seconds each")
    options = parser.parse_args()
    size = [options.countries, options.products]
    program = build()
    # The fastest kernels that numpy has for this processor, whatever the environment asks for.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        python = python_with_peer(work)
        ours, theirs = work / "ours", work / "theirs"
        ours.write_bytes(subprocess.check_output([program, "answers", *size]))
        peer = [python, "-c", PEER, *size, str(options.runs), theirs]
        peer = json.loads(subprocess.check_output(peer, env=environment, text=True))
        errors = json.loads(subprocess.check_output([python, "-c", COMPARE, *size, ours, theirs], text=True))
    print("largest relative difference (values below 0.001: in units of 0.001):", errors)
    if max(errors.values()) > TOLERANCE:
        sys.exit("answers differ")
    wall, processor = (statistics.median(column) for column in zip(*peer["times"]))
    print(f"{size[0]} countries by {size[1]} products, {peer['cells']} cells, medians of 3 (ecomplexity {options.runs})\n")
    print("| | seconds | seconds of processor | ratio | ratio of processor |\n|---|---|---|---|---|")
    print(f"| ecomplexity | {wall:.2f} | {processor:.2f} | | |")
    for threads in (1, 2):
        times = our_times(program, size, options.years, threads)
        year = times["year"]
        label = f"stirstick, threads: {threads}"
        print(f"| {label} | {year[0]:.4f} | {year[1]:.4f} | {wall / year[0]:.0f} | {processor / year[1]:.0f} |")
        print(f"| {label}, {options.years} years | {times['years'][0]:.3f} | {times['years'][1]:.3f} | | |")
        print(f"| {label}, matrix of proximities | {times['proximities'][0]:.4f} | {times['proximities'][1]:.4f} | | |")


if __name__ == "__main__":
    main()
