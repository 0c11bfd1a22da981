"""The table of distances and links between countries, from CEPII's GeoDist; used by make_codes.py.

Mayer, T. and S. Zignago (2011), "Notes on CEPII's distances measures: the GeoDist database", CEPII
Working Paper 2011-25. The source has each pair in both directions; the table has it once.
"""

import sys

HEADER = ["one", "other", "distance_km", "weighted_distance_km", "links"]
# Columns of the source that say yes or no, and the words of the table for them.
LINKS = {
    "contig": "border", "comlang_off": "official", "comlang_ethno": "spoken", "colony": "colony",
    "comcol": "colonizer", "curcol": "current", "col45": "after1945", "smctry": "country",
}
# The source's YUG is Serbia and Montenegro within the borders of 1992 to 2006 (its file of countries
# says so), for which the country table has SCG; YUG is the larger state before.
UNION, PARTS = "YUG", ("SCG", "SRB", "MNE")
# Countries that bordered the union and do not border Montenegro.
NO_BORDER_WITH_MNE = {"BGR", "HUN", "MKD", "ROU"}
# What is known of the source: how many pairs differ by direction. Anything else is news to be looked at.
ONE_WAY_LINKS = {"smctry": 33}
# Weighted distances are stored in single precision and differ by direction in the last digit.
LAST_DIGIT = 2e-7


def check_symmetry(pairs):
    """Exits unless the source is symmetric but for the known exceptions."""
    one_way = dict.fromkeys(LINKS, 0)
    for (one, other), row in pairs.items():
        back = pairs.get((other, one))
        if back is None or row["dist"] != back["dist"] or bool(row["distw"]) != bool(back["distw"]):
            sys.exit(f"GeoDist: {one} to {other} is not as far as back")
        if row["distw"]:
            there, here = float(row["distw"]), float(back["distw"])
            if abs(there - here) > LAST_DIGIT * here:
                sys.exit(f"GeoDist: weighted distances of {one} and {other} differ: {there}, {here}")
        for column in LINKS:
            if {row[column], back[column]} - {"0", "1"}:
                sys.exit(f"GeoDist: {column} of {one} and {other} is neither 0 nor 1")
            one_way[column] += one < other and row[column] != back[column]
    found = {column: count for column, count in one_way.items() if count}
    if found != ONE_WAY_LINKS:
        sys.exit(f"GeoDist: one-way links are {found}, known are {ONE_WAY_LINKS}")


def todays(code, of_code):
    """The codes of the country table that a code of the source stands for."""
    if code == UNION:
        return PARTS
    found = of_code(code)
    if found is None:
        sys.exit(f"GeoDist: no country has the code {code!r}")
    return (found,)


def has_link(column, row, back, one, other):
    """True where either direction of the source says so, and Montenegro's own borders."""
    if column == "contig" and "MNE" in (one, other) and {one, other} & NO_BORDER_WITH_MNE:
        return False
    return "1" in (row[column], back[column])


def geography(source, of_code):
    """Each pair of countries once, in the order of their codes, a country with itself included.

    The parts of the union keep its distances to others. Within the union nothing is known but its own
    distance, which is written for SCG alone.
    """
    pairs = {(r["exporter"], r["importer"]): r for r in source}
    check_symmetry(pairs)
    table = {}
    for (old_one, old_other), row in pairs.items():
        back = pairs[old_other, old_one]
        for one in todays(old_one, of_code):
            for other in todays(old_other, of_code):
                if one > other or (old_one == old_other == UNION and (one, other) != ("SCG", "SCG")):
                    continue
                links = " ".join(word for column, word in LINKS.items() if has_link(column, row, back, one, other))
                table[one, other] = [row["dist"], row["distw"], links]
    return HEADER, [[*pair, *table[pair]] for pair in sorted(table)]
