#!/usr/bin/env python3
"""Makes the embedded default figures in data/ from tables of collected facts.

    python3 scripts/make_data.py [--shared DIR] [--check]

reads DIR/facts/{annual,monthly_ytd,monthly_single,targets,russia_trade_by_partner_2016_2024}.csv
and writes data/{published_figures,targets,partner_trade}.csv. With --check nothing is written:
the committed files are compared with a fresh make. The output depends on the input only.

Python 3.11 or newer, standard library only. data/README.md describes layouts and rules.
"""

import argparse
import csv
import io
import re
import sys
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COUNTRIES = ROOT / "crates" / "codes" / "tables" / "countries.csv"

# The facts of annual.csv, monthly_ytd.csv and monthly_single.csv are about one pair of countries,
# in the words of the customs of the first.
REPORTER, PARTNER = "CHN", "RUS"
CUSTOMS = {
    "CHN": "General Administration of Customs of China (GACC)",
    "RUS": "Federal Customs Service of Russia (FTS)",
}
NOT_CUSTOMS = "Russian officials; the customs service is not named"

FLOWS = ("total", "exports", "imports")
MEASURES = ("level", "growth")
VALUATION = {"total": "fob+cif", "exports": "fob", "imports": "cif"}
LEVELS = tuple(("level", flow) for flow in FLOWS)
GROWTHS = tuple(("growth", flow) for flow in FLOWS)
EVERYTHING = LEVELS + GROWTHS

# A printed rate that differs from the rate between the collected levels by more than this many
# points, or in sign, is not explained by a revised base: revisions of a year's base moved rates
# by up to 4.4 points (imports, January-March 2023).
LARGEST_BASE_REVISION_POINTS = Decimal(5)


@dataclass(frozen=True)
class Rule:
    """What a remark of the collector means for the fields of its row."""

    pattern: str
    fields: tuple
    in_series: bool
    reason: str
    why: str


# Every remark must match a rule or an entry of INFORMATIVE; an unknown one stops the script, so
# that somebody reads it. Rules are tried in order; the first that decides a field against the
# series stands, and a mark (in_series=True) never overrules an exclusion.
RULES = (
    Rule(r"not GACC|Russian FCS|Russian customs|Russian-side", EVERYTHING, False, "other_customs",
         "reported by the partner's side: another valuation and another count of the same trade"),
    Rule(r"yuan-to-USD conversion|conversion of [\d.]+bn yuan", EVERYTHING, False, "other_currency",
         "converted from yuan by a newspaper: neither level nor growth is the customs' dollar series"),
    Rule(r"growth is in yuan terms", GROWTHS, False, "other_currency",
         "growth of the yuan value; the exchange rate moves it away from the dollar series"),
    Rule(r"flow growth rates (?:look like|are in) yuan terms", GROWTHS[1:], False, "other_currency",
         "growth of exports and imports is of the yuan value; the total is in dollars"),
    Rule(r"garbled: do not use levels", EVERYTHING, False, "garbled",
         "the source exchanged and misprinted the flows; its growth rates fit no level"),
    Rule(r"base year not stated", EVERYTHING, False, "year_unclear",
         "the source does not say which year the level belongs to"),
    Rule(r"conflicts with 68", EVERYTHING, False, "conflicts_with_other_figures",
         "does not fit the growth printed for the following year"),
    Rule(r"rounded/truncated; exports \+14\.8%", LEVELS[1:2], False, "conflicts_with_other_figures",
         "with imports of 41.2 it makes 83.8, but the total is 84.07; +14.8% on 37.297 makes 42.82"),
    Rule(r"total -8\.4 but parts -9\.7 and -9\.1", GROWTHS[:1], False, "conflicts_with_own_parts",
         "a total cannot fall by less than both of its parts"),
    Rule(r"rounded in source \(exports \"almost 13 percent", GROWTHS[:1], False, "rounded_conflict",
         "printed as 30; the level 77 on 61.37 makes 25.5, or 27.1 if it was cut down from 77.99"),
    Rule(r"exports growth sign unclear", GROWTHS[1:2], False, "sign_unclear",
         "the text speaks of a fall, the number has no sign"),
    Rule(r"truncated not rounded|^rounded|nearly 28bn", LEVELS, True, "rounded",
         "the source rounds, cuts off or hedges its levels"),
    Rule(r"total rounded in source", LEVELS[:1], True, "rounded",
         "the source rounds the total only"),
    Rule(r"rounded in source \(exports|source gives only \"exceeded", LEVELS + GROWTHS[1:], True, "rounded",
         "the source hedges its levels and the growth of the flows"),
    Rule(r"imports growth given as \"almost", GROWTHS[2:], True, "rounded",
         "the source hedges the growth of imports"),
    Rule(r"source mislabels these as|source calls it the year|calls these the previous year",
         EVERYTHING, True, "mislabelled",
         "the source names another period; the value equals, or adds up to, a figure of this one"),
)

