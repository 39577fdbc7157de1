PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
INSERT INTO "_sqlx_migrations" VALUES(1,'sandbox','2026-11-27 17:45:44',1,X'1FC458E731AC59F4D1A881F326ED0049710581D4593548DB9FCE91004475CFD637441C01AAF1E5F99C76A1A88CEB6D78',1360138);
CREATE TABLE accounts (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    platform BIGINT REFERENCES accounts (n),
    key_hash TEXT UNIQUE,
    created BIGINT NOT NULL,
    UNIQUE (platform, id)
);
INSERT INTO "accounts" VALUES(1,'acct_zh6W9NXCP3ownQ8C',NULL,'7ba88f380e2bd2b3a94f74a0f3cdb2b502fdf251f829ad44cd009de9f632ed96',1700000000);
INSERT INTO "accounts" VALUES(2,'acct_seller',1,NULL,1700000000);
CREATE TABLE balance_transactions (
    n INTEGER PRIMARY KEY,
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
INSERT INTO "balance_transactions" VALUES(1,1,'txn_1r31eqXCP3ownQ8CK2UbJGFw',-400,0,'usd','transfer','transfer',NULL,'tr_1r31eqXCP3ownQ8CM8CtUOJs',1700000000);
INSERT INTO "balance_transactions" VALUES(2,2,'txn_1r31eq0000sellerWB9cRLvT',400,0,'usd','payment','charge',NULL,'py_1r31eq0000sellercaxd27NG',1700000000);
INSERT INTO "balance_transactions" VALUES(3,1,'txn_1r31eqXCP3ownQ8CmBbpz7Nq',100,0,'usd','transfer_refund','transfer_reversal',NULL,'trr_1r31eqXCP3ownQ8CC9qnrGDg',1700000000);
INSERT INTO "balance_transactions" VALUES(4,2,'txn_1r31eq0000sellerU0Ci4Gzd',-100,0,'usd','payment_refund','refund',NULL,'pyr_1r31eq0000sellerrtTbD3xg',1700000000);
CREATE TABLE balances (
    account BIGINT NOT NULL REFERENCES accounts (n),
    pot TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (account, pot, currency)
);
INSERT INTO "balances" VALUES(1,'available','eur',100000000000);
INSERT INTO "balances" VALUES(1,'outside','eur',-100000000000);
INSERT INTO "balances" VALUES(1,'available','gbp',100000000000);
INSERT INTO "balances" VALUES(1,'outside','gbp',-100000000000);
INSERT INTO "balances" VALUES(1,'available','usd',99999999700);
INSERT INTO "balances" VALUES(1,'outside','usd',-100000001000);
INSERT INTO "balances" VALUES(2,'available','usd',300);
INSERT INTO "balances" VALUES(1,'fa_1:cash','usd',0);
INSERT INTO "balances" VALUES(1,'fa_1:outbound_pending','usd',1000);
CREATE TABLE credit_reversals (
    n INTEGER PRIMARY KEY,
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
INSERT INTO "credit_reversals" VALUES(1,1,'credrev_1r31eqXCP3ownQ8CX4hDGfXb','rc_1r31eqXCP3ownQ8CDXpmKKd2','fa_1',1000,'usd','ach','processing',1700000000,1700000060,NULL,'{}','trxn_1r31eqXCP3ownQ8CIoKGkUxj');
CREATE TABLE entries (
    n INTEGER PRIMARY KEY,
    posting TEXT NOT NULL,
    account BIGINT NOT NULL REFERENCES accounts (n),
    pot TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    created BIGINT NOT NULL
);
INSERT INTO "entries" VALUES(1,'acct_zh6W9NXCP3ownQ8C',1,'available','eur',100000000000,1700000000);
INSERT INTO "entries" VALUES(2,'acct_zh6W9NXCP3ownQ8C',1,'outside','eur',-100000000000,1700000000);
INSERT INTO "entries" VALUES(3,'acct_zh6W9NXCP3ownQ8C',1,'available','gbp',100000000000,1700000000);
INSERT INTO "entries" VALUES(4,'acct_zh6W9NXCP3ownQ8C',1,'outside','gbp',-100000000000,1700000000);
INSERT INTO "entries" VALUES(5,'acct_zh6W9NXCP3ownQ8C',1,'available','usd',100000000000,1700000000);
INSERT INTO "entries" VALUES(6,'acct_zh6W9NXCP3ownQ8C',1,'outside','usd',-100000000000,1700000000);
INSERT INTO "entries" VALUES(7,'tr_1r31eqXCP3ownQ8CM8CtUOJs',1,'available','usd',-400,1700000000);
INSERT INTO "entries" VALUES(8,'tr_1r31eqXCP3ownQ8CM8CtUOJs',2,'available','usd',400,1700000000);
INSERT INTO "entries" VALUES(9,'trr_1r31eqXCP3ownQ8CC9qnrGDg',1,'available','usd',100,1700000000);
INSERT INTO "entries" VALUES(10,'trr_1r31eqXCP3ownQ8CC9qnrGDg',2,'available','usd',-100,1700000000);
INSERT INTO "entries" VALUES(11,'rc_1r31eqXCP3ownQ8CDXpmKKd2',1,'fa_1:cash','usd',1000,1700000000);
INSERT INTO "entries" VALUES(12,'rc_1r31eqXCP3ownQ8CDXpmKKd2',1,'outside','usd',-1000,1700000000);
INSERT INTO "entries" VALUES(13,'credrev_1r31eqXCP3ownQ8CX4hDGfXb',1,'fa_1:cash','usd',-1000,1700000000);
INSERT INTO "entries" VALUES(14,'credrev_1r31eqXCP3ownQ8CX4hDGfXb',1,'fa_1:outbound_pending','usd',1000,1700000000);
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
INSERT INTO "idempotency_keys" VALUES(1,'kept','/v1/transfers/tr_1r31eqXCP3ownQ8CM8CtUOJs/reversals','{"amount":100,"metadata":{"order":"6735"}}',200,'{"amount":100,"balance_transaction":"txn_1r31eqXCP3ownQ8CmBbpz7Nq","created":1700000000,"currency":"usd","destination_payment_refund":"pyr_1r31eq0000sellerrtTbD3xg","id":"trr_1r31eqXCP3ownQ8CC9qnrGDg","metadata":{"order":"6735"},"object":"transfer_reversal","source_refund":null,"transfer":"tr_1r31eqXCP3ownQ8CM8CtUOJs"}','req_2E1xnGI3OdIB5R',1700000000);
CREATE TABLE received_credits (
    n INTEGER PRIMARY KEY,
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
INSERT INTO "received_credits" VALUES(1,1,'rc_1r31eqXCP3ownQ8CDXpmKKd2',1000,'usd',1700000000,'Sandbox received credit','fa_1','ach','succeeded',NULL,1700345600,NULL,'credrev_1r31eqXCP3ownQ8CX4hDGfXb','trxn_1r31eqXCP3ownQ8CnJ4RSJ7d','Jane Austen','6789','110000000');
CREATE TABLE refunds (
    n INTEGER PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES accounts (n),
    id TEXT NOT NULL UNIQUE,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    charge TEXT,
    balance_transaction TEXT NOT NULL,
    transfer_reversal TEXT NOT NULL,
    created BIGINT NOT NULL
);
INSERT INTO "refunds" VALUES(1,2,'pyr_1r31eq0000sellerrtTbD3xg',100,'usd','py_1r31eq0000sellercaxd27NG','txn_1r31eq0000sellerU0Ci4Gzd','trr_1r31eqXCP3ownQ8CC9qnrGDg',1700000000);
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO "settings" VALUES('opened',1);
INSERT INTO "settings" VALUES('clock_offset',30);
CREATE TABLE transfer_reversals (
    n INTEGER PRIMARY KEY,
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
INSERT INTO "transfer_reversals" VALUES(1,1,'trr_1r31eqXCP3ownQ8CC9qnrGDg','tr_1r31eqXCP3ownQ8CM8CtUOJs',100,'usd',1700000000,NULL,'{"order":"6735"}','txn_1r31eqXCP3ownQ8CmBbpz7Nq','pyr_1r31eq0000sellerrtTbD3xg',NULL);
CREATE TABLE transfers (
    n INTEGER PRIMARY KEY,
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
INSERT INTO "transfers" VALUES(1,1,'tr_1r31eqXCP3ownQ8CM8CtUOJs','acct_seller',2,400,100,'usd',1700000000,NULL,'{}',NULL,NULL,NULL,'txn_1r31eqXCP3ownQ8CK2UbJGFw','py_1r31eq0000sellercaxd27NG',NULL,NULL,0,0);
CREATE TABLE treasury_transactions (
    n INTEGER PRIMARY KEY,
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
INSERT INTO "treasury_transactions" VALUES(1,1,'trxn_1r31eqXCP3ownQ8CnJ4RSJ7d',1000,'usd',1700000000,'Sandbox received credit','fa_1','rc_1r31eqXCP3ownQ8CDXpmKKd2','received_credit','posted',1700000000);
INSERT INTO "treasury_transactions" VALUES(2,1,'trxn_1r31eqXCP3ownQ8CIoKGkUxj',-1000,'usd',1700000000,'Credit reversal','fa_1','credrev_1r31eqXCP3ownQ8CX4hDGfXb','credit_reversal','open',NULL);
CREATE UNIQUE INDEX accounts_platforms ON accounts (id) WHERE platform IS NULL;
CREATE INDEX entries_posting ON entries (posting);
CREATE INDEX transfers_payment ON transfers (destination_payment);
CREATE INDEX transfer_reversals_newest ON transfer_reversals (account, transfer, n);
CREATE INDEX credit_reversals_newest ON credit_reversals (account, financial_account, n);
CREATE INDEX credit_reversals_due ON credit_reversals (settles_at) WHERE status = 'processing';
CREATE INDEX idempotency_keys_oldest ON idempotency_keys (created);
COMMIT;