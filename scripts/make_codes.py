#!/usr/bin/env python3
"""Make the embedded tables of `crates/codes` from published code lists.

    python3 scripts/make_codes.py [--shared ../shared] [--check]

Reads the code lists and trade files under `<shared>/data`, the restricted list under `<shared>/maps`
and the tables kept by hand in `crates/codes/tables/by_hand`, and writes `crates/codes/tables/*.csv`.
The same inputs give the same bytes. With `--check` nothing is written and a difference is an error.

A name is taken from a file only where the same row carries a code for it. Names that stand alone
(China's customs, some Comtrade extracts) must already be known: the script lists those that are not.
"""

import argparse
import csv
import datetime
import gzip
import io
import sys
import unicodedata
from pathlib import Path

import make_hs_maps
from codes_geography import geography
from codes_sectors import REVISIONS, sectors_table

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "crates" / "codes" / "tables"
COLUMNS = ["iso3", "iso2", "name", "comtrade_codes", "kind", "other_codes", "aliases"]
KINDS = {"country", "former", "area", "aggregate"}
STOP_WORDS = {"the", "of", "and"}
SHORT_WORDS = {
    "st": "saint", "rep": "republic", "dem": "democratic", "fed": "federal",
    "isl": "islands", "isd": "islands", "isds": "islands", "island": "islands",
}
# Letters that Unicode does not decompose into a base letter and an accent, and marks that join words.
WHOLE_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
    | dict.fromkeys("'’`´.", "")
)
# Currencies that the country list lacks: past ones, and one that is written under another name.
MORE_CURRENCIES = [
    ("BGN", "Bulgarian Lev"), ("HRK", "Croatian Kuna"), ("DEM", "Deutsche Mark"),
    ("FRF", "French Franc"), ("ITL", "Italian Lira"), ("SUR", "Soviet Ruble"),
    ("XDR", "Special Drawing Right"), ("CNH", "Yuan Renminbi (offshore)"), ("ANG", "Netherlands Antillean Guilder"),
]


def rows(path, encoding="utf-8-sig"):
    """The rows of a CSV file, plain or gzip, as dictionaries."""
    raw = gzip.open(path) if path.suffix == ".gz" else open(path, "rb")
    with io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
        yield from csv.DictReader(text)


def key(name):
    """What two spellings of one name have in common; `name_key` in country/names.rs is its twin."""
    folded = unicodedata.normalize("NFKD", name.lower().translate(WHOLE_LETTERS))
    words = "".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in folded).split()
    words = [SHORT_WORDS.get(word, word) for word in words]
    return " ".join(sorted(word for word in words if word not in STOP_WORDS))


def tidy(name):
    """One name without the article, the footnote marks and the outer blanks that lists add."""
    name = " ".join(name.replace("\xa0", " ").split()).rstrip(" *").removesuffix(" (the)")
    return name[4:] if name.lower().startswith("the ") else name


class Countries:
    """The country table while it grows: one entry a code, and who owns each name and number."""

    def __init__(self):
        self.entries, self.owner_of_name, self.owner_of_code, self.owner_of_number = {}, {}, {}, {}

    def add(self, iso3, iso2, name, kind):
        self.entries[iso3] = {"iso2": iso2, "name": name, "kind": kind, "numbers": [], "codes": [], "aliases": []}
        self.claim(self.owner_of_code, iso3, iso3)
        if iso2:
            self.claim(self.owner_of_code, iso2, iso3)

    def claim(self, owners, what, iso3):
        """Notes that `what` means `iso3`; false when it already did, an error when it means another."""
        if owners.get(what, iso3) != iso3:
            sys.exit(f"{what!r} would mean both {owners[what]} and {iso3}")
        new = what not in owners
        owners[what] = iso3
        return new

    def alias(self, iso3, name):
        name = tidy(name)
        if key(name) and self.claim(self.owner_of_name, key(name), iso3) and name != self.entries[iso3]["name"]:
            if ";" in name:
                sys.exit(f"an alias may not hold a semicolon: {name!r}")
            self.entries[iso3]["aliases"].append(name)

    def number(self, iso3, number):
        if self.claim(self.owner_of_number, number, iso3):
            self.entries[iso3]["numbers"].append(number)

    def code(self, iso3, code):
        if self.claim(self.owner_of_code, code, iso3):
            self.entries[iso3]["codes"].append(code)

    def of_code(self, text):
        return self.owner_of_code.get(text.strip().upper())

    def table(self):
        for iso3, entry in sorted(self.entries.items()):
            yield [
                iso3, entry["iso2"], entry["name"], ";".join(map(str, entry["numbers"])), entry["kind"],
                ";".join(entry["codes"]), ";".join(sorted(entry["aliases"], key=lambda a: (a.lower(), a))),
            ]