# Words with which a source says that the true number is larger than the one it prints. What follows
# them is a floor, not a level: `FLOOR` finds the number and whether it is a rate.
FLOOR = re.compile(r"\b(?:exceed(?:s|ed|ing)?|more than|over|topp(?:ed|ing)|above|surpass(?:ed|ing)|broke|at least|"
                   r"upwards? of)\s+(?:the\s+)?(?P<currency>\$)?(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>%|percent|bn)?")

# Marks of a number that is not exact: a more precise printing is preferred to it.
HEDGED = ("rounded", "more_than")

# Remarks that change nothing in the series, or only through `FLOOR`, but are kept for the reader.
INFORMATIVE = (
    r'^growth "more than 43%"$', r'^source: "broke the 20bn mark"$', r'^source says "exceeded \$102\.5bn"$',
    r"^GACC$", r"GACC via China Daily", r"Chinese surplus", r"^Chinese ambassador$", r"^exports [+-][\d.]+%",
    r"from TASS https", r"^truncated", r"excerpt gives total only", r"same SCMP text", r"^Kommersant summary$",
    r"Chinese ambassador quotes", r"^August alone", r"^September alone", r"prints the two flows swapped",
    r"^Reuters copy$", r"source verbs reversed", r"Spanish verbs reversed", r"contradicts its own levels",
    r"virtually flat", r"only the growth rate is given", r"secondary Chinese page", r"^SCMP copy$", r"^TASS figures$",
)

# A value that its row took from another page than the one the row names: the date of that other
# page is the date at which the value was certainly known.
TAKEN_FROM = re.compile(r"yoy_total (?P<value>[\d.]+) from TASS (?P<url>https://\S+)")

# "next three or four years" is not a year; the later reading is the one that is fair to the target.
DEADLINES = {
    '"next three or four years" from 2003': ("2007", "deadline read as 2007, the later end of the phrase"),
}

# Aggregates of partner names that are left out: their members are listed too, and a sum over
# partners would count them twice. "World" stays, as WLD: it is the total that shares refer to.
LEFT_OUT_AGGREGATES = {"European Union (EU)"}


@dataclass
class Entry:
    """One figure: a value of one flow and measure, of one period, from one page."""

    reporter: str
    partner: str
    flow: str
    measure: str
    frequency: str
    period: str
    value: str
    customs: str
    published: str
    source_url: str
    in_series: bool = True
    reason: str = ""
    notes: list = field(default_factory=list)

    def key(self):
        return (self.reporter, self.partner, self.flow, self.measure, self.period)

    def decimals(self):
        return len(self.value.partition(".")[2])

    def sort_key(self):
        return (self.period, self.frequency, self.reporter, FLOWS.index(self.flow),
                MEASURES.index(self.measure), known_from(self), self.source_url, self.value)

    def row(self):
        unit = "usd_bn" if self.measure == "level" else "percent"
        return [self.reporter, self.partner, self.flow, self.measure, self.frequency, self.period, self.value,
                unit, VALUATION[self.flow], self.customs, self.published, "yes" if self.in_series else "no",
                self.reason, self.source_url, "; ".join(self.notes)]


