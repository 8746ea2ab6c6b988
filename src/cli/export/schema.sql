-- passbook export --format sqlite. Amounts stand twice: as exact decimal text (amount) and as whole minor units (amount_minor, cents for
-- USD); never as a float. amount_minor is NULL where the currency has no minor unit or the amount has more digits than it. Money out is
-- negative. Times are UTC.

CREATE TABLE currencies (
    currency    TEXT PRIMARY KEY,           -- ISO 4217, or the URL of a provider's own
    label       TEXT NOT NULL,
    minor_units INTEGER                     -- digits behind the point: 2 for USD
) WITHOUT ROWID;

CREATE TABLE banks (
    bank TEXT PRIMARY KEY,
    name TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE accounts (
    account         TEXT PRIMARY KEY,       -- a3
    bank            TEXT NOT NULL REFERENCES banks,
    name            TEXT NOT NULL,
    number          TEXT,                   -- its tail
    kind            TEXT NOT NULL,
    state           TEXT NOT NULL,
    currency        TEXT NOT NULL REFERENCES currencies,
    balance         TEXT,
    balance_minor   INTEGER,
    available       TEXT,
    available_minor INTEGER,
    balance_at      TEXT
) WITHOUT ROWID;

CREATE TABLE balances (                     -- over time, at most one a day
    account       TEXT NOT NULL REFERENCES accounts,
    at            TEXT NOT NULL,
    currency      TEXT NOT NULL REFERENCES currencies,
    balance       TEXT NOT NULL,
    balance_minor INTEGER,
    PRIMARY KEY (account, at, currency)
) WITHOUT ROWID;

CREATE TABLE merchants (
    merchant INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE
);

CREATE TABLE transactions (
    "transaction"     TEXT PRIMARY KEY,     -- t7
    account           TEXT NOT NULL REFERENCES accounts,
    status            TEXT NOT NULL CHECK (status IN ('pending', 'posted', 'dropped', 'removed')),
    day               TEXT NOT NULL,        -- posted, else occurred, else first seen
    posted            TEXT,
    occurred          TEXT,
    amount            TEXT NOT NULL,
    amount_minor      INTEGER,
    currency          TEXT NOT NULL REFERENCES currencies,
    merchant          INTEGER REFERENCES merchants,
    category          TEXT NOT NULL,
    kind              TEXT NOT NULL,
    text              TEXT NOT NULL,        -- the bank's words
    memo              TEXT,
    note              TEXT,                 -- yours
    check_number      TEXT,
    mcc               INTEGER,
    original_amount   TEXT,                 -- before conversion
    original_currency TEXT REFERENCES currencies
) WITHOUT ROWID;
CREATE INDEX transactions_by_account ON transactions (account, day);
CREATE INDEX transactions_by_day ON transactions (day);

CREATE TABLE sources (                      -- where each transaction came from, under which id
    "transaction" TEXT NOT NULL REFERENCES transactions,
    connection    TEXT NOT NULL,
    id            TEXT,
    is_current    INTEGER NOT NULL
);
CREATE INDEX sources_by_transaction ON sources ("transaction");

CREATE TABLE transfers (                    -- both sides of a movement between two accounts
    out_of TEXT PRIMARY KEY REFERENCES transactions,
    into_  TEXT NOT NULL UNIQUE REFERENCES transactions
) WITHOUT ROWID;

-- Transactions with names beside them, pending ones included, without those that came to nothing.
CREATE VIEW listed AS
SELECT t.day, b.name AS bank, a.name AS account, m.name AS merchant, t.category, t.kind, t.amount, t.amount_minor, t.currency, t.status,
       t.text, t.note, t."transaction"
FROM transactions t JOIN accounts a USING (account) JOIN banks b USING (bank) LEFT JOIN merchants m USING (merchant)
WHERE t.status IN ('pending', 'posted');

-- Spending with refunds netted: card payments and transfers are no spending. Positive is money spent.
CREATE VIEW spending_by_month AS
SELECT substr(day, 1, 7) AS month, category, currency, -SUM(amount_minor) AS spent_minor, COUNT(*) AS transactions
FROM listed WHERE kind IN ('SPEND', 'REFUND') GROUP BY month, category, currency;

CREATE VIEW spending_by_merchant AS
SELECT merchant, currency, -SUM(amount_minor) AS spent_minor, COUNT(*) AS transactions, MIN(day) AS first_day, MAX(day) AS last_day
FROM listed WHERE kind IN ('SPEND', 'REFUND') AND merchant IS NOT NULL GROUP BY merchant, currency;

CREATE VIEW cash_flow_by_month AS
SELECT substr(day, 1, 7) AS month, currency,
       SUM(CASE WHEN kind NOT IN ('TRANSFER', 'CARD_PAYMENT') AND amount_minor > 0 THEN amount_minor ELSE 0 END) AS in_minor,
       SUM(CASE WHEN kind NOT IN ('TRANSFER', 'CARD_PAYMENT') AND amount_minor < 0 THEN amount_minor ELSE 0 END) AS out_minor
FROM listed GROUP BY month, currency;
