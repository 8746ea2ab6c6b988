#!/usr/bin/env python3
"""Fits the points of src/insights/alerts/points.rs: what a charge's traits add to its score, in thousandths of log-odds.

usage: fit.py STREAM_WITH_CATEGORIES.csv[.gz] STREAM_WITHOUT.csv[.gz] > src/insights/alerts/points.rs
Streams have the columns id, customer, time, amount, label, and category where there are any; they are not part of this repository.
Needs numpy, pandas and scikit-learn. Every trait is reckoned in whole numbers exactly as src/insights/alerts/traits.rs does, from
earlier rows of the same customer alone: whoever changes one changes the other."""
import bisect
import collections
import sys

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

# Edges between bins. Amounts in hundredths, ratios in percent, ranks in thousandths.
EDGES = {
    "amount": [500, 1300, 2600, 10000, 20000, 28000, 40000, 65000, 130000],
    "to_usual": [5, 14, 37, 74, 100, 135, 200, 330],
    "to_median": [10, 50, 100, 150, 200, 250, 300, 350, 400, 500, 700, 1000],
    "to_category_most": [37, 74, 100, 135],
    "under_category_least": [60, 100, 122, 165, 270],
    "category_rank": [5, 20, 60, 150, 900, 960, 990, 999],
    "category_rows": [1, 5, 20],
}
# Tables: name, words, traits, whether each trait counts otherwise at night, hours of the windows of earlier suspicion.
FULL = ("FULL", "For charges with a category and a time of day.",
        ["amount", "to_usual", "to_category_most", "under_category_least", "category_rank", "category_rows"], True, [6, 24, 72])
PLAIN = ("PLAIN", "For charges of which no more is known than amount and day.", ["amount", "to_usual", "to_median"], False, [24, 72, 336])
SUSPECT = -4000  # points from which a charge makes the next ones suspect
CEILING = 12000  # of what one window can hold
GATES = ["any", "night", "above", "low"]
NAMES = {"night": "at_night"}
BUDGETS = [0.1, 0.25, 1.0]  # false alert days a customer and month
WARM_UP = 30 * 86400
C = 0.05