FIGURE_HEADER = ["reporter", "partner", "flow", "measure", "frequency", "period", "value", "unit", "valuation",
                 "customs", "published", "in_series", "reason", "source_url", "note"]
TARGET_HEADER = ["target_low_usd_bn", "target_high_usd_bn", "reporter", "partner", "deadline_year", "deadline_text",
                 "announced", "by_whom", "kind", "stated_reached", "source_url", "note"]
FLOW_HEADER = ["period", "frequency", "exporter", "importer", "product", "nomenclature", "value", "currency",
               "valuation", "quantity_t", "reported_by", "source", "vintage"]


def known_from(entry):
    """The first day on which the figure certainly was public, as crates/market/src/ledger counts it."""
    year, month, day = (entry.published.split("-") + ["", "", ""])[:3]
    if day:
        return date(int(year), int(month), int(day))
    if month:
        return date(int(year), int(month), 15)
    return date(int(entry.period.split("..")[-1][:4]) + 2, 1, 1)


def read(path):
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle, strict=True))


def date_in_url(url):
    """A date that the address of a page carries, as YYYY-MM-DD, or the empty text."""
    patterns = (
        r"(?<!\d)((?:19|20)\d\d)[-/](\d{1,2})[-/](\d{1,2})(?!\d)",
        r"(?<!\d)((?:19|20)\d\d)/(\d\d)(\d\d)/",
        r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{10})?(?!\d)",
    )
    for pattern in patterns:
        for match in re.finditer(pattern, url):
            try:
                return date(*map(int, match.groups())).isoformat()
            except ValueError:
                continue
    return ""


CHECK_RATE = re.compile(r"CHECK yoy ?(total|exports|imports)?:? printed ([+-]?[\d.]+), "
                        r"from compiled levels ([+-]?[\d.]+)")
CHECK_LEVEL = re.compile(r"CHECK ([txi]): printed ([\d.]+), ytd difference ([\d.]+)")


def split_note(note):
    """Takes a note apart: checks by field, and the remark that is left."""
    checks = {}
    for flow, printed, computed in CHECK_RATE.findall(note):
        checks[("growth", flow or "total")] = (printed, computed)
    for letter, printed, computed in CHECK_LEVEL.findall(note):
        checks[("level", {"t": "total", "x": "exports", "i": "imports"}[letter])] = (printed, computed)
    rest = CHECK_LEVEL.sub("", CHECK_RATE.sub("", note))
    if "CHECK" in rest:
        raise SystemExit(f"a check in this note is not understood: {note}")
    parts = [part.strip() for part in re.split(r";\s*(?=CHECK|;|$)|^;", rest)]
    return checks, "; ".join(part.strip("; ") for part in parts if part.strip("; "))


def judge(entry, remark, checks):
    """Decides whether an entry belongs to the series, and notes why or why not."""
    own = (entry.measure, entry.flow)
    matched = [rule for rule in RULES if re.search(rule.pattern, remark)]
    if remark and not matched and not any(re.search(pattern, remark) for pattern in INFORMATIVE):
        raise SystemExit(f"no rule for this remark, of {entry.period}, {entry.source_url}: {remark}")
    for rule in matched:
        if own in rule.fields and entry.in_series and not (rule.in_series and entry.reason):
            entry.in_series, entry.reason = rule.in_series, rule.reason
            entry.notes.append(rule.why)
    if own in checks:
        apply_check(entry, *checks[own])
    if remark:
        entry.notes.append(remark)


def floors(remark):
    """The floors that a remark quotes, as (measure, value)."""
    found = []
    for match in FLOOR.finditer(remark):
        if match["unit"] in ("%", "percent"):
            found.append(("growth", Decimal(match["value"])))
        elif match["currency"] or match["unit"]:
            found.append(("level", Decimal(match["value"])))
    return found


