#!/usr/bin/env python3
"""Makes pyfixest's answers on real panels that crates/gravity/tests/published.rs compares with.

    python3 scripts/make_gravity_real_answers.py --shared ../shared

Needs pyfixest 0.60.0 and pandas. Errors are robust: pyfixest's clustered ones depend on the order of effects where one
is nested in the cluster. Writes crates/gravity/tests/answers/real.json.
"""

import argparse
import json
import pathlib
import warnings

import pandas as pd
import pyfixest as pf

FILE = pathlib.Path(__file__).resolve().parent.parent / "crates" / "gravity" / "tests" / "answers" / "real.json"


def answer(frame, outcome, terms, effects):
    fit = pf.fepois(f"{outcome} ~ {' + '.join(terms)} | {' + '.join(effects)}", frame, vcov="HC1", fixef_tol=1e-12,
                    iwls_tol=1e-12, fixef_maxiter=100_000)
    return dict(rows=int(fit._N), terms=terms, coef=[float(v) for v in fit.coef()], se=[float(v) for v in fit.se()])


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--shared", type=pathlib.Path, required=True)
    shared = ask.parse_args().shared / "data"
    warnings.filterwarnings("ignore")
    answers = {}
    trade = pd.read_csv(shared / "r_gravity_datasets" / "penppml_trade.csv.gz", keep_default_na=False)
    trade["export"] = trade["export"].astype(float)
    provisions = [name for name in trade.columns if "_prov_" in name]
    trade["et"], trade["it"] = trade.exp + trade.time.astype(str), trade.imp + trade.time.astype(str)
    trade["pair"] = trade.exp + "_" + trade.imp
    answers["penppml"] = answer(trade, "export", provisions, ["et", "it", "pair"])
    fta = pd.read_csv(shared / "ppmlhdfe_tests" / "EXAMPLE_TRADE_FTA_DATA.csv.gz")
    for category in sorted(fta.category.unique()):
        one = fta[fta.category == category].copy()
        one["et"], one["it"] = one.isoexp + one.year.astype(str), one.isoimp + one.year.astype(str)
        one["pair"] = one.isoexp + "_" + one.isoimp
        answers[f"fta {category}"] = answer(one, "trade", ["fta"], ["et", "it", "pair"])
    FILE.write_text(json.dumps(answers, indent=1) + "\n")


if __name__ == "__main__":
    main()
