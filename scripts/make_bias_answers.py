#!/usr/bin/env python3
"""Make the answers for the bias correction of `crates/gravity` from the paper's formulas.

    python3 scripts/make_bias_answers.py [--check]

Needs NumPy (made with 2.4.6). Writes `crates/gravity/tests/answers/bias.json`: small panels from a seeded
generator, and what Weidner and Zylkin (2021, arXiv 1909.01327) make of them, with dense matrices and one loop for
each sum: dummies for all effects, pseudo-inverses by singular values, third derivatives as full tensors. Nothing is taken
from the crate. With `--check` nothing is written; a relative difference above 1e-10 is an error.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

ANSWERS = Path(__file__).resolve().parent.parent / "crates" / "gravity" / "tests" / "answers" / "bias.json"


def panel(seed, exporters, importers, times, regressors, own, missing, weights):
    """Rows of a random panel. Groups of an effect with one row or without trade are left out."""
    rng = np.random.default_rng(seed)
    cells = [(i, j, t) for i in range(exporters) for j in range(importers) for t in range(times)
             if (own or i != j) and rng.random() >= missing]
    index = np.array(cells)
    rows = len(cells)
    alpha, gamma = rng.normal(0, 1, (exporters, times)), rng.normal(0, 1, (importers, times))
    eta = rng.normal(0, 1, (exporters, importers))
    i, j, t = index.T
    effects = alpha[i, t] + gamma[j, t] + eta[i, j]
    x = np.round(0.3 * effects[:, None] + rng.normal(0, 1, (rows, regressors)), 6)
    mean = np.exp(0.5 * x.sum(axis=1) + effects)
    trade = np.round(mean * rng.lognormal(-0.3, 0.8, rows), 6)
    trade[rng.random(rows) < 0.05] = 0.0
    weight = np.round(rng.uniform(0.5, 2, rows), 6) if weights else np.ones(rows)
    data = {"exporter": i, "importer": j, "time": t, "x": x, "trade": trade, "weight": weight}
    while True:
        keep = np.ones(len(data["trade"]), bool)
        for group in groups(data, times > 1):
            codes = np.unique(group, return_inverse=True)[1]
            keep &= (np.bincount(codes) > 1)[codes] & (np.bincount(codes, data["trade"]) > 0)[codes]
        if keep.all():
            return data
        data = {name: column[keep] for name, column in data.items()}


def groups(data, three_way):
    """The group of each row for each fixed effect."""
    i, j, t = data["exporter"], data["importer"], data["time"]
    return [i * 1000 + t, j * 1000 + t] + ([i * 1000 + j] if three_way else [])


def dummies(codes):
    return (codes[:, None] == np.unique(codes)[None, :]).astype(float)


def fit(data, three_way):
    """Poisson pseudo maximum likelihood with all dummies, by Newton's method with least-squares steps."""
    d = np.hstack([dummies(group) for group in groups(data, three_way)])
    x, y, w = data["x"], data["trade"], data["weight"]
    design = np.hstack([x, d])
    mu = (y + y.mean()) / 2
    predictor = np.log(mu)
    for _ in range(200):
        root = np.sqrt(w * mu)
        target = predictor + (y - mu) / mu
        solution = np.linalg.lstsq(design * root[:, None], target * root, rcond=1e-13)[0]
        step = design @ solution - predictor
        predictor = predictor + step
        mu = np.exp(predictor)
        if np.abs(step).max() < 1e-13:
            break
    score = design.T @ (w * (y - mu))
    assert np.abs(score).max() < 1e-9 * (w * y).sum(), np.abs(score).max()
    root = np.sqrt(w * mu)
    centred = x - d @ np.linalg.lstsq(d * root[:, None], x * root[:, None], rcond=1e-13)[0]
    return solution[: x.shape[1]], w * mu, w * (y - mu), centred


def pseudo_inverse(matrix):
    return np.linalg.pinv(matrix, rcond=1e-11, hermitian=True)


def tables(data, weighted, residual, centred):
    """Fitted values, residuals and regressors by pair, zero where a cell has no row."""
    i, j, t = data["exporter"], data["importer"], data["time"]
    size = (i.max() + 1, j.max() + 1, t.max() + 1)
    mu, e, x = np.zeros(size), np.zeros(size), np.zeros(size + (centred.shape[1],))
    mu[i, j, t], e[i, j, t], x[i, j, t] = weighted, residual, centred
    return mu, e, x