def mark_floors(made, remark):
    """Marks the figures of a row that its source gives as "more than" so much.

    A floor belongs to the one figure of the row with its value; a row in which none or several
    have it has to be read by a person.
    """
    for measure, value in floors(remark):
        meant = [entry for entry in made if entry.measure == measure and Decimal(entry.value) == value]
        if len(meant) != 1:
            raise SystemExit(f"{len(meant)} figures of the row are the floor {value}: {remark}")
        entry = meant[0]
        if entry.in_series and entry.reason in ("", "rounded", "base_revised_or_rounded"):
            entry.reason = "more_than"
            entry.notes.insert(0, "the source says more than this")


def apply_check(entry, printed, computed):
    """Applies a difference that the collector found between a printed and a computed value."""
    if Decimal(printed) != Decimal(entry.value):
        raise SystemExit(f"the note of {entry.period} checks {printed}, the row prints {entry.value}")
    if entry.measure == "level":
        entry.notes.append(f"the difference of the year-to-date levels is {computed}")
        if entry.in_series:
            entry.in_series, entry.reason = False, "level_revised_or_rounded"
        return
    entry.notes.append(f"the collected levels make {computed}")
    if not entry.in_series:
        return
    gap = abs(Decimal(printed) - Decimal(computed))
    if gap > LARGEST_BASE_REVISION_POINTS or Decimal(printed) * Decimal(computed) < 0:
        entry.in_series, entry.reason = False, "conflicts_with_own_levels"
    elif not entry.reason:
        entry.reason = "base_revised_or_rounded"


def entries_of_row(row, period, frequency, columns, published, taken):
    """Makes the entries of one row of facts.

    `columns` maps (measure, flow) to a column, `taken` the growth of a page to the page that it
    was taken from.
    """
    checks, remark = split_note(row["note"])
    values = {own: row[column] for own, column in columns.items() if row.get(column)}
    if frequency == "A":
        # annual.csv has no columns for the growth of the flows; its notes print them.
        for flow, value in re.findall(r"(exports|imports) ([+-][\d.]+)%", remark):
            values.setdefault(("growth", flow), value.removeprefix("+"))
    partner_side = bool(re.search(RULES[0].pattern, remark))
    customs = CUSTOMS[REPORTER]
    if partner_side:
        customs = CUSTOMS[PARTNER] if re.search(r"FCS|Russian customs", remark) else NOT_CUSTOMS
    made = []
    for (measure, flow), value in values.items():
        url, when = row["source_url"], published(row["source_url"], row.get("published", ""))
        if (measure, flow, url, value) in taken:
            url = taken[measure, flow, url, value]
            when = published(url, "")
        mirrored = {"total": "total", "exports": "imports", "imports": "exports"}[flow]
        entry = Entry(
            reporter=PARTNER if partner_side else REPORTER, partner=REPORTER if partner_side else PARTNER,
            flow=mirrored if partner_side else flow, measure=measure, frequency=frequency, period=period,
            value=value, customs=customs, published=when, source_url=url)
        judge(entry, remark, {(m, mirrored if partner_side else f): c for (m, f), c in checks.items()})
        made.append(entry)
    mark_floors(made, remark)
    check_row(made, period)
    return made


def check_row(made, period):
    """Stops where the parts of one row cannot make its total and nothing was decided about it."""
    by_field = {(entry.measure, entry.flow): entry for entry in made if entry.in_series}
    if all(own in by_field for own in LEVELS):
        total, exports, imports = (by_field[own] for own in LEVELS)
        slack = sum(Decimal(1).scaleb(-entry.decimals()) for entry in (total, exports, imports))
        if abs(Decimal(total.value) - Decimal(exports.value) - Decimal(imports.value)) > slack:
            raise SystemExit(f"exports and imports of {period} do not make the total: {total.source_url}")
    if all(own in by_field for own in GROWTHS):
        total, *parts = (Decimal(by_field[own].value) for own in GROWTHS)
        if not min(parts) - 1 <= total <= max(parts) + 1 or (max(parts) - min(parts) > 1 and
                                                             not min(parts) <= total <= max(parts)):
            raise SystemExit(f"growth of the total of {period} is outside that of its parts")