def traits(rows, categories):
    """A frame with one column a trait, in the order of rows, which are sorted by customer and time; -1 where it is unknown."""
    out = []
    for _, group in rows.groupby("customer", sort=False):
        own, by_category = [], collections.defaultdict(list)
        for amount, hour, category in zip(group.cents, group.hour, group.category):
            known, n = by_category[category], len(own)
            usual = own[(n - 1) * 95 // 100] if n else amount
            median = own[n // 2] if n else amount
            of = lambda a, b: min(a * 100 // max(b, 1), 1_000_000)
            m = len(known)
            out.append((
                amount, of(amount, usual), of(amount, median),
                of(amount, known[-1]) if categories and m > 10 else -1,
                of(known[0], amount) if categories and m > 15 else -1,
                bisect.bisect_left(known, amount) * 1000 // m if categories and m > 15 else -1,
                m if categories else -1,
                hour >= 22 or hour < 4,
            ))
            bisect.insort(own, amount)
            bisect.insort(known, amount)
    return pd.DataFrame(out, columns=[*EDGES, "night"], index=rows.index)


def read(path):
    rows = pd.read_csv(path)
    if "scenario" in rows:
        rows = rows[~rows.scenario.isin([2])]  # frauds that no history of one person can show
    rows["time"] = pd.to_datetime(rows.time)
    rows["cents"] = (rows.amount * 100).round().astype(int)
    rows["hour"] = rows.time.dt.hour
    categories = "category" in rows
    if not categories:
        rows["category"] = ""
    rows["second"] = rows.time.astype("datetime64[s]").astype("int64")
    rows = rows.sort_values(["customer", "time", "id"], kind="stable").reset_index(drop=True)
    return rows, traits(rows, categories)


def one_hot(found, names, crossed):
    columns = {}
    for name in names:
        value = found[name].to_numpy()
        bins = np.where(value < 0, -1, np.digitize(value, EDGES[name]))
        for at in range(len(EDGES[name]) + 1):
            columns[name, False, at] = (bins == at) * 1.0
            if crossed:
                columns[name, True, at] = (bins == at) * found.night.to_numpy()
    if crossed:
        columns["night", False, 0] = found.night.to_numpy() * 1.0
    return pd.DataFrame(columns)


def excitement(rows, found, points, windows):
    """Sums of what earlier charges were suspect, window by window, each behind its gates."""
    n = len(rows)
    sums = np.zeros((n, len(windows)))
    suspect = np.maximum(np.asarray(points) - SUSPECT, 0)
    customer, second = rows.customer.to_numpy(), rows.second.to_numpy()
    for w, hours in enumerate(windows):
        start, total = 0, 0.0
        for i in range(n):
            if i and customer[i] != customer[i - 1]:
                start, total = i, 0.0
            while second[start] < second[i] - hours * 3600:
                total -= suspect[start]
                start += 1
            sums[i, w] = min(max(total, 0), CEILING)
            total += suspect[i]
    rank = found.category_rank.to_numpy()
    gates = {"any": 1.0, "night": found.night.to_numpy() * 1.0, "above": (found.to_usual.to_numpy() >= 100) * 1.0,
             "low": ((rank >= 0) & (rank < 60)) * 1.0}
    return pd.DataFrame({(gate, w): sums[:, w] / 1000 * gates[gate] for gate in GATES for w in range(len(windows))})


def spread(columns):
    return columns.std().replace(0, 1).to_numpy()


def learn(matrix, label):
    model = LogisticRegression(C=C, max_iter=300).fit(matrix, label)
    return model.coef_[0], model.intercept_[0]


def fit(rows, found, table):
    """Weights of traits and of suspicion, intercept, and scores of each customer by a fit without them. What makes a charge suspect
    is what the fitted traits themselves give it, so the fit is made three times."""
    _, _, names, crossed, windows = table
    X, label = one_hot(found, names, crossed), rows.label.to_numpy()
    folds = list(GroupKFold(4).split(X, label, rows.customer))
    alone = X.to_numpy() / spread(X)
    outer = np.zeros(len(rows))
    weights, base = learn(alone, label)
    inner = alone @ weights + base
    for train, test in folds:
        weights, base = learn(alone[train], label[train])
        outer[test] = alone[test] @ weights + base
    for _ in range(2):
        E_in, E_out = (excitement(rows, found, part * 1000, windows) for part in (inner, outer))
        whole, held = (np.hstack([alone, E.to_numpy() / spread(E_in)]) for E in (E_in, E_out))
        weights, base = learn(whole, label)
        inner = alone @ weights[:X.shape[1]] + base
        score = np.zeros(len(rows))
        for train, test in folds:
            w, b = learn(held[train], label[train])
            score[test] = held[test] @ w + b
            outer[test] = alone[test] @ w[:X.shape[1]] + b
    weights = weights / np.concatenate([spread(X), spread(E_in)])
    return dict(zip(X.columns, weights)), dict(zip(E_in.columns, weights[X.shape[1]:])), base, score, X


def thresholds(rows, score):
    """The least score that keeps false alert days a customer and month within each budget."""
    first = rows.groupby("customer").second.transform("min")
    judged = rows.assign(score=score, day=rows.second // 86400)[rows.second >= first + WARM_UP]
    span = judged.groupby("customer").second.agg(lambda s: s.max() - s.min()).sum() / 86400 / 30.44
    days = judged.groupby(["customer", "day"]).agg(score=("score", "max"), label=("label", "max"))
    false = np.sort(days[days.label == 0].score.to_numpy())[::-1]
    return [int(false[min(int(budget * span), len(false) - 1)] * 1000) for budget in BUDGETS]


def rust(table, traits, suspicion, base, levels, X):
    name, words, names, crossed, windows = table
    milli = lambda x: int(round(x * 1000))
    lines = [f"/// {words}", f"pub(super) static {name}: Points = Points {{"]
    scales = []
    for trait in names:
        bins = range(len(EDGES[trait]) + 1)
        # a bin's points are told against those of a usual charge, so that what is left is what is odd
        usual = sum(traits[trait, False, at] * X[trait, False, at].mean() for at in bins)
        base += usual
        day = [milli(traits[trait, False, at] - usual) for at in bins]
        night = [milli(traits[trait, True, at]) for at in bins] if crossed else []
        variant = "".join(part.capitalize() for part in trait.split("_"))
        scales.append(f"        Scale {{ of: Trait::{variant}, edges: &[{', '.join(f'{edge:_}' if edge > 99_999 else str(edge) for edge in EDGES[trait])}], points: &{day}, night: &{night}, unknown: {milli(-usual)} }},")
    lines.append(f"    base: {milli(base)},")
    lines.append(f"    night: {milli(traits['night', False, 0]) if crossed else 0},")
    lines += ["    scales: &[", *scales, "    ],", f"    hours: {windows},"]
    for gate in GATES:
        lines.append(f"    {NAMES.get(gate, gate)}: {[milli(suspicion[gate, w]) for w in range(len(windows))]},")
    lines.append(f"    levels: {levels},")
    return "\n".join([*lines, "};"])


HEADER = """//! Points of a charge's traits in thousandths of log-odds: made by scripts/alerts/fit.py from labelled streams, never by hand.
//! A trait's points are told against those of a usual charge; `levels` are the scores at which quiet, normal and strict speak.

use super::score::{Points, Scale, Trait};
"""


def main(paths):
    tables = []
    for path, table in zip(paths, (FULL, PLAIN)):
        rows, found = read(path)
        traits, suspicion, base, score, X = fit(rows, found, table)
        levels = thresholds(rows, score)
        print(f"{table[0]}: {len(rows)} charges, {int(rows.label.sum())} frauds, levels {levels}", file=sys.stderr)
        tables.append(rust(table, traits, suspicion, base, levels, X))
    print("\n".join([HEADER, "\n\n".join(tables)]))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1:])
