"""Checks and completes the table of sectors kept by hand; used by make_codes.py.

Every prefix must be a code of some revision, sectors that are said not to overlap must not, together
they must cover nearly all goods, and the Harmonized System and the SITC must tell the same story.
"""

import sys

REVISIONS = ["HS92", "HS96", "HS02", "HS07", "HS12", "HS17", "HS22"]
COLUMNS = ["id", "label", "harmonized_system", "sitc", "overlaps", "note", "source", "not_in_all_revisions"]
# Of the subheadings of each revision, the share that some sector without overlaps must hold.
COVERED = 0.97
# Of the subheadings of HS 2022, the share that must fall in one and the same sector by the Harmonized
# System and by SITC Rev. 4. Found 0.962 when the table was made; the notes name what differs.
AGREED = 0.95


def rules(cell):
    """Prefix and sign of each item of a cell, the longest prefix first."""
    items = [(item.removeprefix("-"), not item.startswith("-")) for item in cell.split(";") if item]
    return sorted(items, key=lambda rule: (-len(rule[0]), rule[0]))


def holds(sorted_rules, code):
    """True when the longest prefix that fits says that the code is in."""
    return next((sign for prefix, sign in sorted_rules if code.startswith(prefix)), False)


def span(prefix, codes):
    """The revisions that have a code, as `8486 HS07-HS22`; empty when all have it."""
    found = [revision for revision in REVISIONS if prefix in codes[revision]]
    if not found:
        sys.exit(f"sectors: {prefix} is in no revision of the Harmonized System")
    first, last = REVISIONS.index(found[0]), REVISIONS.index(found[-1])
    gap = "" if last - first + 1 == len(found) else " with gaps"
    return "" if len(found) == len(REVISIONS) else f"{prefix} {found[0]}-{found[-1]}{gap}"


def check_cell(sector, cell, known):
    """Exits on an item that stands twice, is no code, or says what a shorter one has said already."""
    found = rules(sector[cell])
    prefixes = [prefix for prefix, _ in found]
    if len(set(prefixes)) != len(prefixes):
        sys.exit(f"sectors: {sector['id']} has a prefix twice in {cell}")
    for at, (prefix, sign) in enumerate(found):
        if prefix not in known:
            sys.exit(f"sectors: {sector['id']}: {prefix} is no code of {cell}")
        if holds(found[at + 1:], prefix) == sign:
            sys.exit(f"sectors: {sector['id']}: {prefix} says nothing new")


def check_parts(sectors, codes):
    """Exits when two sectors without overlaps share a subheading, or too many have none."""
    parts = [(s["id"], rules(s["harmonized_system"])) for s in sectors if s["overlaps"] == "no"]
    for revision in REVISIONS:
        goods = [code for code in codes[revision] if len(code) == 6 and code.isdigit()]
        homes = {code: [name for name, found in parts if holds(found, code)] for code in goods}
        shared = {code: names for code, names in homes.items() if len(names) > 1}
        if shared:
            sys.exit(f"sectors: {revision}: in two sectors: {sorted(shared.items())[:5]}")
        covered = sum(map(bool, homes.values())) / len(goods)
        if covered < COVERED:
            sys.exit(f"sectors: {revision}: only {covered:.4f} of the subheadings have a sector")


def check_agreement(sectors, pairs):
    """Exits when too many subheadings of HS 2022 fall in another sector by the SITC."""
    parts = [
        (s["id"], rules(s["harmonized_system"]), rules(s["sitc"])) for s in sectors if s["overlaps"] == "no"
    ]
    same = [
        {name for name, found, _ in parts if holds(found, hs)} == {name for name, _, found in parts if holds(found, sitc)}
        for hs, sitc in pairs
    ]
    if sum(same) < AGREED * len(same):
        sys.exit(f"sectors: only {sum(same) / len(same):.4f} of the subheadings agree with the SITC")


def sectors_table(by_hand, codes, sitc_codes, pairs):
    """The table by hand, checked, with the prefixes that some revision lacks.

    `codes` holds the codes of each revision, `sitc_codes` those of SITC Rev. 3 and 4, `pairs` the
    subheadings of HS 2022 with their codes of SITC Rev. 4.
    """
    if len({s["id"] for s in by_hand}) != len(by_hand):
        sys.exit("sectors: an id stands twice")
    every = set().union(*codes.values())
    for sector in by_hand:
        if sector["overlaps"] not in ("yes", "no") or not all(sector[c] for c in ("id", "label", "note", "source")):
            sys.exit(f"sectors: {sector['id']}: a cell is missing")
        check_cell(sector, "harmonized_system", every)
        check_cell(sector, "sitc", sitc_codes)
        spans = [span(prefix, codes) for prefix, _ in sorted(rules(sector["harmonized_system"]))]
        sector["not_in_all_revisions"] = "; ".join(filter(None, spans))
    check_parts(by_hand, codes)
    check_agreement(by_hand, pairs)
    return COLUMNS, [[sector[column] for column in COLUMNS] for sector in by_hand]