def figures(facts):
    ytd, annual, single = (read(facts / name) for name in ("monthly_ytd.csv", "annual.csv", "monthly_single.csv"))
    dates = {}
    for row in ytd:
        # The most precise date that any row of the page gives.
        dates[row["source_url"]] = max(dates.get(row["source_url"], ""), row["published"], key=len)

    taken = {("growth", "total", row["source_url"], match["value"]): match["url"]
             for row in ytd for match in TAKEN_FROM.finditer(row["note"])}

    def published(url, own):
        return own or dates.get(url) or date_in_url(url)

    level = {("level", "total"): "total_usd_bn", ("level", "exports"): "cn_exports_usd_bn",
             ("level", "imports"): "cn_imports_usd_bn"}
    ytd_columns = {(measure, flow): f"{'ytd_' if measure == 'level' else 'yoy_'}"
                                    f"{'cn_' if measure == 'level' and flow != 'total' else ''}{flow}"
                                    f"{'_usd_bn' if measure == 'level' else '_pct'}"
                   for measure, flow in EVERYTHING}
    entries = []
    for row in annual:
        columns = level | {("growth", "total"): "yoy_total_pct"}
        entries += entries_of_row(row, row["year"], "A", columns, published, taken)
    for row in ytd:
        end = int(row["month_end"])
        period = row["year"] if end == 12 else f"{row['year']}-01..{row['year']}-{end:02}"
        entries += entries_of_row(row, period, "A" if end == 12 else "YTD", ytd_columns, published, taken)
    for row in single:
        entries += entries_of_row(row, f"{row['year']}-{int(row['month']):02}", "M", level, published, taken)
    entries = merge(entries)
    settle_hedged(entries)
    settle_checks(entries)
    for entry in entries:
        end = entry.period.split("..")[-1]
        if entry.published and entry.published[:len(end)] < end:
            raise SystemExit(f"published before its period ended: {entry}")
    return sorted(entries, key=Entry.sort_key)


def merge(entries):
    """Joins figures that two tables of facts took from the same page."""
    merged = {}
    for entry in entries:
        same = merged.setdefault((*entry.key(), entry.value, entry.source_url), entry)
        if same is entry:
            continue
        if same.in_series != entry.in_series or same.published != entry.published:
            raise SystemExit(f"one page, two decisions: {same} / {entry}")
        same.reason = same.reason or entry.reason
        same.notes += [note for note in entry.notes if note not in same.notes]
    return list(merged.values())


def settle_hedged(entries):
    """Takes a rounded figure or a floor out where a more precise one was public no later.

    One that was public first stays: on that day it was all that was known, and the
    selection by date prefers the more precise one as soon as it is there.
    """
    for entry in entries:
        if entry.in_series and entry.reason in HEDGED and entry.measure == "level":
            better = [other for other in entries if other.key() == entry.key() and other.in_series
                      and other.reason not in HEDGED and other.decimals() >= entry.decimals()
                      and known_from(other) <= known_from(entry)]
            entry.in_series = not better
            if better:
                entry.notes.insert(0, f"more precise at the time: {better[0].value}")


def year_before(period):
    """The same months of the year before."""
    return "..".join(f"{int(part[:4]) - 1}{part[4:]}" for part in period.split(".."))


def settle_checks(entries):
    """Says of which printed rates the difference to the levels tells nothing about a revised base.

    Where the level or its base is only known rounded or as a floor, that alone may be the difference.
    """
    exact, hedged = set(), set()
    for entry in entries:
        if entry.in_series and entry.measure == "level":
            (hedged if entry.reason in HEDGED else exact).add(entry.key())
    for entry in entries:
        if entry.reason == "base_revised_or_rounded":
            level = (*entry.key()[:3], "level", entry.period)
            if any(key in hedged - exact for key in (level, (*level[:4], year_before(entry.period)))):
                entry.reason = "levels_rounded"


