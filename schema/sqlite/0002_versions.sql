-- Which entries are versions of which finding (docs/adapters.md, "Transitions"), so that the last one is found without
-- reading all entries. Follows from the records (docs/INVARIANTS.md, 19); the first batch after this migration brings the
-- versions of all entries before it.

-- A log table: one row a transaction, like batches, and for the same reason.
CREATE TABLE finding_versions (
    size INTEGER NOT NULL PRIMARY KEY CHECK (size > first), -- it tells of the entries from `first` to size - 1
    first INTEGER NOT NULL CHECK (first >= 0),              -- the size of the row before, or 0
    -- 20 bytes a version, in order: its index less `first` (4 bytes, big-endian), and the first 16 bytes of the SHA-256
    -- over source, finding.uid and resource.uid, each after its length (8 bytes, little-endian)
    versions BLOB NOT NULL CHECK (length(versions) % 20 = 0)
) STRICT;

CREATE TRIGGER finding_versions_no_gap BEFORE INSERT ON finding_versions
WHEN NEW.first <> (SELECT coalesce(max(size), 0) FROM finding_versions)
BEGIN SELECT RAISE(ABORT, 'finding_versions follow each other without a gap'); END;
CREATE TRIGGER finding_versions_no_update BEFORE UPDATE ON finding_versions
BEGIN SELECT RAISE(ABORT, 'finding_versions is append-only'); END;
CREATE TRIGGER finding_versions_no_delete BEFORE DELETE ON finding_versions
BEGIN SELECT RAISE(ABORT, 'finding_versions is append-only'); END;

PRAGMA user_version = 2;
