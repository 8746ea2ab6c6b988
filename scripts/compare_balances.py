#!/usr/bin/env python3
"""Exports every account to hledger, ledger and beancount, has each program check the journal, and compares the balances that it computes
with those of `passbook accounts --json` (or, where no bank states one, the sum of what was booked), to the cent. Programs that are not installed are skipped and named.

usage: scripts/compare_balances.py [--passbook target/release/passbook] [-- OPTIONS OF PASSBOOK]
for example: scripts/compare_balances.py -- --sandbox --today 2026-11-22
Exit code: 0 all equal, 1 something differs or is refused, 77 nothing could be compared.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr[:2000]}")
    return done.stdout


def stated(passbook):
    """Balances as passbook tells them, sorted, without zeros, which journals do not list. Where no bank states one (an account without,
    rows of another currency), the sum of what was booked stands for it."""
    accounts = json.loads(run(*passbook, "accounts", "--json"))["accounts"]
    found = {(a["id"], a["currency"]): Decimal(a["current"]) for a in accounts if a["current"] is not None}
    listed, sums = {a["id"] for a in accounts}, {}
    for row in json.loads(run(*passbook, "transactions", "--json"))["transactions"]:
        key = row["account"], row["currency"]
        if row["status"] == "posted" and row["account"] in listed and key not in found:
            sums[key] = sums.get(key, Decimal(0)) + Decimal(row["amount"])
    return sorted((amount, currency) for (_, currency), amount in [*found.items(), *sums.items()] if amount != 0)


def from_lines(text):
    """Balances of lines such as `-485.50 USD  Liabilities:Bank:Card`."""
    found = []
    for line in text.splitlines():
        words = line.split()
        if len(words) >= 2:
            found.append((Decimal(words[0]), words[1]))
    return sorted(found)


def hledger(file):
    run("hledger", "-f", file, "check", "-s")
    return from_lines(run("hledger", "-f", file, "balance", "-C", "-N", "--flat", "Assets", "Liabilities"))


def ledger(file):
    run("ledger", "-f", file, "--pedantic", "balance")
    form = "%(scrub(display_total)) %(account)\n"
    return from_lines(run("ledger", "-f", file, "balance", "--cleared", "--flat", "--no-total", "--format", form, "Assets", "Liabilities"))


BEANCOUNT = """
import collections, sys
from beancount import loader
from beancount.core import data
entries, errors, _ = loader.load_file(sys.argv[1])
assert not errors, errors[:5]
sums = collections.Counter()
for entry in data.filter_txns(entries):
    for posting in entry.postings:
        if entry.flag == "*" and posting.account.split(":")[0] in ("Assets", "Liabilities"):
            sums[posting.account, posting.units.currency] += posting.units.number
for (account, currency), number in sums.items():
    if number:
        print(number, currency, account)
"""


def beancount(file):
    check = shutil.which("bean-check")
    run(check, file)
    # the interpreter that bean-check itself runs in has beancount
    python = Path(check).read_text(encoding="utf-8", errors="replace").splitlines()[0].removeprefix("#!").strip()
    return from_lines(run(python, "-c", BEANCOUNT, file))


PROGRAMS = {"hledger": ("hledger", hledger), "ledger": ("ledger", ledger), "beancount": ("bean-check", beancount)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passbook", default="target/release/passbook")
    parser.add_argument("options", nargs="*", help="options of passbook, behind --")
    args = parser.parse_args()
    passbook = [args.passbook, *args.options]
    expected = stated(passbook)
    compared, wrong = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for name, (program, balances) in PROGRAMS.items():
            if shutil.which(program) is None:
                print(f"{name}: skipped, {program} is not installed")
                continue
            file = str(Path(folder) / f"book.{name}")
            run(*passbook, "export", "--format", name, "--output", file)
            found = balances(file)
            compared += 1
            if found == expected:
                print(f"{name}: {len(found)} balances, equal to the cent")
            else:
                wrong += 1
                print(f"{name}: differs\n  passbook {expected}\n  {name} {found}")
    if compared == 0:
        return 77
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
