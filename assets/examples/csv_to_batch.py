#!/usr/bin/env python3
"""Prints a folder's CSV file as the JSON that a passbook connection of kind `command` reads.

The file has the columns date, amount, text and, where the bank gives one, id. Money out is negative.
    command = ["/path/to/csv_to_batch.py", "/path/to/rows.csv", "My Bank", "Checking", "EUR"]
"""
import csv
import json
import sys

path, bank, name, currency = sys.argv[1:5]
with open(path, newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
transactions = []
for row in rows:
    transaction = {"date": row["date"], "amount": row["amount"], "text": row["text"]}
    if row.get("id"):
        transaction["id"] = row["id"]
    transactions.append(transaction)
account = {"id": f"{bank} {name}", "name": name, "bank": bank, "currency": currency, "transactions": transactions}
json.dump({"version": 1, "accounts": [account]}, sys.stdout)
