#!/usr/bin/env python3
"""Makes the answers that crates/gravity/tests compares with: random designs, and cases of separation.

    python3 scripts/make_gravity_answers.py                 # writes the files to crates/gravity/tests/answers
    python3 scripts/make_gravity_answers.py --only designs  # or: --only separation

Needs numpy, scipy, pandas and pyfixest (versions: crates/gravity/tests/answers/README.md). Two answers are worked out
for each design: pyfixest's at tight tolerances, and one by explicit dummies in numpy, whose first-order conditions are
checked. Where they agree pyfixest's is stored, else the one by dummies, with the reason. Separated rows come from
linear programs (HiGHS), and those of the small cases are proved in fractions.
"""

import argparse
import gzip
import json
import pathlib
import warnings
from fractions import Fraction

import numpy as np
import pandas as pd
import scipy.linalg
from scipy.optimize import linprog

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "crates" / "gravity" / "tests" / "answers"
DESIGNS = 240
CASES = 10_000
HEAVY = 200
SHAPES = ["none", "one", "two", "chain", "three", "four", "nested", "interacted"]


# Designs

def groups_of(rng, shape, rows):
    """Effects and clusters of each row; fewer rows than asked for where a panel has gaps."""
    any_of = lambda count: rng.integers(0, count, rows)
    if shape == "none":
        return [], [any_of(12), any_of(9)]
    if shape == "one":
        group = any_of(max(4, rows // 6))
        return [group], [group // 2, any_of(10)]
    if shape == "two":
        count = max(4, int(np.sqrt(rows)))
        exporter, importer = any_of(count), (any_of(count) * any_of(count)) // count
        return [exporter, importer], [exporter, importer]
    if shape == "chain":
        # A path: each group meets only its neighbours, and iterations over effects creep along it.
        place = np.sort(any_of(rows))
        return [place // 5, (place + rng.integers(0, 3, rows)) // 5], [place // 9, any_of(11)]
    if shape == "nested":
        firm = any_of(max(6, rows // 8))
        region, year = firm % 7, any_of(6)
        return [firm, year], [region, year]
    if shape == "four":
        exporter, importer, product, year = any_of(6), any_of(7), any_of(4), any_of(5)
        return [exporter, importer, product, year], [exporter * 7 + importer, product]
    years = 4
    countries = max(6, int(np.sqrt(rows / years)) + 1)
    cells = [(i, j, t) for i in range(countries) for j in range(countries) for t in range(years) if i != j]
    cells = np.array(cells)[rng.random(len(cells)) < rng.uniform(0.5, 1.0)][:rows]
    i, j, t = cells.T
    if shape == "three":
        return [i * years + t, j * years + t, i * countries + j], [i * countries + j, t * 3 + i % 3]
    return [i * years + t, j * years + t], [np.minimum(i, j) * countries + np.maximum(i, j), i]


def design(seed):
    rng = np.random.default_rng([20_240_601, seed])
    shape, poisson = SHAPES[seed % len(SHAPES)], seed // len(SHAPES) % 2 == 0
    wanted = int(np.exp(rng.uniform(np.log(60), np.log(2000 if seed % 5 == 0 else 500))))
    effects, clusters = groups_of(rng, shape, wanted)
    rows = len(clusters[0])
    levels = sum((rng.normal(0, 0.7, e.max() + 1)[e] for e in effects), np.zeros(rows))
    columns = [np.round(rng.normal(0, 1, rows) + 0.5 * levels, 3)]
    if seed % 3:
        columns.append((rng.random(rows) < 0.3).astype(float))
    if seed % 3 == 2:
        columns.append(np.round(rng.gamma(2.0, 10.0, rows) + 5 * columns[0], 2))
    if shape == "none":
        columns.append(np.ones(rows))
    slopes = np.array([-0.8, 0.5, 0.03, 0.2])[: len(columns)]
    if shape == "none":
        slopes[-1] = 0.3
    offset = np.round(rng.normal(0, 0.5, rows), 2) if seed % 7 == 3 else None
    predictor = sum(c * s for c, s in zip(columns, slopes)) + levels + (0 if offset is None else offset)
    if poisson and seed % 4 < 2:
        outcome = rng.poisson(np.minimum(np.exp(predictor), 1e6)).astype(float)
    elif poisson:
        outcome = np.round(np.exp(np.minimum(predictor, 14)) * rng.gamma(0.7, 1 / 0.7, rows), 3)
        outcome[rng.random(rows) < 0.25] = 0.0
    else:
        outcome = np.round(predictor + rng.normal(0, 1, rows) * (1 + np.abs(columns[0])), 4)
    if poisson and seed % 6 == 1:
        # Separated: a dummy that is one only where nothing is traded, and one that is so but for another column.
        zero = np.flatnonzero(outcome == 0)
        planted = np.zeros(rows)
        planted[rng.permutation(zero)[: max(1, len(zero) // 10)]] = 1.0
        if seed % 12 == 1:
            planted[outcome > 0] = columns[0][outcome > 0]
        columns.append(planted)
    if seed % 11 == 4 and effects:
        columns.append(np.round(rng.normal(0, 1, effects[0].max() + 1), 2)[effects[0]])  # Follows from an effect.
    weights = np.round(rng.uniform(0.3, 4.0, rows), 2) if seed % 5 in (2, 4) else None
    return {
        "seed": seed, "shape": shape, "poisson": poisson, "singletons": ["drop", "keep"][seed // 2 % 2],
        "outcome": outcome, "regressors": columns, "effects": effects, "clusters": clusters, "weights": weights,
        "offset": offset,
    }


# An answer by explicit dummies

def dummies(effects, rows):
    parts = [(e[:, None] == np.unique(e)[None, :]).astype(float) for e in effects]
    return np.hstack(parts) if parts else np.zeros((rows, 0))


def separated(columns, positive):
    """Rows in which a combination of the columns is positive that is nowhere negative, and zero where `positive`."""
    count, zero = columns.shape[1], np.flatnonzero(~positive)
    if not len(zero) or not count:
        return np.zeros(0, int), np.zeros(count)
    # Most of sum(t) with t <= z, 0 <= t <= 1: every row that can be positive has t = 1 at the maximum.
    above = np.hstack([-columns[zero], np.eye(len(zero))])
    at_zero = np.hstack([columns[positive], np.zeros((positive.sum(), len(zero)))])
    answer = linprog(
        np.concatenate([np.zeros(count), -np.ones(len(zero))]), A_ub=above, b_ub=np.zeros(len(zero)),
        A_eq=at_zero, b_eq=np.zeros(positive.sum()), bounds=[(None, None)] * count + [(0, 1)] * len(zero),
        method="highs",
    )
    assert answer.status == 0, answer.message
    return zero[answer.x[count:] > 0.5], answer.x[:count]


def rows_in_use(d):
    kept = np.arange(len(d["outcome"]))
    y = d["outcome"]
    while True:
        before = len(kept)
        for effect in d["effects"]:
            if d["poisson"]:
                kept = kept[np.bincount(effect[kept], y[kept], effect.max() + 1)[effect[kept]] > 0]
            if d["singletons"] == "drop":
                kept = kept[np.bincount(effect[kept], minlength=effect.max() + 1)[effect[kept]] > 1]
        if len(kept) == before and d["poisson"] and len(kept):
            scaled = [c[kept] / max(1.0, np.abs(c[kept]).max()) for c in d["regressors"]]
            columns = np.column_stack([*scaled, dummies([e[kept] for e in d["effects"]], len(kept))])
            kept = np.delete(kept, separated(columns, y[kept] > 0)[0])
        if len(kept) == before:
            return kept


def without(columns, of, weights):
    """What is left of columns without their weighted regression on others."""
    root = np.sqrt(weights)[:, None]
    for _ in range(3):
        if of.shape[1]:
            columns = columns - of @ np.linalg.lstsq(root * of, root * columns, rcond=1e-12)[0]
    return columns


def independent(x, d, weights):
    used, left = [], without(x, d, weights)
    for k in range(x.shape[1]):
        rest = without(left[:, [k]], left[:, used], weights)
        if np.linalg.norm(rest) > 1e-7 * np.linalg.norm(x[:, k] - x[:, k].mean() if d.shape[1] else x[:, k]):
            used.append(k)
    return used


def poisson_by_dummies(y, x, d, offset, weights):
    both = np.hstack([x, d])
    scale = np.maximum(np.abs(both).max(axis=0), 1e-300)
    both = both / scale
    b = np.linalg.lstsq(both, np.log(np.maximum(y, 0.1)) - offset, rcond=1e-12)[0]
    objective = lambda b: -np.sum(weights * (y * (both @ b + offset) - np.exp(np.minimum(both @ b + offset, 700))))
    for _ in range(200):
        mu = np.exp(both @ b + offset)
        score = both.T @ (weights * (y - mu))
        relative = np.max(np.abs(score) / (np.abs(both).T @ (weights * np.maximum(y, mu))))
        if relative < 3e-15:
            break
        step = scipy.linalg.lstsq(both.T @ (both * (weights * mu)[:, None]), score, cond=1e-14)[0]
        length, now = 1.0, objective(b)
        while not objective(b + length * step) <= now + 1e-13 * abs(now) and length > 1e-9:
            length /= 2
        b = b + length * step
    assert relative < 1e-13, relative
    return (b / scale)[: x.shape[1]], np.exp(both @ b + offset)


def meat(scores, clusters):
    sums = np.zeros((clusters.max() + 1, scores.shape[1]))
    np.add.at(sums, clusters, scores)
    return sums.T @ sums


def is_nested(effect, cluster):
    pairs = np.unique(np.column_stack([effect, cluster]), axis=0)
    return len(pairs) == len(np.unique(effect))


def numbered(values):
    return np.unique(values, return_inverse=True)[1]


def by_dummies(d):
    kept = rows_in_use(d)
    if not len(kept):
        return None
    effects = [e[kept] for e in d["effects"]]
    y, x = d["outcome"][kept], np.column_stack(d["regressors"])[kept]
    weights = np.ones(len(kept)) if d["weights"] is None else d["weights"][kept]
    offset = np.zeros(len(kept)) if d["offset"] is None else d["offset"][kept]
    matrix = dummies(effects, len(kept))
    used = independent(x, matrix, weights)
    x = x[:, used]
    if d["poisson"]:
        b, mu = poisson_by_dummies(y, x, matrix, offset, weights)
        information, residual = weights * mu, weights * (y - mu)
        ratio = np.where(y > 0, y / mu, 1.0)
        deviance = 2 * np.sum(weights * (y * np.log(ratio) - (y - mu)))
        centred = without(x, matrix, information)
    else:
        information = weights
        left = without(np.column_stack([x, y - offset]), matrix, weights)
        root = np.sqrt(weights)
        centred, target = left[:, :-1], left[:, -1]
        b = np.linalg.lstsq(centred * root[:, None], target * root, rcond=None)[0]
        residual = weights * (target - centred @ b)
        deviance = np.sum(residual**2 / weights)
    check = np.abs(centred.T @ residual) / (np.abs(centred).T @ np.abs(residual))
    assert check.max() < 1e-10, check
    bread = np.linalg.inv(centred.T @ (centred * information[:, None]))
    n, groups = len(kept), [len(np.unique(e)) for e in effects]
    extra = max(0, len(effects) - 1)
    k = len(used) + sum(groups) - extra
    scores = centred * residual[:, None]
    clusters = [numbered(c[kept]) for c in d["clusters"]]

    def clustered(of):
        nested = [any(is_nested(e, c) for c in of) for e in effects]
        k = len(used) + sum(1 if inside else g for inside, g in zip(nested, groups)) - extra
        middle = sum(meat(scores, c) for c in of)
        if len(of) == 2:
            middle = middle - meat(scores, numbered(of[0] * (of[1].max() + 1) + of[1]))
        fewest = min(c.max() + 1 for c in of)
        return bread @ middle @ bread * ((n - 1) / (n - k) * fewest / (fewest - 1))

    classical = bread * ((n - 1) / (n - k) if d["poisson"] else deviance / (n - k))
    matrices = {
        "iid": classical, "hetero": bread @ (scores.T @ scores) @ bread * (n / (n - k)),
        "one-way": clustered(clusters[:1]), "two-way": clustered(clusters),
    }
    # A matrix that is not positive has no errors: conventions for repairing it differ.
    proper = {name: m for name, m in matrices.items() if np.linalg.eigvalsh(m).min() > -1e-12 * np.trace(m)}
    return {
        "kept": kept, "used": used, "coefficients": b, "deviance": deviance, "parameters": k,
        "errors": {name: np.sqrt(np.diag(m)) for name, m in proper.items()},
    }


# pyfixest's answer

def by_pyfixest(d, used):
    import pyfixest

    table = pd.DataFrame({"y": d["outcome"]})
    for k in used:
        table[f"x{k}"] = d["regressors"][k]
    for prefix, columns in (("e", d["effects"]), ("c", d["clusters"])):
        for number, column in enumerate(columns):
            table[f"{prefix}{number}"] = column
    constant = "none" == d["shape"]
    names = [f"x{k}" for k in used]
    formula = "y ~ " + " + ".join(names + ["0"] * constant)
    if d["effects"]:
        formula += " | " + " + ".join(f"e{number}" for number in range(len(d["effects"])))
    options = {"fixef_rm": "singleton" if d["singletons"] == "drop" else "none", "vcov": "iid"}
    options |= {"demeaner": pyfixest.MapDemeaner(fixef_tol=1e-12, fixef_maxiter=200_000)}
    if d["weights"] is not None:
        table["w"] = d["weights"]
        options["weights"] = "w"
    if d["poisson"]:
        if d["offset"] is not None:
            table["o"] = d["offset"]
            options["offset"] = "o"
        options |= {"iwls_tol": 1e-13, "iwls_maxiter": 200, "separation_check": ["fe", "ir"]}
        fit = pyfixest.fepois(formula, table, **options)
    else:
        table["y"] -= 0 if d["offset"] is None else d["offset"]
        fit = pyfixest.feols(formula, table, **options)
    coefficients = fit.coef()
    errors = {}
    for name, kind in {
        "iid": "iid", "hetero": "hetero", "one-way": {"CRV1": "c0"}, "two-way": {"CRV1": "c0 + c1"},
    }.items():
        errors[name] = fit.vcov(kind).se().reindex(names).to_numpy()
    return {"rows": int(fit._N), "coefficients": coefficients.reindex(names).to_numpy(), "errors": errors}


def apart(a, b):
    return float(np.max(np.abs(np.asarray(a) - b) / np.abs(b), initial=0.0))


def answer(d):
    own = by_dummies(d)
    if own is None:
        return {"by": "dummies", "why": "no rows are left", "rows": 0}
    result = {"by": "pyfixest", "rows": len(own["kept"]), "used": own["used"], "deviance": own["deviance"]}
    result["dropped"] = np.setdiff1d(np.arange(len(d["outcome"])), own["kept"])
    result["parameters"] = own["parameters"]
    try:
        theirs = by_pyfixest(d, own["used"])
    except Exception as error:  # Any failure of theirs is a reason to answer by dummies.
        result["why"] = f"pyfixest: {type(error).__name__}: {error}"[:120]
        theirs = None
    if theirs is not None:
        if theirs["rows"] != result["rows"]:
            result["why"] = f"pyfixest uses {theirs['rows']} rows"
        elif not apart(theirs["coefficients"], own["coefficients"]) < 2e-10:
            difference = apart(theirs["coefficients"], own["coefficients"])
            result["why"] = f"pyfixest's coefficients differ by {difference:.0e}"
    chosen = own if "why" in result else theirs
    result["by"] = "dummies" if "why" in result else "pyfixest"
    result["coefficients"] = chosen["coefficients"]
    result["errors"] = {}
    for name, errors in own["errors"].items():
        if chosen is theirs and apart(theirs["errors"][name], errors) < 1e-7:
            errors = theirs["errors"][name]
        elif chosen is theirs:
            difference = apart(theirs["errors"][name], errors)
            result.setdefault("differences", {})[name] = f"pyfixest's errors differ by {difference:.0e}"
        result["errors"][name] = errors
    return result


# Small cases of separation

def case(seed):
    """Few rows with whole numbers: separation is frequent, and exact arithmetic cheap."""
    rng = np.random.default_rng([20_240_602, seed])
    rows = int(rng.integers(4, 41))
    effects = [rng.integers(0, rng.integers(1, max(3, rows // 2)), rows) for _ in range(rng.integers(0, 4))]
    most = int(rng.choice([1, 2, 5]))
    count = int(rng.integers(0 if effects else 1, 5))
    regressors = [rng.integers(-most, most + 1, rows) for _ in range(count)]
    regressors = [np.maximum(x, 0) if rng.random() < 0.5 else x for x in regressors]
    outcome = np.where(rng.random(rows) < rng.uniform(0.05, 0.9), rng.integers(1, 30, rows), 0)
    if rng.random() < 0.4 and count:
        # Plant: zero wherever a combination is positive, and that zero elsewhere as far as a column can do it.
        plan = sum(rng.integers(-1, 2) * x for x in regressors)
        plan = plan + sum((rng.integers(-1, 2, rows)[e] for e in effects), 0)
        outcome = np.where(plan > 0, 0, outcome)
        if rng.random() < 0.5:
            regressors[0] = np.where((outcome > 0) & (plan != 0), regressors[0] - plan, regressors[0])
    if rng.random() < 0.1:
        outcome = np.where(rng.random(rows) < 0.8, 0, outcome)
    return outcome, regressors, effects


def heavy(seed):
    """Trade-like panels whose outcomes spread over many orders of size, with zeros, and regressors of all kinds."""
    rng = np.random.default_rng([20_240_603, seed])
    effects, clusters = groups_of(rng, SHAPES[1 + seed % 7], int(np.exp(rng.uniform(np.log(80), np.log(500)))))
    rows, spread = len(clusters[0]), rng.choice([0.5, 2.0])
    levels = sum((rng.normal(0, spread, e.max() + 1)[e] for e in effects), np.zeros(rows))
    kinds = [
        lambda: np.round(rng.normal(0, 1, rows), 3),
        lambda: (rng.random(rows) < rng.choice([0.02, 0.1, 0.5])).astype(float),
        lambda: np.round(np.exp(rng.normal(0, 2, rows)), 2),
        lambda: np.round(rng.normal(8, 1, rows), 3) * (rng.random(rows) < 0.3),
    ]
    regressors = [kinds[rng.integers(0, 4)]() for _ in range(rng.integers(0, 4))]
    outcome = np.round(np.exp(levels + rng.normal(0, spread, rows) + rng.choice([0, 5, 8])), 1)
    outcome[rng.random(rows) < rng.choice([0.3, 0.6, 0.9]) / (1 + np.exp(levels / spread))] = 0.0
    if regressors and rng.random() < 0.4:
        plan = sum(rng.integers(-1, 2) * x for x in regressors)
        outcome = np.where(plan > np.quantile(plan, 0.9), 0.0, outcome)
    return outcome, regressors, effects


def heavy_lines(count):
    lines = []
    for seed in range(count):
        outcome, regressors, effects = heavy(seed)
        effects = [numbered(e) for e in effects]
        scaled = [x / max(1.0, np.abs(x).max()) for x in regressors]
        columns = np.column_stack([*scaled, dummies(effects, len(outcome))])
        lines.append([outcome, regressors, effects, separated(columns, outcome > 0)[0]])
    print(f"heavy: {count} cases, {sum(len(line[3]) > 0 for line in lines)} with separated rows")
    return lines


def solve_exactly(matrix, right):
    """A solution in fractions of a consistent system, or none."""
    rows = [[Fraction(int(v)) for v in row] + [Fraction(r)] for row, r in zip(matrix, right)]
    width = len(rows[0]) - 1 if rows else 0
    pivots, at = [], 0
    for column in range(width):
        pivot = next((r for r in range(at, len(rows)) if rows[r][column] != 0), None)
        if pivot is None:
            continue
        rows[at], rows[pivot] = rows[pivot], rows[at]
        lead = rows[at][column]
        rows[at] = [v / lead for v in rows[at]]
        for r in range(len(rows)):
            if r != at and rows[r][column] != 0:
                factor = rows[r][column]
                rows[r] = [v - factor * w for v, w in zip(rows[r], rows[at])]
        pivots.append(column)
        at += 1
    if any(row[-1] != 0 for row in rows[at:]):
        return None
    solution = [Fraction(0)] * width
    for row, column in zip(rows, pivots):
        solution[column] = row[-1]
    return solution


def separates(combination, columns, positive, found):
    z = [sum(int(c) * b for c, b in zip(row, combination)) for row in columns]
    right = all(v == 0 if p else v >= 0 for v, p in zip(z, positive))
    return right and [r for r, v in enumerate(z) if v > 0] == list(found)


def proved(columns, positive, found, combination):
    """Whether fractions show the rows to be separated, and no others."""
    zero = ~positive
    if len(found):
        # The vertex of the program solves equations with values of 0 and 1 on the right; some answers are no vertex,
        # but combinations of small fractions.
        values = columns @ combination
        fixed = [r for r in range(len(values)) if positive[r] or abs(values[r]) < 1e-7 or abs(values[r] - 1) < 1e-7]
        solved = solve_exactly(columns[fixed], [0 if positive[r] or abs(values[r]) < 1e-7 else 1 for r in fixed])
        rounded = [Fraction(float(b)).limit_denominator(1000) for b in combination]
        if not any(separates(exact, columns, positive, found) for exact in (solved, rounded) if exact):
            return False
    rest = np.setdiff1d(np.flatnonzero(zero), found)
    if not len(rest):
        return True
    # Stiemke: numbers of one or more on the other rows of zero, free ones where positive, orthogonal to all columns.
    # Rows that are separated count for nothing, for they are taken out.
    use = np.concatenate([rest, np.flatnonzero(positive)])
    bounds = [(1, None)] * len(rest) + [(None, None)] * int(positive.sum())
    answer = linprog(
        np.concatenate([np.ones(len(rest)), np.zeros(positive.sum())]), A_eq=columns[use].T,
        b_eq=np.zeros(columns.shape[1]), bounds=bounds, method="highs",
    )
    if answer.status != 0:
        return False
    at_bound = [p for p in range(len(rest)) if answer.x[p] < 1 + 1e-7]
    free = [p for p in range(len(use)) if p not in set(at_bound)]
    right = [-sum(int(columns[use[p], c]) for p in at_bound) for c in range(columns.shape[1])]
    exact = solve_exactly(columns[use[free]].T, right)
    return exact is not None and all(v > 0 for p, v in zip(free, exact) if p < len(rest))


def separation_lines(count):
    lines, unproved = [], 0
    for seed in range(count):
        outcome, regressors, effects = case(seed)
        effects = [numbered(e) for e in effects]
        columns = np.column_stack([*regressors, dummies(effects, len(outcome))]).astype(int)
        found, combination = separated(columns.astype(float), outcome > 0)
        unproved += not proved(columns, outcome > 0, found, combination)
        lines.append([outcome, regressors, effects, found])
    some = sum(len(line[3]) > 0 for line in lines)
    print(f"separation: {count} cases, {some} with separated rows, {unproved} not proved in fractions")
    return lines


def plain(value):
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.tolist()]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (np.integer, np.floating, np.bool_)):
        return plain(value.item())
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def write(name, lines):
    FOLDER.mkdir(exist_ok=True)
    text = "".join(json.dumps(plain(line), separators=(",", ":")) + "\n" for line in lines)
    with gzip.GzipFile(FOLDER / name, "wb", compresslevel=9, mtime=0) as file:
        file.write(text.encode())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=["designs", "separation"])
    parser.add_argument("--designs", type=int, default=DESIGNS)
    parser.add_argument("--cases", type=int, default=CASES)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    if arguments.only != "designs":
        write("separation.jsonl.gz", separation_lines(arguments.cases))
        write("heavy.jsonl.gz", heavy_lines(HEAVY))
    if arguments.only != "separation":
        lines = []
        for seed in range(arguments.designs):
            made = design(seed)
            made["answer"] = answer(made)
            lines.append(made)
            reason = made["answer"].get("why") or made["answer"].get("differences")
            if reason:
                kind = "Poisson" if made["poisson"] else "least squares"
                print(seed, made["shape"], kind, len(made["outcome"]), reason)
        write("designs.jsonl.gz", lines)
        own = sum(line["answer"]["by"] == "dummies" for line in lines)
        print(f"designs: {len(lines)}, {own} answered by dummies alone")


if __name__ == "__main__":
    main()
