"""The revisions of every HS code, and the checks of the machine map and the input map.

Called by `make_codes.py`, which has the options. The two maps are tables kept by hand in
`crates/codes/tables/by_hand`; nothing here writes them. What is checked:

- every code exists in the revisions of the Harmonized System that its row claims, with one meaning;
- every prefix exists, names nothing twice, does not hold the machine or the good itself, and shares a
  revision with the machine;
- every row of the draft that the machine map was imported from is there unchanged, unless
  `machine_map_changes.csv` gives the reason, and nothing else is in it.
"""

import csv
import gzip
import io
import sys
from collections import Counter

REVISIONS = ["HS92", "HS96", "HS02", "HS07", "HS12", "HS17", "HS22"]
YEARS = [1992, 1996, 2002, 2007, 2012, 2017, 2022]
ROLES = {"specific", "broad", "consumable", "general", "utility", "parts", "nonproduction"}
ROLES_WITH_GOODS = {"specific", "broad", "consumable"}
CONFIDENCES = {"high", "medium", "low"}
MACHINE_COLUMNS = ["machine", "revisions", "label", "role", "confidence", "goods", "industries", "reasoning"]
INPUT_COLUMNS = ["good", "label", "inputs", "confidence", "reasoning"]
# The rest chapter of the Harmonized System has no row in the concordances.
NOT_CONCORDED = "9999"


def rows(path):
    """The rows of a CSV file, plain or gzip, as dictionaries."""
    raw = gzip.open(path) if path.suffix == ".gz" else open(path, "rb")
    with io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
        yield from csv.DictReader(text)


def lives(data):
    """For every code of two, four or six digits the runs of revisions in which it means one thing.

    A code goes on into the next revision when both lists have it and a concordance leads from the one
    to the other. Two concordances are taken together: the value conversion of the R package, and the
    correlation of the United Nations, which also says where only a part stayed.
    """
    folder = data / "hs_concordances"
    package = folder / "concordance_pkg"
    codes = [{r["code"] for r in rows(package / f"hs{step}_desc.csv.gz")} for step in range(len(REVISIONS))]
    kept = [set() for _ in REVISIONS]
    for step in range(1, len(REVISIONS)):
        for r in rows(package / f"hs{step}_hs{step - 1}.csv.gz"):
            keep(kept[step], r[f"HS{step}_6d"], r[f"HS{step - 1}_6d"])
    steps = {f"{YEARS[step]} to {YEARS[step - 1]}": step for step in range(1, len(REVISIONS))}
    for r in rows(folder / "HS_consolidated_comtrade_concordances.csv"):
        if r["adjustment"] in steps:
            keep(kept[steps[r["adjustment"]]], r["code.after"].zfill(6), r["code.before"].zfill(6))
    found = {}
    for code in sorted(set().union(*codes)):
        runs = []
        for step in (step for step in range(len(REVISIONS)) if code in codes[step]):
            same = len(code) == 2 or code in kept[step] or code.startswith(NOT_CONCORDED)
            if runs and runs[-1][1] == step - 1 and same:
                runs[-1] = (runs[-1][0], step)
            else:
                runs.append((step, step))
        found[code] = runs
    return found


def keep(kept, after, before):
    """Notes the subheading and the heading that two neighbouring revisions have in common."""
    for level in (4, 6):
        if after[:level] == before[:level]:
            kept.add(after[:level])


def span(run):
    first, last = (REVISIONS[step] for step in run)
    return first if first == last else f"{first}..{last}"


SPANS = {span((first, last)): (first, last) for last in range(len(REVISIONS)) for first in range(last + 1)}


def hs_revisions(found, goods):
    """Code and revisions of each life, without the codes of HS 2022 that are in all revisions."""
    whole = [(0, len(REVISIONS) - 1)]
    listed = {code for code, _ in goods}
    for code, runs in sorted(found.items()):
        if runs != whole or code not in listed:
            yield from ([code, span(run)] for run in runs)


def check_maps(shared, by_hand, found):
    """Ends the program with all that is wrong in the maps kept by hand."""
    wrong = []
    machines = list(rows(by_hand / "machine_map.csv"))
    inputs = list(rows(by_hand / "input_map.csv"))
    check_machines(machines, found, wrong)
    check_inputs(inputs, found, wrong)
    check_draft(shared / "maps", machines, list(rows(by_hand / "machine_map_changes.csv")), found, wrong)
    industries = {r["code"] for r in rows(shared / "data/hs_concordances/concordance_pkg/isic4_desc.csv.gz")}
    for r in machines:
        wrong += [f"machine {r['machine']}: ISIC has no {i!r}" for i in split(r["industries"]) if i not in industries]
    if wrong:
        sys.exit("wrong in the maps kept by hand:\n" + "\n".join(f"  {line}" for line in wrong))
    print(f"machine_map.csv: {len(machines)} rows, {dict(Counter(r['role'] for r in machines))}")
    print(f"input_map.csv: {len(inputs)} rows")