def bias(data, weighted, residual, centred):
    """The bias of the three-way slopes, the exporters' part and the importers'."""
    mu, e, x = tables(data, weighted, residual, centred)
    exporters, importers, times, count = x.shape
    s = np.zeros_like(mu)
    h = np.zeros((exporters, importers, times, times))
    g = np.zeros((exporters, importers, times, times, times))
    w = np.zeros((count, count))
    unit = np.eye(times)
    for i in range(exporters):
        for j in range(importers):
            total = mu[i, j].sum()
            if total == 0:
                continue
            v = mu[i, j] / total
            y = mu[i, j] + e[i, j]
            s[i, j] = y - v * y.sum()
            h[i, j] = total * (np.diag(v) - np.outer(v, v))
            deviation = unit - v[None, :]
            g[i, j] = -total * np.einsum("m,mt,ms,mr->tsr", v, deviation, deviation, deviation)
            w += x[i, j].T @ h[i, j] @ x[i, j]
    parts = []
    for side, others in ((0, importers), (1, exporters)):
        own = x.shape[side]
        total = np.zeros(count)
        for a in range(own):
            pairs = [(a, b) if side == 0 else (b, a) for b in range(others)]
            inverse = pseudo_inverse(sum(h[p] for p in pairs))
            outer = sum(np.outer(s[p], s[p]) for p in pairs)
            for k in range(count):
                first = sum(np.outer(h[p] @ x[p][:, k], s[p]) for p in pairs)
                second = sum(np.einsum("tsr,r->ts", g[p], x[p][:, k]) for p in pairs)
                total[k] += -np.trace(inverse @ first) + np.trace(second @ inverse @ outer @ inverse) / 2
        parts.append(np.linalg.solve(w, total) * own / (own - 1))
    return parts


def covariances(data, weighted, residual, centred, three_way):
    """The clustered covariance without any correction, and the adjusted one."""
    mu, e, x = tables(data, weighted, residual, centred)
    exporters, importers, times, count = x.shape
    size = (exporters + importers) * times
    pairs = [(i, j) for i in range(exporters) for j in range(importers) if mu[i, j].sum() > 0]
    h, d = {}, {}
    for i, j in pairs:
        h[i, j] = np.diag(mu[i, j])
        if three_way:
            h[i, j] = h[i, j] - np.outer(mu[i, j], mu[i, j]) / mu[i, j].sum()
        d[i, j] = np.zeros((times, size))
        d[i, j][:, i * times:(i + 1) * times] = np.eye(times)
        d[i, j][:, (exporters + j) * times:(exporters + j + 1) * times] += np.eye(times)
    v = pseudo_inverse(sum(d[p].T @ h[p] @ d[p] for p in pairs))
    bread = np.linalg.inv(sum(x[p].T @ h[p] @ x[p] for p in pairs))
    plain, adjusted = np.zeros((count, count)), np.zeros((count, count))
    for p in pairs:
        outer = np.outer(e[p], e[p])
        leverage = h[p] @ (x[p] @ bread @ x[p].T + d[p] @ v @ d[p].T)
        plain += x[p].T @ outer @ x[p]
        adjusted += x[p].T @ np.linalg.solve(np.eye(times) - leverage, outer) @ x[p]
    sandwich = lambda meat: bread @ meat @ bread
    adjusted = sandwich(adjusted)
    return sandwich(plain), (adjusted + adjusted.T) / 2


PANELS = [
    ("balanced", True, dict(seed=1, exporters=7, importers=7, times=3, regressors=2, own=False, missing=0, weights=False)),
    ("unbalanced", True, dict(seed=2, exporters=9, importers=6, times=4, regressors=3, own=True, missing=0.25, weights=False)),
    ("more importers, weights", True, dict(seed=3, exporters=5, importers=8, times=3, regressors=2, own=False, missing=0.1, weights=True)),
    ("long", True, dict(seed=4, exporters=5, importers=5, times=9, regressors=1, own=False, missing=0, weights=False)),
    ("two times", True, dict(seed=5, exporters=12, importers=12, times=2, regressors=1, own=False, missing=0.05, weights=False)),
    ("two-way", False, dict(seed=6, exporters=8, importers=7, times=3, regressors=2, own=True, missing=0.15, weights=False)),
    ("cross-section", False, dict(seed=7, exporters=9, importers=9, times=1, regressors=2, own=False, missing=0, weights=True)),
]


def answers():
    for name, three_way, parameters in PANELS:
        data = panel(**parameters)
        slopes, weighted, residual, centred = fit(data, three_way)
        plain, adjusted = covariances(data, weighted, residual, centred, three_way)
        answer = {"name": name, "three_way": three_way, "parameters": parameters}
        answer |= {key: value.tolist() for key, value in data.items() if key != "x"}
        answer["x"] = data["x"].T.tolist()
        answer["slopes"] = slopes.tolist()
        if three_way:
            exporters, importers = bias(data, weighted, residual, centred)
            answer |= {"from_exporters": exporters.tolist(), "from_importers": importers.tolist()}
        answer |= {"plain": plain.ravel().tolist(), "adjusted": adjusted.ravel().tolist()}
        yield answer


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with the stored answers")
    made = list(answers())
    if not parser.parse_args().check:
        ANSWERS.parent.mkdir(exist_ok=True)
        ANSWERS.write_text("[\n" + ",\n".join(json.dumps(answer) for answer in made) + "\n]\n")
        return
    stored = json.loads(ANSWERS.read_text())
    for new, old in zip(made, stored, strict=True):
        for key, value in new.items():
            same = value == old[key]
            if key in ("slopes", "from_exporters", "from_importers", "plain", "adjusted"):
                same = np.allclose(value, old[key], rtol=1e-10, atol=0)
            if not same:
                sys.exit(f"{new['name']}: {key} differs")


if __name__ == "__main__":
    main()
