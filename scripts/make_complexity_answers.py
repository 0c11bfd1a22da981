#!/usr/bin/env python3
"""Writes what PyPI's ecomplexity answers for two tables, for the tests of `crates/complexity`.

The tables are the world trade of ec_reference and a made one, whose formula tests/common/made.rs has too.

    python3 -m venv venv && venv/bin/pip install ecomplexity==0.5.3
    venv/bin/python scripts/make_complexity_answers.py --shared ../shared [--check]
"""

import argparse
import contextlib
import csv
import io
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from ecomplexity import ecomplexity

ANSWERS = Path(__file__).resolve().parent.parent / "crates/complexity/tests/answers"
# One cell in so many is written out; sums cover the others.
STEP = 199
MASK = (1 << 64) - 1


def mixed(state):
    state = (state + 0x9E3779B97F4A7C15) & MASK
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & MASK
    return state ^ (state >> 31)


def made(seed, countries, products):
    """The formula of tests/common/made.rs."""
    rows = []
    for country in range(countries):
        ability = countries - (7_919 * country) % countries
        for product in range(products):
            demand = products - (40_503 * product) % products
            chance = 900 * ability * demand // (countries * products) + 30
            place = country * products + product
            if mixed(seed * 1_000_003 + 2 * place) % 1_000 < chance:
                root = mixed(seed * 1_000_003 + 2 * place + 1) % 1_000 + 1
                rows.append((country, product, float(root**3)))
    return pd.DataFrame(rows, columns=["country", "product", "value"])


def world_trade(shared):
    path = Path(shared) / "data/ec_reference/world_trade_avg_1998_to_2000.csv.gz"
    return pd.read_csv(path, dtype={"country": str, "product": str}, keep_default_na=False)


def answers(table):
    columns = {"time": "year", "loc": "country", "prod": "product", "val": "value"}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = ecomplexity(table.assign(year=1), columns, verbose=False)
    return found.sort_values(["country", "product"]).reset_index(drop=True)


def text(rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([repr(float(cell)) if isinstance(cell, float) else cell for cell in row] for row in rows)
    return out.getvalue()


def files(name, found):
    cells = ["rca", "density", "cog"]
    per_country, per_product = ["diversity", "eci", "coi"], ["ubiquity", "pci"]
    for kind, key, columns in (("countries", "country", per_country), ("products", "product", per_product)):
        rows = found.drop_duplicates(key).sort_values(key)[[key, *columns]]
        yield f"{name}_{kind}.csv", text([rows.columns, *rows.itertuples(index=False)])
    sample = found.iloc[::STEP][["country", "product", *cells]]
    yield f"{name}_cells.csv", text([sample.columns, *sample.itertuples(index=False)])
    place = np.arange(len(found)) % 1_009
    sums = [(c, float(found[c].sum()), float((found[c] * place).sum())) for c in cells]
    yield f"{name}_sums.csv", text([("column", "sum", "sum_by_place_modulo_1009"), *sums])


def readme():
    packages = ", ".join(f"{name} {version(name)}" for name in ("ecomplexity", "numpy", "pandas"))
    return (
        f"Answers of PyPI's ecomplexity, written by `scripts/make_complexity_answers.py` with {packages}.\n\n"
        "`world_trade_*` are those for world_trade_avg_1998_to_2000 of ec_reference (226 countries, 785 products),\n"
        "`made_*` those for `made(3, 40, 130)` of `tests/common/made.rs`. Countries and products are complete, one cell\n"
        f"in {STEP} is listed, and sums cover all cells: plain, and each times its place (by country, then product)\n"
        "modulo 1,009.\n"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", required=True, help="the folder of real inputs")
    parser.add_argument("--check", action="store_true", help="compare, do not write; other BLAS give other last digits")
    options = parser.parse_args()
    wanted = {"README.md": readme()}
    for name, table in (("world_trade", world_trade(options.shared)), ("made", made(3, 40, 130))):
        wanted.update(files(name, answers(table)))
    wrong = [name for name, content in wanted.items() if options.check and (ANSWERS / name).read_text() != content]
    if wrong:
        sys.exit(f"differ: {', '.join(wrong)}")
    if not options.check:
        ANSWERS.mkdir(parents=True, exist_ok=True)
        for name, content in wanted.items():
            (ANSWERS / name).write_text(content)


if __name__ == "__main__":
    main()