def add_iso(countries, lists, by_hand):
    """ISO 3166-1 with the names of the United Nations and Unicode, and our own name first."""
    taken = {int(n) for iso3, r in by_hand.items() for n in r["comtrade_codes"].split(";") if n}
    iso = sorted(rows(lists / "iso_country_codes_datahub.csv"), key=lambda r: r["ISO3166-1-Alpha-3"])
    for r in iso:
        iso3 = r["ISO3166-1-Alpha-3"]
        hand = by_hand.get(iso3, {})
        name = hand.get("name") or r["CLDR display name"].replace("’", "'")
        countries.add(iso3, r["ISO3166-1-Alpha-2"], name, "country")
        countries.alias(iso3, name)
        for column in ("CLDR display name", "official_name_en", "UNTERM English Short", "UNTERM English Formal"):
            countries.alias(iso3, r[column])
        if not hand.get("comtrade_codes") and int(r["ISO3166-1-numeric"]) not in taken:
            countries.number(iso3, int(r["ISO3166-1-numeric"]))
    return iso


def add_by_hand(countries, by_hand):
    for iso3, hand in by_hand.items():
        if iso3 not in countries.entries:
            if hand["kind"] not in KINDS:
                sys.exit(f"{iso3}: a code that ISO 3166-1 lacks needs a kind, got {hand['kind']!r}")
            countries.add(iso3, hand["iso2"], hand["name"], hand["kind"])
            countries.alias(iso3, hand["name"])
        for number in filter(None, hand["comtrade_codes"].split(";")):
            countries.number(iso3, int(number))
        for code in filter(None, hand["other_codes"].split(";")):
            countries.code(iso3, code)
        for alias in filter(None, hand["aliases"].split(";")):
            countries.alias(iso3, alias)


def add_paired_names(countries, data):
    """Names from rows that also carry a code."""
    for version, encoding in (("V202201", "latin-1"), ("V202301", "utf-8-sig"), ("V202501", "utf-8-sig")):
        for r in rows(data / "code_lists" / f"baci_country_codes_{version}.csv", encoding):
            number = int(r["country_code"])
            iso3 = countries.owner_of_number.get(number)
            if iso3 is None:
                sys.exit(f"BACI {version}: no country has the number {number}: {r}")
            for column in ("country_name", "country_name_abbreviation", "country_name_full"):
                countries.alias(iso3, r.get(column) or "")
    paired = [
        ("imf_imts_russia_2016_2024/RU_trade.csv", "COUNTERPART_COUNTRY.ID", "COUNTERPART_COUNTRY"),
        ("comtrade_eu_imports_hs4_2018_2022/eu27_imports_by_partner_hs4.csv.gz", "partner_iso", "partner_desc"),
        ("comtrade_eu_imports_hs4_2018_2022/api_example_3.csv.gz", "partner_iso", "partner_desc"),
        ("wits_bilateral_totals_2009/WITS_trade2009.csv.gz", "ReporterISO3", "ReporterName"),
        ("wits_bilateral_totals_2009/WITS_trade2009.csv.gz", "PartnerISO3", "PartnerName"),
        ("russia_hs2_by_partner_2000_2020/russia_total_by_partner.csv", "iso", "country"),
    ]
    for file, code_column, name_column in paired:
        pairs = sorted({(r[code_column], r[name_column]) for r in rows(data / file)})
        for code, name in pairs:
            iso3 = countries.of_code(code)
            if iso3 is None:
                sys.exit(f"{file}: no country has the code {code!r} ({name!r})")
            countries.alias(iso3, name)
    web = rows(data / "format_samples/comtradeplus_web_TradeData_2022_totals.csv", encoding="latin-1")
    for number, name in sorted({(int(r["partnerCode"]), r["partnerDesc"]) for r in web}):
        countries.alias(countries.owner_of_number[number], name)


def check_lone_names(countries, shared):
    """Every name that stands without a code must be known by now."""
    lone = [
        ("data/comtrade_bilateral_totals_2021/comtrade_exports_2021_annual.csv.gz", ("reporter", "partner")),
        ("data/china_gacc_monthly_2023_2024/china_by_partner_monthly_2024_cny.csv", ("partner",)),
        ("facts/russia_trade_by_partner_2016_2024.csv", ("partner",)),
    ]
    unknown = sorted(
        {(file, r[column]) for file, columns in lone for r in rows(shared / file) for column in columns
         if key(tidy(r[column])) not in countries.owner_of_name}
    )
    if unknown:
        sys.exit("names without a country:\n" + "\n".join(f"  {file}: {name!r}" for file, name in unknown))


def hs2022(lists):
    """Code and description of every chapter, heading and subheading of HS 2022, by code."""
    table = sorted((r["hscode"], " ".join(r["description"].split())) for r in rows(lists / "harmonized_system_hs2022.csv"))
    return [pair for pair in table if pair[0] != "TOTAL"]


def reused_headings(data, goods):
    """Headings of an earlier HS revision whose number means other goods in HS 2022.

    They are in both lists, but no subheading of the heading in HS 2022 comes from it in the earlier one.
    """
    folder, headings = data / "hs_concordances" / "concordance_pkg", {code for code, _ in goods if len(code) == 4}
    for step, revision in enumerate(REVISIONS[:-1]):
        pairs = rows(folder / f"hs6_hs{step}.csv.gz")
        kept = {r["HS6_4d"] for r in pairs if r["HS6_4d"] == r[f"HS{step}_4d"]}
        earlier = {r["code"] for r in rows(folder / f"hs{step}_desc.csv.gz")}
        yield from ((revision, heading) for heading in sorted(headings & earlier - kept))


