-- The first schema of a ledger in SQLite. Append-only like what it holds: never edit a shipped file, add the next number.
-- Runs inside one transaction with user_version = 1. page_size and journal mode are set before (src/store/sqlite.c).
-- What these tables promise: docs/INVARIANTS.md.

-- Values that belong to the ledger as a whole, set when it is made.
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY, -- 'origin'; 'id_key' (secret HMAC key of "hmac:" ids)
    value BLOB NOT NULL             -- text or raw bytes
) STRICT, WITHOUT ROWID;

-- A log table: one row an entry of the ledger, for ever.
CREATE TABLE entries (
    idx INTEGER NOT NULL PRIMARY KEY CHECK (idx >= 0), -- index of the leaf, from 0 without a gap
    act INTEGER NOT NULL CHECK (act IN (0, 1)),        -- 1: sets up the ledger (ledger, source, ruleset, close)
    payload INTEGER CHECK (payload <= idx),            -- payloads.idx that it came from; NULL: from none
    record BLOB NOT NULL                               -- the leaf: one line of canonical JSON, no newline
) STRICT;

-- The few entries that say what the ledger's sources and rules are, found without reading all the others.
CREATE INDEX entries_act ON entries (idx) WHERE act = 1;

-- A log table: one row a transaction. Its columns hold one element an entry, so that nothing with random keys is
-- written when entries are, and each can be read from end to end in order.
CREATE TABLE batches (
    size INTEGER NOT NULL PRIMARY KEY CHECK (size > first), -- leaves of the tree after it
    first INTEGER NOT NULL CHECK (first >= 0),              -- index of its first entry: the size before it
    roots BLOB NOT NULL,  -- 32 bytes each, left to right: roots of the perfect subtrees of the first `size` leaves
    note BLOB NOT NULL,   -- signed checkpoint (C2SP tlog-checkpoint) of the first `size` leaves
    keys BLOB NOT NULL CHECK (length(keys) = 16 * (size - first)), -- 16 bytes an entry: start of SHA-256(source, 0, id)
    leaves BLOB NOT NULL CHECK (length(leaves) = 32 * (size - first)) -- 32 bytes an entry: SHA-256(0, record)
) STRICT;

-- What the sources sent. Not a log table: the leaf only commits to it.
CREATE TABLE payloads (
    idx INTEGER NOT NULL PRIMARY KEY,             -- the lowest entries.idx that came from it
    salt BLOB NOT NULL CHECK (length(salt) = 32), -- of its digest in the leaf
    type TEXT NOT NULL,                           -- media type
    bytes BLOB NOT NULL                           -- exactly as received
) STRICT;

-- The names behind the references in records. Not a log table: the leaf only commits to them.
CREATE TABLE persons (
    number INTEGER NOT NULL PRIMARY KEY,          -- in the order of their coming, from 0
    ref TEXT NOT NULL,                            -- 'ref:' and the hex digest that stands in records
    salt BLOB NOT NULL CHECK (length(salt) = 32), -- of that digest
    name TEXT NOT NULL                            -- as the source gave it; one row a name
) STRICT;

-- A log table: the files that were ever in force as rules, each content once.
CREATE TABLE files (
    sha256 BLOB NOT NULL PRIMARY KEY CHECK (length(sha256) = 32), -- of bytes
    bytes BLOB NOT NULL                                           -- content
) STRICT;

-- A log table: which files make up the set that a `ruleset` record names.
CREATE TABLE file_sets (
    digest BLOB NOT NULL CHECK (length(digest) = 32), -- of the set, as in the record
    path TEXT NOT NULL,                               -- relative, 'controls/soc2.yaml'
    sha256 BLOB NOT NULL REFERENCES files (sha256),   -- content
    PRIMARY KEY (digest, path)
) STRICT, WITHOUT ROWID;

-- The first two also stop INSERT OR REPLACE, which removes rows without asking the triggers on DELETE.
CREATE TRIGGER entries_no_gap BEFORE INSERT ON entries
WHEN NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM entries)
BEGIN SELECT RAISE(ABORT, 'entries are numbered without a gap'); END;
CREATE TRIGGER batches_no_gap BEFORE INSERT ON batches
WHEN NEW.first <> (SELECT coalesce(max(size), 0) FROM batches)
BEGIN SELECT RAISE(ABORT, 'batches follow each other without a gap'); END;
CREATE TRIGGER meta_no_update BEFORE UPDATE ON meta BEGIN SELECT RAISE(ABORT, 'meta is set once'); END;
CREATE TRIGGER meta_no_delete BEFORE DELETE ON meta BEGIN SELECT RAISE(ABORT, 'meta is set once'); END;
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries is append-only'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries is append-only'); END;
CREATE TRIGGER batches_no_update BEFORE UPDATE ON batches BEGIN SELECT RAISE(ABORT, 'batches is append-only'); END;
CREATE TRIGGER batches_no_delete BEFORE DELETE ON batches BEGIN SELECT RAISE(ABORT, 'batches is append-only'); END;
CREATE TRIGGER payloads_no_update BEFORE UPDATE ON payloads BEGIN SELECT RAISE(ABORT, 'payloads never change'); END;
CREATE TRIGGER persons_no_update BEFORE UPDATE ON persons BEGIN SELECT RAISE(ABORT, 'persons never change'); END;
CREATE TRIGGER files_no_update BEFORE UPDATE ON files BEGIN SELECT RAISE(ABORT, 'files is append-only'); END;
CREATE TRIGGER files_no_delete BEFORE DELETE ON files BEGIN SELECT RAISE(ABORT, 'files is append-only'); END;
CREATE TRIGGER file_sets_no_update BEFORE UPDATE ON file_sets BEGIN SELECT RAISE(ABORT, 'file_sets is append-only'); END;
CREATE TRIGGER file_sets_no_delete BEFORE DELETE ON file_sets BEGIN SELECT RAISE(ABORT, 'file_sets is append-only'); END;

PRAGMA application_id = 0x64617962; -- "dayb"
PRAGMA user_version = 1;
