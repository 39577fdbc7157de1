-- The store on PostgreSQL; migrations/sqlite has the same for SQLite.
-- Amounts are whole minor units, times seconds since the Unix epoch, `n` the order in which rows came to be.

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

-- A platform is found by the hash of its key, a connected account by its platform and ID.
CREATE TABLE accounts (
    n BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    id TEXT NOT NULL,
    platform BIGINT REFERENCES accounts (n),
    key_hash TEXT UNIQUE,
    created BIGINT NOT NULL,
    UNIQUE (platform, id)
);
-- Two platforms have different IDs; each may know a connected account of the same ID, which is then another account.
CREATE UNIQUE INDEX accounts_platforms ON accounts (id) WHERE platform IS NULL;

-- The ledger: the entries of one posting sum to zero.
CREATE TABLE entries (
    n BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    posting TEXT NOT NULL,
    account BIGINT NOT NULL REFERENCES accounts (n),
    pot TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    created BIGINT NOT NULL
);
CREATE INDEX entries_posting ON entries (posting);

-- What the entries of a pot sum to, kept beside them so that a look at a balance costs the same however long the ledger.
CREATE TABLE balances (
    account BIGINT NOT NULL REFERENCES accounts (n),
    pot TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (account, pot, currency)
);

CREATE TABLE balance_transactions (
    n BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account BIGINT NOT NULL REFERENCES accounts (n),
    id TEXT NOT NULL,
    amount BIGINT NOT NULL,
    fee BIGINT NOT NULL,
    currency TEXT NOT NULL,
    type TEXT NOT NULL,
    reporting_category TEXT NOT NULL,
    description TEXT,
    source TEXT NOT NULL,
    created BIGINT NOT NULL,
    UNIQUE (account, id)
);

CREATE TABLE transfers (
    n BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account BIGINT NOT NULL REFERENCES accounts (n),
    id TEXT NOT NULL,
    destination TEXT NOT NULL,
    -- None where the destination is a bank account.
    destination_account BIGINT REFERENCES accounts (n),
    amount BIGINT NOT NULL,
    amount_reversed BIGINT NOT NULL DEFAULT 0,
    currency TEXT NOT NULL,
    created BIGINT NOT NULL,
    description TEXT,
    metadata TEXT NOT NULL,
    source_transaction TEXT,
    source_type TEXT,
    transfer_group TEXT,
    balance_transaction TEXT NOT NULL,
    destination_payment TEXT,
    -- For a transfer that a destination charge made.
    charge_amount BIGINT,
    application_fee BIGINT,
    -- Of the reversals that asked for the fee: what they reversed, and what of the fee they gave back.
    fee_reversed BIGINT NOT NULL DEFAULT 0,
    fee_refunded BIGINT NOT NULL DEFAULT 0,
    UNIQUE (account, id),
    CHECK (amount > 0 AND amount_reversed BETWEEN 0 AND amount)
);
CREATE INDEX transfers_payment ON transfers (destination_payment);

CREATE TABLE transfer_reversals (
    n BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account BIGINT NOT NULL REFERENCES accounts (n),
    id TEXT NOT NULL,
    transfer TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    created BIGINT NOT NULL,
    description TEXT,
    metadata TEXT NOT NULL,
    balance_transaction TEXT NOT NULL,
    destination_payment_refund TEXT,
    source_refund TEXT,
    UNIQUE (account, id),
    FOREIGN KEY (account, transfer) REFERENCES transfers (account, id),
    CHECK (amount > 0)
);
CREATE INDEX transfer_reversals_newest ON transfer_reversals (account, transfer, n);

-- Refunds of the payments that transfers became on their destinations.
CREATE TABLE refunds (
    n BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account BIGINT NOT NULL REFERENCES accounts (n),
    id TEXT NOT NULL UNIQUE,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    charge TEXT,
    balance_transaction TEXT NOT NULL,
    transfer_reversal TEXT NOT NULL,
    created BIGINT NOT NULL
);

CREATE TABLE received_credits (
    n BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account BIGINT NOT NULL REFERENCES accounts (n),
    id TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    created BIGINT NOT NULL,
    description TEXT NOT NULL,
    financial_account TEXT NOT NULL,
    network TEXT NOT NULL,
    status TEXT NOT NULL,
    source_flow_type TEXT,
    -- Until when it can be reversed, where there is an end.
    deadline BIGINT,
    -- Why it can't be, beyond what network, deadline and credit_reversal say.
    restricted TEXT,
    credit_reversal TEXT,
    transaction_id TEXT NOT NULL,
    holder TEXT,
    last4 TEXT,
    routing_number TEXT,
    UNIQUE (account, id)
);

CREATE TABLE credit_reversals (
    n BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account BIGINT NOT NULL REFERENCES accounts (n),
    id TEXT NOT NULL,
    received_credit TEXT NOT NULL,
    financial_account TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    network TEXT NOT NULL,
    status TEXT NOT NULL,
    created BIGINT NOT NULL,
    -- When it will be posted; none where only an advance of the clock does it.
    settles_at BIGINT,
    posted_at BIGINT,
    metadata TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    UNIQUE (account, id),
    UNIQUE (account, received_credit)
);
CREATE INDEX credit_reversals_newest ON credit_reversals (account, financial_account, n);
CREATE INDEX credit_reversals_due ON credit_reversals (settles_at) WHERE status = 'processing';

CREATE TABLE treasury_transactions (
    n BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account BIGINT NOT NULL REFERENCES accounts (n),
    id TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    created BIGINT NOT NULL,
    description TEXT NOT NULL,
    financial_account TEXT NOT NULL,
    flow TEXT NOT NULL,
    flow_type TEXT NOT NULL,
    status TEXT NOT NULL,
    posted_at BIGINT,
    UNIQUE (account, id)
);

-- The first answer to each idempotency key.
CREATE TABLE idempotency_keys (
    account BIGINT NOT NULL REFERENCES accounts (n),
    key TEXT NOT NULL,
    path TEXT NOT NULL,
    parameters TEXT NOT NULL,
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    request TEXT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX idempotency_keys_oldest ON idempotency_keys (created);
