#!/usr/bin/env python3
"""Makes the tables that the outlook carries: weights, scores, years ahead and the evaluation.

Imports the monthly and annual sets of the real inputs into a store of its own, lets the program forecast
the past of every pair in it, and writes the tables of that answer to crates/forecast/tables.

    python3 scripts/make_outlook.py --shared <folder that holds data/>
    python3 scripts/make_outlook.py --shared <folder that holds data/> --check    # compare, write nothing

The program is built in release if --program does not name one. --check compares numbers and not digits: models are
fitted by search, whose last digits depend on the processor.
"""

import argparse
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLES = ROOT / "crates" / "forecast" / "tables"
# Tables, and by how much a number of each may differ on another processor: a step of the weights, hundredths of a
# score, tenths of a per cent of the errors.
NAMES = {"weights": 0.051, "scores": 0.05, "years_ahead": 1e-6, "evaluation": 0.5}

OWN_LAYOUT = [
    "period", "frequency", "exporter", "importer", "product", "nomenclature", "value", "currency", "valuation",
    "quantity_t", "reported_by",
]
MIRROR_COUNTRIES = {"CN": "CHN", "IN": "IND", "TR": "TUR"}
BILLION = 1e9
TRILLION_10K = 1e11  # China's total is stated in units of 100 thousand million yuan


def flow(period, exporter, importer, value, currency, valuation, reported_by):
    return [period, "M", exporter, importer, "TOTAL", "unstated", repr(value), currency, valuation, "", reported_by]


def russia_mirror(folder):
    """Russia's trade by month from its partners' reports: exports to three partners, and all trade."""
    exports = {}
    with open(folder / "tab_stoim_oil.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            partner = MIRROR_COUNTRIES.get(row["STRANA"])
            if partner:
                key = (row["PERIOD"][:7], partner)
                exports[key] = exports.get(key, 0.0) + float(row["STOIM"])
    for (month, partner), value in sorted(exports.items()):
        yield flow(month, "RUS", partner, value * BILLION, "USD", "cif", "importer")
    with open(folder / "bulletin_headline.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if float(row["nowcast_share"] or 0.0) > 0.0:
                continue
            month, value = row["PERIOD"][:7], float(row["stoim_bn"]) * BILLION
            if row["NAPR"] == "ИМ":
                yield flow(month, "WLD", "RUS", value, "USD", "fob", "exporter")
            else:
                yield flow(month, "RUS", "WLD", value, "USD", "cif", "importer")


def china_total(folder):
    """China's trade with the world by month, as its customs publish it."""
    with open(folder / "gac_monthly_clean.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            month = f"{int(row['year']):04d}-{int(row['month']):02d}"
            exports, imports = float(row["exports_month"]), float(row["imports_month"])
            yield flow(month, "CHN", "WLD", exports * TRILLION_10K, "CNY", "fob", "exporter")
            yield flow(month, "WLD", "CHN", imports * TRILLION_10K, "CNY", "cif", "importer")


def write_flows(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(OWN_LAYOUT)
        writer.writerows(rows)
    return path


def program(named):
    if named:
        return named
    subprocess.run(["cargo", "build", "--release", "--locked", "--package", "stirstick"], cwd=ROOT, check=True)
    target = os.environ.get("CARGO_TARGET_DIR", ROOT / "target")
    return str(pathlib.Path(target) / "release" / "stirstick")


def fill(run, data, folder):
    """Imports every set with months, and those with enough years."""
    mirror = write_flows(folder / "russia_mirror.csv", russia_mirror(data / "russia_mirror_monthly_2019_2024"))
    total = write_flows(folder / "china_total.csv", china_total(data / "china_gacc_monthly_2023_2024"))
    run("data", "import", mirror, "--as", "russia_mirror")
    run("data", "import", total, "--as", "china_total")
    run(
        "data", "import", data / "eu_exports_cn8_monthly_russia" / "eu27_trade_total_hs27_monthly.csv",
        "--as", "eu_months", "--nomenclature", "HS22", "--columns",
        "period=month,reporter=reporter_iso3,partner=partner_iso3,flow=flow,product=code,value=value_eur:EUR",
    )
    by_partner = data / "china_gacc_monthly_2023_2024" / "china_by_partner_monthly_2024_cny.csv"
    run("data", "import", by_partner, "--period", "2024", "--max-rejects", "1", "--as", "china_partners")
    g20 = next(path for path in (data / "china_g20_annual_2000_2024").glob("*.csv*"))
    run("data", "import", g20, "--as", "china_g20")
    run("data", "import", data / "imf_imts_russia_2016_2024" / "RU_trade.csv", "--as", "imf_russia")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", required=True, type=pathlib.Path)
    parser.add_argument("--program")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    stirstick = program(options.program)
    changed = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)

        def run(*arguments):
            command = [stirstick, "--store", str(folder / "store"), *map(str, arguments)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

        fill(run, options.shared / "data", folder)
        answer = folder / "answer.json"
        run("outlook", "--backtest", "--out", answer)
        for name, tolerance in NAMES.items():
            made = folder / f"{name}.csv"
            write_table(answer, name, made)
            path = TABLES / f"{name}.csv"
            if is_same(path, made, tolerance if options.check else 0.0):
                continue
            changed.append(path.name)
            if not options.check:
                path.write_bytes(made.read_bytes())
    if options.check and changed:
        sys.exit(f"not as made from the inputs: {', '.join(changed)}")
    print("unchanged" if not changed else f"wrote {', '.join(changed)}")


def is_same(one, other, tolerance):
    """Whether two tables have the same header and numbers that differ by at most `tolerance`."""
    if not one.exists():
        return False
    tables = [list(csv.reader(path.read_text(encoding="utf-8").splitlines())) for path in (one, other)]
    if tables[0][0] != tables[1][0] or len(tables[0]) != len(tables[1]):
        return False
    pairs = zip(*([float(cell) for row in table[1:] for cell in row] for table in tables), strict=True)
    return all(abs(first - second) <= tolerance for first, second in pairs)


def write_table(answer, name, path):
    """Writes one table of an answer as CSV, whole numbers without a point."""
    with open(answer, encoding="utf-8") as file:
        sections = json.load(file)["sections"]
    table = next(table for section in sections for table in section["tables"] if table["id"] == name)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column["id"] for column in table["columns"]])
        for row in table["rows"]:
            writer.writerow([f"{cell:.6f}".rstrip("0").rstrip(".") for cell in row])


if __name__ == "__main__":
    main()