def high_priority_list(shared):
    """The Common High Priority List, after a second copy has been found to agree with it."""
    listed = list(rows(shared / "maps" / "common_high_priority_list.csv"))
    second = rows(shared / "data/code_lists/common_high_priority_list_2024-02-23.csv")
    ours = {r["hs6"]: r["tier"] for r in listed}
    theirs = {r["hs6_2022"]: r["tier"].replace(".", "") for r in second}
    if ours != theirs or len(ours) != len(listed):
        sys.exit(f"the two copies of the Common High Priority List differ: {sorted(ours.items() ^ theirs.items())}")
    if {r["hs_revision"] for r in listed} != {"HS2022"}:
        sys.exit("the Common High Priority List is expected in HS 2022")
    columns = ["hs6", "tier", "tier_meaning", "label", "list_date", "source"]
    return columns, [[r[c] for c in columns] for r in sorted(listed, key=lambda r: r["hs6"])]


def sectors(data, goods):
    """The sectors kept by hand, checked against the lists of all revisions."""
    folder = data / "hs_concordances" / "concordance_pkg"
    codes = {
        revision: {r["code"] for r in rows(folder / f"hs{step}_desc.csv.gz")} for step, revision in enumerate(REVISIONS[:-1])
    }
    codes[REVISIONS[-1]] = {code for code, _ in goods}
    sitc = {r["code"] for revision in (3, 4) for r in rows(folder / f"sitc{revision}_desc.csv.gz")}
    pairs = [(r["HS6_6d"], r["SITC4_5d"]) for r in rows(folder / "hs6_sitc4.csv.gz")]
    return sectors_table(list(rows(TABLES / "by_hand" / "sectors.csv")), codes, sitc, pairs)


def embargoed_markets(countries):
    """The embargoed markets kept by hand: a country of today, a date, a measure and a source in each row."""
    columns = ["market", "since", "measure", "source"]
    table = sorted([r[c] for c in columns] for r in rows(TABLES / "by_hand" / "embargoed_markets.csv"))
    for market, since, measure, source in table:
        if countries.entries.get(market, {}).get("kind") != "country" or not (measure and source):
            sys.exit(f"embargoed markets: {market}: not a country, or a cell is missing")
        datetime.date.fromisoformat(since)
    if len({row[0] for row in table}) != len(table):
        sys.exit("embargoed markets: a market stands twice")
    return columns, table


def currencies(iso):
    """ISO 4217 codes with names, by code."""
    found = dict(MORE_CURRENCIES)
    for r in iso:
        codes, names = r["ISO4217-currency_alphabetic_code"], r["ISO4217-currency_name"]
        for code, name in zip(codes.split(","), names.split(",")):
            if len(code.strip()) == 3:
                found.setdefault(code.strip(), name.strip().replace("’", "'"))
    return sorted(found.items())


def save(name, header, table, check):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(table)
    path = TABLES / name
    new = text.getvalue().encode()
    if check and (not path.exists() or path.read_bytes() != new):
        sys.exit(f"{path.relative_to(ROOT)} is not what the inputs give: run scripts/make_codes.py")
    if not check:
        path.write_bytes(new)
    print(f"{path.relative_to(ROOT)}: {text.getvalue().count(chr(10)) - 1} rows, {len(new)} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT / ".." / "shared", help="folder with the inputs")
    parser.add_argument("--check", action="store_true", help="compare with the tables instead of writing them")
    options = parser.parse_args()
    data, lists = options.shared / "data", options.shared / "data" / "code_lists"
    if not lists.is_dir():
        sys.exit(f"no code lists under {lists}: give the folder of inputs with --shared")

    by_hand = {r["iso3"]: r for r in rows(TABLES / "by_hand" / "countries.csv")}
    countries = Countries()
    iso = add_iso(countries, lists, by_hand)
    add_by_hand(countries, by_hand)
    add_paired_names(countries, data)
    check_lone_names(countries, options.shared)

    save("countries.csv", COLUMNS, countries.table(), options.check)
    goods = hs2022(lists)
    save("hs2022.csv", ["code", "description"], goods, options.check)
    save("reused_headings.csv", ["nomenclature", "heading"], reused_headings(data, goods), options.check)
    save("common_high_priority_list.csv", *high_priority_list(options.shared), options.check)
    save("embargoed_markets.csv", *embargoed_markets(countries), options.check)
    save("currencies.csv", ["code", "name"], currencies(iso), options.check)
    save("sectors.csv", *sectors(data, goods), options.check)
    source = rows(data / "cepii_geodist" / "dist_cepii.csv.gz")
    save("geography.csv", *geography(source, countries.of_code), options.check)

    lives = make_hs_maps.lives(data)
    save("hs_revisions.csv", ["code", "revisions"], make_hs_maps.hs_revisions(lives, goods), options.check)
    make_hs_maps.check_maps(options.shared, TABLES / "by_hand", lives)


if __name__ == "__main__":
    main()
