-- Secrets of apps. `scope` and `place` are hashes of who may see one, and of that with its name: the texts themselves are
-- longer than an index of PostgreSQL takes.
CREATE TABLE secrets (
    n INTEGER PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES accounts (n),
    id TEXT NOT NULL,
    scope TEXT NOT NULL,
    place TEXT NOT NULL,
    scope_type TEXT NOT NULL,
    scope_user TEXT,
    name TEXT NOT NULL,
    payload TEXT NOT NULL,
    created BIGINT NOT NULL,
    -- From when on it is not there any more, where there is an end.
    expires_at BIGINT,
    UNIQUE (account, id),
    UNIQUE (account, place)
);
CREATE INDEX secrets_newest ON secrets (account, scope, n);