def split(cell):
    return [part for part in cell.split(";") if part]


def check_machines(machines, found, wrong):
    if machines and list(machines[0]) != MACHINE_COLUMNS:
        wrong.append(f"machine_map.csv: columns are {list(machines[0])}, expected {MACHINE_COLUMNS}")
    unreadable = [r["revisions"] for r in machines if r["revisions"] not in SPANS]
    if unreadable:
        sys.exit(f"machine_map.csv: these are not revisions such as HS92..HS22 or HS22: {unreadable}")
    order = [(r["machine"], SPANS[r["revisions"]]) for r in machines]
    if order != sorted(set(order)):
        wrong.append("machine_map.csv: rows are not in the order of machine and revision, or one is there twice")
    headings = {r["machine"] for r in machines if len(r["machine"]) == 4}
    for r in machines:
        code, where = r["machine"], f"machine {r['machine']}"
        first, last = SPANS[r["revisions"]]
        if not any(run[0] <= first <= last <= run[1] for run in found.get(code, [])):
            lives_of = "; ".join(map(span, found.get(code, []))) or "no revision"
            wrong.append(f"{where}: {r['revisions']} is claimed, but one meaning has it in {lives_of}")
        if code[:4] not in headings:
            wrong.append(f"{where}: its heading has no row, so data of four digits would not know it")
        if r["role"] not in ROLES or r["confidence"] not in CONFIDENCES:
            wrong.append(f"{where}: role {r['role']!r} or confidence {r['confidence']!r} is not known")
        if r["role"] in ROLES_WITH_GOODS and not r["goods"]:
            wrong.append(f"{where}: a {r['role']} machine needs goods")
        check_prefixes(where, code, split(r["goods"]), found, wrong)
        for prefix in split(r["goods"]):
            run = found.get(prefix, [(first, last)])[-1]
            if run[0] > last or run[1] < first:
                wrong.append(f"{where}: {prefix} is in {span(run)} only, never together with the machine")


def check_inputs(inputs, found, wrong):
    if inputs and list(inputs[0]) != INPUT_COLUMNS:
        wrong.append(f"input_map.csv: columns are {list(inputs[0])}, expected {INPUT_COLUMNS}")
    goods = [r["good"] for r in inputs]
    if goods != sorted(set(goods)):
        wrong.append("input_map.csv: rows are not in the order of the goods, or one is there twice")
    for r in inputs:
        where = f"good {r['good']}"
        if r["good"] not in found or r["confidence"] not in CONFIDENCES or not r["inputs"]:
            wrong.append(f"{where}: not in any revision, or no inputs, or confidence {r['confidence']!r} is not known")
        check_prefixes(where, r["good"], split(r["inputs"]), found, wrong)


def check_prefixes(where, own, prefixes, found, wrong):
    for prefix in prefixes:
        if prefix not in found:
            wrong.append(f"{where}: {prefix} is in no revision")
        if prefix.startswith(own) or own.startswith(prefix):
            wrong.append(f"{where}: {prefix} holds the code itself")
        if any(prefix.startswith(other) for other in prefixes if other != prefix) or prefixes.count(prefix) > 1:
            wrong.append(f"{where}: {prefix} is named twice")


def check_draft(maps, machines, changes, found, wrong):
    """Every difference from the draft has its reason, and every reason its difference."""
    draft = {}
    for level in (4, 6):
        for r in rows(maps / f"machine_map_hs{level}.csv"):
            row = imported(r, r[f"machine_hs{level}"], found)
            draft[row["machine"]] = [row]
    ours = {}
    for r in machines:
        ours.setdefault(r["machine"], []).append(r)
    kind = {}
    for code in draft.keys() | ours.keys():
        if draft.get(code) != ours.get(code):
            kind[code] = "added" if code not in draft else "dropped" if code not in ours else "corrected"
    noted = {r["machine"]: r["change"] for r in changes if r["reason"]}
    for code in sorted(kind.keys() | noted.keys()):
        if kind.get(code) != noted.get(code):
            wrong.append(f"machine {code}: against the draft {kind.get(code, 'unchanged')}, "
                         f"but machine_map_changes.csv says {noted.get(code, 'nothing')}")


def imported(r, code, found):
    """A row of the draft in our columns: its newest life, and prefixes without those held by others."""
    prefixes = split(r["makes_hs_prefixes"])
    goods = [p for p in dict.fromkeys(prefixes) if not any(p != q and p.startswith(q) for q in prefixes)]
    values = [code, span(found[code][-1]), r["machine_label"], r["role"], r["confidence"], ";".join(goods),
              r["makes_isic"], r["reasoning"]]
    return dict(zip(MACHINE_COLUMNS, values))