def targets(facts):
    rows, by_whom = [], ""
    for row in read(facts / "targets.csv"):
        by_whom = by_whom if row["by_whom"] == "same" else row["by_whom"]
        low, _, high = row["target_usd_bn"].partition("-")
        text, notes = row["target_year"], [row["note"]]
        if text in DEADLINES:
            deadline, why = DEADLINES[text]
            notes.append(why)
        else:
            year = re.match(r"\d{4}", text)
            deadline = year.group() if year else ""
            if not deadline and text != "not stated":
                raise SystemExit(f"no deadline can be read from: {text}")
        # "by 2007-06" is kept: the source only says that it had been announced by then.
        announced = row["announced"]
        if not re.fullmatch(r"(by )?\d{4}(-\d\d){0,2}", announced):
            raise SystemExit(f"no date can be read from: {row['announced']}")
        # "may", "can" and "(forecast)" are expectations, not goals that somebody has set.
        kind = "forecast" if re.search(r"\b(may|can|forecast)\b", by_whom) else "target"
        rows.append([low, high or low, REPORTER, PARTNER, deadline, text, announced, by_whom, kind, row["when_reached"],
                     row["source_url"], "; ".join(note for note in notes if note)])
    return sorted(rows, key=lambda row: (row[6].removeprefix("by "), row[4], row[0], row[10]))


def folded(name):
    return re.sub(r"[\s,]+", " ", name).strip().casefold()


def alpha3_by_name():
    """English names and aliases of countries.csv, without commas and in lower case."""
    names = {}
    for row in read(COUNTRIES):
        for name in [row["name"], *row["aliases"].split(";")]:
            if name:
                names.setdefault(folded(name), row["iso3"])
    return names


def alpha3(name, names):
    """Finds a country by its name, also as the IMF turns it round: "Korea, Republic of"."""
    stem, comma, style = name.rpartition(", ")
    candidates = [name, f"{style} {stem}"]
    if comma and style in ("Republic of", "The"):
        candidates.append(stem)
    for candidate in candidates:
        if folded(candidate) in names:
            return names[folded(candidate)]
    raise SystemExit(f"no country has the name: {name}")


def usd_from_bn(text):
    """Billions as text to dollars as text, by moving the decimal point."""
    dollars = Decimal(text).scaleb(9)
    if dollars != dollars.to_integral_value():
        raise SystemExit(f"{text} bn is not a whole number of dollars")
    return str(int(dollars))


def partner_trade(facts):
    names = alpha3_by_name()
    rows = []
    for row in read(facts / "russia_trade_by_partner_2016_2024.csv"):
        if row["partner"] in LEFT_OUT_AGGREGATES:
            continue
        partner = alpha3(row["partner"], names)
        into = {"import": True, "export": False}[row["flow"]]
        if row["valuation"] != ("CIF" if into else "FOB"):
            raise SystemExit(f"unexpected valuation: {row}")
        source, _, vintage = row["source"].partition("; via ")
        rows.append([row["year"], "A", partner if into else PARTNER, PARTNER if into else partner, "TOTAL", "unstated",
                     usd_from_bn(row["value_usd_bn"]), "USD", row["valuation"].lower(), "",
                     "estimate" if row["estimated"] == "yes" else "importer" if into else "exporter", source, vintage])
    return sorted(rows, key=lambda row: row[:4])


def as_csv(header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder that holds facts/")
    parser.add_argument("--check", action="store_true", help="compare the committed files with a fresh make")
    arguments = parser.parse_args()
    facts = arguments.shared / "facts"
    made = {
        "published_figures.csv": as_csv(FIGURE_HEADER, [entry.row() for entry in figures(facts)]),
        "targets.csv": as_csv(TARGET_HEADER, targets(facts)),
        "partner_trade.csv": as_csv(FLOW_HEADER, partner_trade(facts)),
    }
    stale = []
    for name, text in made.items():
        path = ROOT / "data" / name
        if not arguments.check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
        print(f"{name}: {text.count(chr(10)) - 1} rows")
    if stale:
        sys.exit(f"not what the facts make: {', '.join(stale)}; run scripts/make_data.py")


if __name__ == "__main__":
    main()
