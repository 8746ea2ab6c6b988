#!/usr/bin/env python3
"""Compares what passbook reads from a folder of statement files with what the folder's manifest says.

    compare_statements.py FOLDER [--passbook target/release/passbook] [--reasons reasons.csv] [--all]

FOLDER/manifest.csv names each file with the number of its transactions and their sum as other tools read them:

    file,format,tx,sum[,bank_tx,bank_sum][,class][,agreement][,notes]

`bank_tx` and `bank_sum` count without the trades of investment statements. A class that contains `must-error` may be refused. Only
files on which the other tools agree (`agreement` is agree, majority or sum agrees; every file where the column is missing; CSV has one
source only) count for the exit code: 0 when all of them match, 1 otherwise. `--reasons` is a table `file,reason` of what a person found out
about files that do not match. Nothing is stored: each file is read with `import --dry-run --json`. Standard library only.
"""
import argparse
import collections
import csv
import decimal
import json
import pathlib
import subprocess
import sys
import tempfile
import time

SOLID = {"agree", "majority", "sum agrees"}
LIMIT = 10  # seconds a file


def read(passbook, path, data):
    """What passbook says of one file: its line of the report, with `error` and `seconds` always set."""
    command = [passbook, "--data-dir", data, "import", "--dry-run", "--json", str(path)]
    start = time.monotonic()
    try:
        ran = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return {"error": f"no answer within {LIMIT} s", "seconds": LIMIT, "crashed": True}
    seconds = time.monotonic() - start
    if ran.returncode < 0 or ran.returncode == 101:
        return {"error": f"ended with {ran.returncode}", "seconds": seconds, "crashed": True}
    try:
        line = json.loads(ran.stdout)["files"][0]
    except (ValueError, KeyError, IndexError):
        line = {"error": ran.stderr.decode("utf-8", "replace").strip() or "no report"}
    return {**line, "error": line.get("error"), "seconds": seconds}


def verdict(row, line):
    """`match`, or why not: (verdict, reason)."""
    if line.get("crashed"):
        return "crash", line["error"]
    must_fail = "must-error" in (row.get("class") or "")
    if must_fail:
        return ("match", "") if line["error"] or not line.get("transactions") else ("differs", "read, but should be refused")
    if not row.get("tx"):
        return "unknown", "the manifest has no count"
    if line["error"]:
        return "refused", line["error"]
    count = line["transactions"]
    total = sum((decimal.Decimal(value) for value in line["sum"].values()), decimal.Decimal(0))
    expected = [(row["tx"], row["sum"]), (row.get("bank_tx"), row.get("bank_sum"))]
    pairs = [(int(tx), decimal.Decimal(amount or "0")) for tx, amount in expected if tx]
    if any(count == tx and total == amount for tx, amount in pairs):
        return "match", ""
    tx, amount = pairs[0]
    parts = []
    if count != tx:
        parts.append(f"{count - tx:+d} transactions")
    if total != amount:
        parts.append(f"sum {total - amount:+}")
    asked = line.get("question") or "; ".join(map(str, line.get("questions") or []))
    return ("asks" if asked else "differs"), "; ".join(parts + ([f"asks: {asked}"] if asked else []))


def is_solid(row):
    return row.get("format") == "csv" or (row.get("agreement") or "agree") in SOLID


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--passbook", default="target/release/passbook")
    parser.add_argument("--reasons", type=pathlib.Path)
    parser.add_argument("--all", action="store_true", help="list files that match, too")
    options = parser.parse_args()
    reasons = {}
    if options.reasons:
        with options.reasons.open(newline="", encoding="utf-8") as file:
            reasons = {row["file"]: row["reason"] for row in csv.DictReader(file)}
    with (options.folder / "manifest.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if (options.folder / row["file"]).exists()]
    totals = collections.defaultdict(collections.Counter)
    slowest, wrong = (0.0, ""), 0
    print("| file | expected | read | verdict | reason |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as data:
        for row in rows:
            line = read(options.passbook, options.folder / row["file"], data)
            what, why = verdict(row, line)
            solid = is_solid(row) and what != "unknown"
            totals[row["format"], solid][what] += 1
            wrong += what != "match" and solid
            slowest = max(slowest, (line["seconds"], row["file"]))
            if what == "match" and not options.all:
                continue
            found = "-" if line["error"] else f"{line['transactions']} / {' '.join(line['sum'].values()) or 0}"
            told = reasons.get(row["file"]) or "; ".join(filter(None, [why, "" if solid else row.get("agreement"), row.get("notes")]))
            cells = [row["file"], f"{row['tx']} / {row['sum']}", found, what, told]
            print("| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |")
    print()
    for (kind, solid), counts in sorted(totals.items()):
        said = ", ".join(f"{number} {what}" for what, number in counts.most_common())
        print(f"{kind}{'' if solid else ' (no agreement)'}: {counts['match']} of {counts.total()} exact ({said})")
    print(f"slowest: {slowest[0]:.2f} s, {slowest[1]}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
