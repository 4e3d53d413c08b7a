-- The figures of a bundle as SQL, for analysts: windows, steps, exposure, coverage. docs/sql.md says how to use it.
--
-- A third statement of docs/statistics.md, after the program's and the tests': no code is shared, and
-- tests/e2e/test_views.py compares every row. One section here for each one there; the words are those of that page.
--
-- Reads `entries` of a ledger's database and four tables that the caller fills before (docs/sql.md):
--   CREATE TEMP TABLE period (p0 TEXT, p1 TEXT, n INTEGER);  one row; n: entries below this index, NULL for all
--   CREATE TEMP TABLE rules_json (text TEXT);                controls/rules.json of a bundle
--   CREATE TEMP TABLE catalog_json (text TEXT);              controls/catalog.json of a bundle
--   CREATE TEMP TABLE controls_json (text TEXT);             controls/controls.json of a bundle; may be empty
-- Makes TEMP objects only, so the ledger may be, and should be, opened read-only. Names with a _ before them are the
-- steps on the way. They are tables: read this file again after filling the four with something else.
-- Plain SQLite from 3.38 on, no extension. Times are ms since 1970 until the tables that repeat a file of the bundle.
--
-- Left out: the band of §5, which takes logarithms. In floats instead of fractions: the rest of §5. Not seen: what
-- follows a U+0000 in a text, where SQLite cuts it.

DROP TABLE IF EXISTS temp.coverage;
DROP TABLE IF EXISTS temp.population;
DROP TABLE IF EXISTS temp.criteria;
DROP TABLE IF EXISTS temp.asset_time;
DROP TABLE IF EXISTS temp.source_time;
DROP TABLE IF EXISTS temp.steps;
DROP TABLE IF EXISTS temp.ttr;
DROP TABLE IF EXISTS temp._curve;
DROP TABLE IF EXISTS temp._at_risk;
DROP TABLE IF EXISTS temp._observed;
DROP TABLE IF EXISTS temp.exposure;
DROP TABLE IF EXISTS temp._member;
DROP TABLE IF EXISTS temp.windows;
DROP TABLE IF EXISTS temp.events;
DROP TABLE IF EXISTS temp.spans;
DROP TABLE IF EXISTS temp._inside;
DROP TABLE IF EXISTS temp._due;
DROP TABLE IF EXISTS temp._waived;
DROP TABLE IF EXISTS temp._window;
DROP TABLE IF EXISTS temp._recorded;
DROP TABLE IF EXISTS temp._state;
DROP TABLE IF EXISTS temp._track;
DROP TABLE IF EXISTS temp._rank;
DROP TABLE IF EXISTS temp._thread;
DROP TABLE IF EXISTS temp._lead;
DROP TABLE IF EXISTS temp._held;
DROP TABLE IF EXISTS temp._ref;
DROP TABLE IF EXISTS temp._key;
DROP TABLE IF EXISTS temp._check;
DROP TABLE IF EXISTS temp._entry;
DROP TABLE IF EXISTS temp._source_record;
DROP TABLE IF EXISTS temp._closed;
DROP TABLE IF EXISTS temp._severity;
DROP TABLE IF EXISTS temp._step;
DROP TABLE IF EXISTS temp._sla;
DROP TABLE IF EXISTS temp._criterion;
DROP TABLE IF EXISTS temp._rule_check;
DROP TABLE IF EXISTS temp._rule;
DROP TABLE IF EXISTS temp._param;

---------------------------------------------------------------- The rules, and the words of §3

CREATE TEMP TABLE _rule (
    rule TEXT PRIMARY KEY, ttl INTEGER NOT NULL, criteria TEXT, override TEXT, controls TEXT
) WITHOUT ROWID;
INSERT INTO _rule
SELECT json_extract(r.value, '$.id'), 1000 * coalesce(json_extract(r.value, '$.ttl_s'), 0),
       (SELECT group_concat(c.value, ' ') FROM json_each(r.value, '$.criteria.soc2') AS c),
       json_extract(r.value, '$.severity_override'),
       (SELECT group_concat(json_extract(c.value, '$.id'), ' ')
        FROM json_each((SELECT text FROM controls_json), '$.controls') AS c, json_each(c.value, '$.rules') AS named
        WHERE named.value = json_extract(r.value, '$.id'))
FROM json_each((SELECT text FROM rules_json), '$.rules') AS r;

CREATE TEMP TABLE _rule_check (chk TEXT PRIMARY KEY, rule TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO _rule_check
SELECT c.value, json_extract(r.value, '$.id')
FROM json_each((SELECT text FROM rules_json), '$.rules') AS r, json_each(r.value, '$.checks') AS c;

-- Each criterion in scope, and the rules that map to it.
CREATE TEMP TABLE _criterion (criterion TEXT, rule TEXT, UNIQUE (criterion, rule));
INSERT INTO _criterion
SELECT json_extract(c.value, '$.id'), r.rule
FROM json_each((SELECT text FROM catalog_json), '$.criteria') AS c
LEFT JOIN _rule AS r ON instr(' ' || r.criteria || ' ', ' ' || json_extract(c.value, '$.id') || ' ')
WHERE json_extract(c.value, '$.in_scope');

CREATE TEMP TABLE _sla (first INTEGER PRIMARY KEY, limits TEXT NOT NULL); -- in force from this index on
INSERT INTO _sla
SELECT json_extract(t.value, '$.from'), json_extract(t.value, '$.sla_s')
FROM json_each((SELECT text FROM rules_json), '$.sla') AS t;

CREATE TEMP TABLE _step (step INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO _step
VALUES (1, 'detected'), (2, 'notified'), (3, 'triaged'), (4, 'ticketed'), (5, 'contextualized'), (6, 'assigned'),
       (7, 'reproduced'), (8, 'developed'), (9, 'reviewed'), (10, 'deployed'), (11, 'verified');

CREATE TEMP TABLE _severity (level INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO _severity
VALUES (0, 'none'), (1, 'informational'), (2, 'low'), (3, 'medium'), (4, 'high'), (5, 'critical');

---------------------------------------------------------------- §1 What is read, and when an event counts

-- An instant of a record in ms is strftime('%s', its first 19 characters) * 1000 + its last three digits: with the
-- fraction left in, strftime() may miss by one. A date alone, in `period`, is its midnight.
CREATE TEMP TABLE _param (
    n INTEGER NOT NULL, p0 INTEGER NOT NULL, p1 INTEGER NOT NULL CHECK (p0 < p1), -- the period
    as_of INTEGER NOT NULL, e INTEGER NOT NULL,                                   -- A and E
    flap INTEGER NOT NULL);
INSERT INTO _param
WITH given AS (
    SELECT coalesce((SELECT n FROM period), (SELECT max(idx) + 1 FROM main.entries)) AS n,
           (SELECT p0 || substr('YYYY-MM-DDT00:00:00.000Z', length(p0) + 1) FROM period) AS p0,
           (SELECT p1 || substr('YYYY-MM-DDT00:00:00.000Z', length(p1) + 1) FROM period) AS p1),
read AS (
    SELECT given.*, json_extract(CAST(record AS TEXT), '$.received') AS as_of
    FROM given LEFT JOIN main.entries ON idx = n - 1),
ms AS (
    SELECT n, strftime('%s', substr(p0, 1, 19)) * 1000 + substr(p0, 21, 3) AS p0,
           strftime('%s', substr(p1, 1, 19)) * 1000 + substr(p1, 21, 3) AS p1,
           strftime('%s', substr(as_of, 1, 19)) * 1000 + substr(as_of, 21, 3) AS as_of
    FROM read)
SELECT n, p0, p1, as_of, min(p1, as_of), (SELECT 1000 * json_extract(text, '$.flap_s') FROM rules_json) FROM ms;

-- Every entry that is read, its members in columns; those that its kind does not have are null.
CREATE TEMP TABLE _entry (
    idx INTEGER PRIMARY KEY, kind TEXT, source TEXT, received INTEGER, occurred INTEGER, stage TEXT, outcome TEXT,
    chk TEXT, uid TEXT, severity TEXT, resource TEXT, type TEXT, account TEXT, region TEXT, owner TEXT, actor TEXT,
    refs TEXT, approver TEXT, expires INTEGER, auth TEXT, basis TEXT);
INSERT INTO _entry
WITH line AS (SELECT idx, CAST(record AS TEXT) AS r FROM main.entries WHERE idx < (SELECT n FROM _param)),
member AS (
    SELECT *, json_extract(r, '$.received') AS received, json_extract(r, '$.occurred') AS occurred,
           json_extract(r, '$.expires') AS expires
    FROM line)
SELECT idx, json_extract(r, '$.kind'), json_extract(r, '$.source'),
       strftime('%s', substr(received, 1, 19)) * 1000 + substr(received, 21, 3),
       strftime('%s', substr(occurred, 1, 19)) * 1000 + substr(occurred, 21, 3),
       json_extract(r, '$.stage'), json_extract(r, '$.outcome'), json_extract(r, '$.finding.check'),
       json_extract(r, '$.finding.uid'), json_extract(r, '$.finding.severity'), json_extract(r, '$.resource.uid'),
       json_extract(r, '$.resource.type'), json_extract(r, '$.resource.account'), json_extract(r, '$.resource.region'),
       json_extract(r, '$.resource.owner'), json_extract(r, '$.actor'), json_extract(r, '$.refs'),
       json_extract(r, '$.approver'), strftime('%s', substr(expires, 1, 19)) * 1000 + substr(expires, 21, 3),
       json_extract(r, '$.auth'), json_extract(r, '$.basis')
FROM member;

-- Rule 3: an event with an index at or above `cut` counts no earlier than `until`, by this close or one before it.
CREATE TEMP TABLE _closed (cut INTEGER PRIMARY KEY, until INTEGER NOT NULL);
INSERT INTO _closed
WITH line AS (
    SELECT json_extract(CAST(record AS TEXT), '$.cut') AS cut, json_extract(CAST(record AS TEXT), '$.to') AS ends
    FROM main.entries JOIN _entry USING (idx) WHERE kind = 'close')
SELECT cut, max(max(strftime('%s', substr(ends, 1, 19)) * 1000 + substr(ends, 21, 3))) OVER (ORDER BY cut)
FROM line GROUP BY cut;

-- §3: what holds for an event's source is in its last record with a lower index, and nowhere else.
CREATE TEMP TABLE _source_record (
    source TEXT, idx INTEGER, received INTEGER, action TEXT, interval INTEGER, lag INTEGER, may TEXT,
    PRIMARY KEY (source, idx)) WITHOUT ROWID;
INSERT INTO _source_record
WITH line AS (
    SELECT idx, received, CAST(record AS TEXT) AS r FROM main.entries JOIN _entry USING (idx) WHERE kind = 'source')
SELECT json_extract(r, '$.name'), idx, received, json_extract(r, '$.action'),
       1000 * coalesce(json_extract(r, '$.interval_s'), 3600), 1000 * coalesce(json_extract(r, '$.lag_s'), 86400),
       json_extract(r, '$.may')
FROM line;

-- All events. says: fail, pass or null (§3, the first table). own: the event's own time, t: the effective one.
-- counts: permitted, and t < E.
CREATE TEMP TABLE events (
    idx INTEGER PRIMARY KEY, source TEXT, received INTEGER, occurred INTEGER, own INTEGER, t INTEGER, stage TEXT,
    says TEXT, permitted INTEGER, counts INTEGER, rule TEXT, chk TEXT, uid TEXT, severity TEXT, resource TEXT,
    type TEXT, account TEXT, region TEXT, owner TEXT, actor TEXT, refs TEXT, approver TEXT, expires INTEGER, auth TEXT);
INSERT INTO events
WITH said AS (
    SELECT e.*, coalesce(s.lag, 86400000) AS lag, s.may,
           CASE WHEN e.stage IN ('detected', 'reopened') THEN coalesce(e.outcome, 'fail')
                WHEN e.stage = 'verified' THEN coalesce(e.outcome, 'pass')
                WHEN e.stage = 'evaluated' THEN e.outcome END AS says
    FROM _entry AS e LEFT JOIN _source_record AS s ON s.source = e.source AND s.idx = (
        SELECT max(idx) FROM _source_record WHERE source = e.source AND idx < e.idx)
    WHERE e.kind = 'event'),
needing AS (
    SELECT *,
           CASE WHEN says = 'fail' OR stage = 'introduced' THEN 'detect' WHEN says = 'pass' THEN 'verify'
                WHEN stage IN ('remediated', 'deployed', 'failed') THEN 'fix' WHEN stage = 'waived' THEN 'waive'
                WHEN stage = 'deleted' THEN 'delete' END AS needs,
           CASE WHEN stage = 'waived' THEN received -- rule 2
                WHEN received - coalesce(occurred, received) > lag AND (says = 'pass' OR stage = 'deleted')
                THEN received
                ELSE min(received, coalesce(occurred, received)) END AS own
    FROM said),
timed AS (
    SELECT *, may IS NULL OR needs IS NULL OR instr(may, '"' || needs || '"') > 0 AS permitted,
           max(own, coalesce((SELECT until FROM _closed WHERE cut <= idx ORDER BY cut DESC LIMIT 1), own)) AS t
    FROM needing)
SELECT idx, source, received, occurred, own, t, stage, says, permitted, permitted AND t < (SELECT e FROM _param),
       coalesce((SELECT rule FROM _rule_check AS c WHERE c.chk = timed.chk), 'unmapped:' || chk), -- §2
       chk, uid,
       coalesce((SELECT override FROM _rule_check AS c JOIN _rule USING (rule) WHERE c.chk = timed.chk), severity), -- §4
       resource, type, account, region, owner, actor, refs, approver, expires, auth
FROM timed;

CREATE INDEX temp._events_occurred ON events (source, occurred, t);

---------------------------------------------------------------- §2 Keys

CREATE TEMP TABLE _key (key INTEGER PRIMARY KEY, rule TEXT NOT NULL, resource TEXT NOT NULL, UNIQUE (resource, rule));
INSERT INTO _key (rule, resource)
SELECT DISTINCT rule, resource FROM events WHERE counts AND chk IS NOT NULL AND resource IS NOT NULL;

CREATE TEMP TABLE _check (number INTEGER PRIMARY KEY, chk TEXT NOT NULL UNIQUE);
INSERT INTO _check (chk) SELECT DISTINCT chk FROM events WHERE chk IS NOT NULL;

---------------------------------------------------------------- §3 Threads

-- The strong references of the events that count, in their normal form (docs/records.md, "References").
CREATE TEMP TABLE _held AS
WITH scheme (scheme, rank, form) AS (
    VALUES ('finding', 0, 'text'), ('incident', 1, 'text'), ('pagerduty', 1, 'text'), ('opsgenie', 1, 'text'),
           ('ticket', 2, 'text'), ('servicenow', 2, 'text'), ('jira', 2, 'key'), ('linear', 2, 'key'),
           ('change', 3, 'text'), ('github', 3, 'numbered'), ('gitlab', 3, 'numbered'), ('gitea', 3, 'numbered'),
           ('bitbucket', 3, 'numbered'), ('git', 4, 'commit'), ('run', 5, 'text'), ('deployment', 5, 'text')),
given AS (
    SELECT idx, 'finding:' || uid AS text FROM events WHERE counts AND uid IS NOT NULL
    UNION ALL
    SELECT e.idx, r.value FROM events AS e, json_each(e.refs) AS r WHERE e.counts AND e.refs IS NOT NULL),
split AS (
    SELECT g.idx, s.*, substr(g.text, instr(g.text, ':') + 1) AS value
    FROM given AS g JOIN scheme AS s ON s.scheme = lower(substr(g.text, 1, instr(g.text, ':') - 1))),
parted AS ( -- a key at its dash, a number at its mark
    SELECT *, CASE WHEN form = 'key' THEN instr(value, '-') WHEN form <> 'numbered' THEN 0
                   WHEN instr(value, '#') THEN instr(value, '#') ELSE instr(value, '!') END AS mark
    FROM split),
halves AS (SELECT *, substr(value, 1, mark - 1) AS head, substr(value, mark + 1) AS number FROM parted)
SELECT DISTINCT idx, rank,
       scheme || ':' || CASE form WHEN 'text' THEN value WHEN 'key' THEN upper(value) ELSE lower(value) END AS ref
FROM halves
WHERE CASE form
      WHEN 'text' THEN value <> '' AND value NOT GLOB '*[' || char(1) || '- ' || char(127) || ']*'
      WHEN 'key' THEN head GLOB '[A-Za-z]*' AND head NOT GLOB '*[^A-Za-z0-9_]*'
                      AND number GLOB '[1-9]*' AND number NOT GLOB '*[^0-9]*'
      WHEN 'numbered' THEN head GLOB '[^/]*/?*' AND head NOT GLOB '*[^A-Za-z0-9_./-]*'
                           AND number GLOB '[1-9]*' AND number NOT GLOB '*[^0-9]*'
      ELSE length(value) IN (40, 64) AND value NOT GLOB '*[^0-9A-Fa-f]*' END;
CREATE INDEX temp._held_idx ON _held (idx);

CREATE TEMP TABLE _ref (number INTEGER PRIMARY KEY, rank INTEGER NOT NULL, ref TEXT NOT NULL UNIQUE);
INSERT INTO _ref (rank, ref) SELECT DISTINCT rank, ref FROM _held;

-- Rule 2: a step that holds `ref` leads on to `further`, of a later rank and the only one of that rank on the step.
CREATE TEMP TABLE _lead (ref INTEGER, further INTEGER, PRIMARY KEY (ref, further)) WITHOUT ROWID;
INSERT INTO _lead
WITH step AS (
    SELECT h.idx, h.rank, r.number, count(*) OVER (PARTITION BY h.idx, h.rank) AS of_rank
    FROM _held AS h JOIN events AS e USING (idx) JOIN _ref AS r USING (ref)
    WHERE e.chk IS NULL OR e.resource IS NULL)
SELECT DISTINCT a.number, b.number FROM step AS a JOIN step AS b ON b.idx = a.idx AND b.rank > a.rank AND b.of_rank = 1;

-- Which reference is in the thread of which key. Rule 1 first, then 3 and 2 for each rank in turn, by the trigger.
CREATE TEMP TABLE _thread (ref INTEGER, key INTEGER, PRIMARY KEY (ref, key)) WITHOUT ROWID;
INSERT INTO _thread
SELECT DISTINCT r.number, k.key
FROM _held AS h JOIN events AS e USING (idx) JOIN _key AS k USING (resource, rule) JOIN _ref AS r USING (ref);

CREATE TEMP TABLE _rank (rank INTEGER PRIMARY KEY);
CREATE TEMP TRIGGER _follow AFTER INSERT ON _rank
BEGIN
    DELETE FROM _thread WHERE ref IN (
        SELECT t.ref FROM _thread AS t JOIN _ref AS r ON r.number = t.ref
        WHERE r.rank = new.rank GROUP BY t.ref HAVING count(*) > 100);
    INSERT OR IGNORE INTO _thread
    SELECT l.further, t.key FROM _ref AS r JOIN _thread AS t ON t.ref = r.number JOIN _lead AS l ON l.ref = t.ref
    WHERE r.rank = new.rank;
END;
INSERT INTO _rank VALUES (0), (1), (2), (3), (4), (5);

---------------------------------------------------------------- §4 Exposure windows

-- The pass over each key: its events, every deletion of its resource, and the steps of its thread, in order.
CREATE TEMP TABLE _track (
    key INTEGER, num INTEGER, idx INTEGER, t INTEGER, act TEXT, chk INTEGER, source TEXT, actor TEXT,
    via_thread INTEGER, -- 1 for a step
    PRIMARY KEY (key, num)) WITHOUT ROWID;
INSERT INTO _track
WITH belongs AS (
    SELECT k.key, e.idx, 0 AS via_thread FROM events AS e JOIN _key AS k USING (resource, rule)
    WHERE e.counts AND e.stage IS NOT 'deleted'
    UNION ALL
    SELECT k.key, e.idx, 0 FROM events AS e JOIN _key AS k USING (resource)
    WHERE e.counts AND e.stage = 'deleted'
    UNION ALL
    SELECT DISTINCT t.key, e.idx, 1
    FROM events AS e JOIN _held AS h USING (idx) JOIN _ref AS r USING (ref) JOIN _thread AS t ON t.ref = r.number
    JOIN _key AS k USING (key)
    WHERE (e.chk IS NULL OR e.resource IS NULL) AND (e.chk IS NULL OR e.rule = k.rule)
      AND (e.resource IS NULL OR e.resource = k.resource)
      AND e.stage IN ('notified', 'triaged', 'ticketed', 'contextualized', 'assigned', 'reproduced', 'developed',
                      'reviewed', 'deployed', 'remediated', 'failed', 'closed', 'suppressed', 'unsuppressed'))
SELECT b.key, row_number() OVER (PARTITION BY b.key ORDER BY e.t, e.own, e.idx), e.idx, e.t, coalesce(e.says, e.stage),
       c.number, e.source, e.actor, b.via_thread
FROM belongs AS b JOIN events AS e USING (idx) LEFT JOIN _check AS c ON c.chk = e.chk;
CREATE INDEX temp._track_fixes ON _track (key, source, num) WHERE act = 'remediated';

-- One row an event: F before and after it, as the numbers of the failing checks between commas; a window is open when
-- there are any. opened, intro: the nums of the event that opened the last window, and of the introduction waiting
-- before this event.
CREATE TEMP TABLE _state (
    key INTEGER, num INTEGER, before TEXT, after TEXT, opened INTEGER, intro INTEGER,
    PRIMARY KEY (key, num)) WITHOUT ROWID;
INSERT INTO _state
WITH RECURSIVE walk (key, num, before, after, opened, intro, next_intro) AS (
    SELECT key, 0, ',', ',', NULL, NULL, NULL FROM _key
    UNION ALL
    SELECT e.key, e.num, w.after,
           CASE WHEN e.act = 'fail' THEN replace(w.after, ',' || e.chk || ',', ',') || e.chk || ','
                WHEN w.after = ',' OR e.act = 'deleted' THEN ','
                WHEN e.act = 'pass' AND NOT EXISTS ( -- a self-check
                    SELECT 1 FROM _track AS fix
                    WHERE fix.key = e.key AND fix.source = e.source AND fix.act = 'remediated'
                      AND fix.num BETWEEN w.opened AND e.num AND (e.actor IS NULL OR e.actor = fix.actor))
                THEN replace(w.after, ',' || e.chk || ',', ',')
                ELSE w.after END,
           CASE WHEN w.after = ',' AND e.act = 'fail' THEN e.num ELSE w.opened END,
           w.next_intro,
           CASE WHEN w.after <> ',' OR e.act IN ('fail', 'pass', 'deleted') THEN NULL
                WHEN e.act = 'introduced' AND (w.next_intro IS NULL OR e.t - 2592000000 > (
                    SELECT t FROM _track WHERE key = e.key AND num = w.next_intro)) THEN e.num
                ELSE w.next_intro END
    FROM walk AS w JOIN _track AS e ON e.key = w.key AND e.num = w.num + 1)
SELECT key, num, before, after, opened, intro FROM walk WHERE num > 0;

-- What is recorded on each window. A window is named by the index of the event that opened it.
CREATE TEMP TABLE _recorded (
    id INTEGER, num INTEGER, idx INTEGER, t INTEGER, ends INTEGER, says TEXT, stage TEXT, severity TEXT,
    PRIMARY KEY (id, num)) WITHOUT ROWID;
INSERT INTO _recorded
SELECT o.idx, s.num, e.idx, e.t, s.after = ',', e.says, e.stage, e.severity
FROM _state AS s JOIN _track AS x USING (key, num) JOIN _track AS o ON o.key = s.key AND o.num = s.opened
JOIN events AS e ON e.idx = x.idx
WHERE s.before <> ',' OR s.after <> ',';

-- All windows. ends: null while open.
CREATE TEMP TABLE _window (
    id INTEGER PRIMARY KEY, key INTEGER, rule TEXT, resource TEXT, starts INTEGER, start_basis TEXT, earliest INTEGER,
    detected INTEGER, fixed INTEGER, ends INTEGER, reason TEXT, severity TEXT, automated TEXT, reopen_of INTEGER,
    auth TEXT, first_index INTEGER, last_index INTEGER);
INSERT INTO _window
WITH opening AS (
    SELECT *, max(CASE WHEN after = ',' AND act IN ('pass', 'deleted') THEN t END) OVER (
        PARTITION BY key ORDER BY num ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS good
    FROM _state JOIN _track USING (key, num)),
opened AS (
    SELECT o.*, i.t AS intro_t, i.idx AS intro_idx
    FROM opening AS o LEFT JOIN _track AS i ON i.key = o.key AND i.num = o.intro AND o.t - i.t <= 2592000000
    WHERE o.before = ',' AND o.after <> ','),
summed AS (
    SELECT r.id, max(CASE WHEN r.ends THEN r.t END) AS ends,
           max(CASE WHEN NOT r.ends THEN NULL WHEN r.says = 'pass' THEN 'verified' ELSE 'deleted' END) AS reason,
           max(CASE WHEN r.ends THEN r.idx END) AS end_idx,
           max(CASE WHEN r.stage IN ('remediated', 'deployed') THEN r.t END) AS fixed,
           max(CASE WHEN r.stage IS 'introduced' THEN 0 ELSE coalesce(s.level, 0) END) AS level,
           max(r.stage IS 'remediated') AS has_fix, max(r.stage IS 'failed' OR p.step BETWEEN 2 AND 10) AS has_step,
           min(r.idx) AS first_index, max(r.idx) AS last_index
    FROM _recorded AS r LEFT JOIN _severity AS s ON s.name = r.severity LEFT JOIN _step AS p ON p.name = r.stage
    GROUP BY r.id),
joined AS (
    SELECT s.*, o.key, o.num, k.rule, k.resource, o.t AS detected, o.good, o.intro_t, o.intro_idx,
           coalesce(o.intro_t, o.t) AS starts,
           lag(CASE WHEN s.reason = 'verified' THEN s.ends END) OVER (PARTITION BY o.key ORDER BY o.num) AS previous
    FROM summed AS s JOIN opened AS o ON o.idx = s.id JOIN _key AS k USING (key))
SELECT j.id, j.key, j.rule, j.resource, starts, CASE WHEN intro_t IS NULL THEN 'detected' ELSE 'introduced' END,
       good, detected, fixed, ends, reason, v.name,
       CASE WHEN has_fix THEN 'automated' WHEN has_step THEN 'manual' ELSE 'none' END,
       CASE WHEN starts - previous < max((SELECT flap FROM _param), coalesce(r.ttl, 0)) THEN previous END,
       a.auth || CASE WHEN b.auth <> a.auth THEN ' ' || b.auth ELSE '' END,
       min(first_index, coalesce(intro_idx, first_index)), max(last_index, coalesce(intro_idx, last_index))
FROM joined AS j JOIN _severity AS v ON v.level = j.level LEFT JOIN _rule AS r ON r.rule = j.rule
JOIN events AS a ON a.idx = j.id LEFT JOIN events AS b ON b.idx = j.end_idx;

-- Waived time: of each valid waiver's [t, min(expiry, end or E)) what none before covers, so that pieces are disjoint.
CREATE TEMP TABLE _waived (id INTEGER, a INTEGER, b INTEGER, PRIMARY KEY (id, a)) WITHOUT ROWID;
INSERT INTO _waived
WITH valid AS (
    SELECT r.id, e.t AS a, min(e.expires, coalesce(w.ends, (SELECT e FROM _param))) AS b
    FROM _recorded AS r JOIN events AS e USING (idx) JOIN _window AS w USING (id)
    WHERE r.stage = 'waived' AND e.approver IS NOT NULL AND e.expires IS NOT NULL),
piece AS (
    SELECT id, max(a, coalesce(max(b) OVER (
        PARTITION BY id ORDER BY a, b ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), a)) AS a, b
    FROM valid)
SELECT id, a, b FROM piece WHERE a < b;

-- §6: the earliest of the terms, and for net the same moved past what was waived before it was used up.
CREATE TEMP TABLE _due (id INTEGER PRIMARY KEY, due INTEGER NOT NULL, net_due INTEGER NOT NULL);
INSERT INTO _due
WITH stated AS (
    SELECT w.id, w.detected,
           CASE WHEN row_number() OVER (PARTITION BY r.id ORDER BY r.num) = 1 THEN w.detected ELSE r.t END
           + 1000 * json_extract((SELECT limits FROM _sla WHERE first <= w.id ORDER BY first DESC LIMIT 1),
                                 '$.' || r.severity) AS term
    FROM _recorded AS r JOIN _window AS w USING (id)
    WHERE r.severity IS NOT NULL AND r.stage IS NOT 'introduced'),
earliest AS (SELECT id, detected, min(term) AS due FROM stated WHERE term IS NOT NULL GROUP BY id),
waiver AS ( -- used: time since detection before this piece that was not waived
    SELECT id, b - a AS length, a - detected - coalesce(sum(b - a) OVER (
        PARTITION BY id ORDER BY a ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS used
    FROM _waived JOIN _window USING (id))
SELECT e.id, due, due + coalesce(sum(CASE WHEN used < due - e.detected THEN length END), 0)
FROM earliest AS e LEFT JOIN waiver USING (id)
GROUP BY e.id;

-- The windows of the period, clipped to [a, b), and how each stands with its due, gross and net.
CREATE TEMP TABLE _inside (
    id INTEGER PRIMARY KEY, a INTEGER NOT NULL, b INTEGER NOT NULL, due INTEGER,
    sla TEXT NOT NULL, net_sla TEXT NOT NULL);
INSERT INTO _inside
WITH inside AS (
    SELECT w.id, max(starts, p0) AS a, coalesce(ends, e) AS b, ends, due, net_due, p0, e
    FROM _window AS w LEFT JOIN _due USING (id), _param
    WHERE starts < e AND (ends IS NULL OR ends >= p0)),
decided AS (SELECT *, min(coalesce(ends, due), due) AS at, min(coalesce(ends, net_due), net_due) AS net_at FROM inside)
SELECT id, a, b, due,
       CASE WHEN due IS NULL THEN 'none' WHEN at < p0 THEN 'earlier' WHEN at >= e THEN 'pending'
            WHEN ends <= due THEN 'met' ELSE 'breached' END,
       CASE WHEN due IS NULL THEN 'none' WHEN net_at < p0 THEN 'earlier' WHEN net_at >= e THEN 'pending'
            WHEN ends <= net_due THEN 'met' ELSE 'breached' END
FROM decided;

-- What of the clipped windows is exposure: all of it, and what no waiver covers.
CREATE TEMP TABLE spans (id INTEGER, net INTEGER, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL);
INSERT INTO spans
WITH waived AS (
    SELECT id, max(w.a, i.a) AS a, min(w.b, i.b) AS b FROM _waived AS w JOIN _inside AS i USING (id)
    WHERE max(w.a, i.a) < min(w.b, i.b)),
bound AS ( -- a piece begins with the window and wherever a waiver ends, and lasts until the next waiver begins
    SELECT id, 0 AS rank, NULL AS waived_from, a AS free_from, b FROM _inside
    UNION ALL
    SELECT id, 1, w.a, w.b, i.b FROM waived AS w JOIN _inside AS i USING (id)),
piece AS (
    SELECT id, free_from, coalesce(lead(waived_from) OVER (PARTITION BY id ORDER BY rank, waived_from), b) AS until
    FROM bound)
SELECT id, 0, a, b FROM _inside WHERE a < b
UNION ALL
SELECT id, 1, free_from, until FROM piece WHERE free_from < until;
CREATE INDEX temp._spans_id ON spans (id);

-- population/windows.csv.
CREATE TEMP TABLE windows (
    id INTEGER, rule TEXT, resource TEXT, start TEXT, start_basis TEXT, earliest TEXT, detected TEXT, fixed TEXT,
    "end" TEXT, reason TEXT, severity TEXT, automated TEXT, reopen_of TEXT, carry_in TEXT, carry_out TEXT,
    gross_s NUMERIC, net_s NUMERIC, ttr_s NUMERIC, due TEXT, sla TEXT, criteria TEXT, controls TEXT, auth TEXT,
    first_index INTEGER, last_index INTEGER);
INSERT INTO windows
WITH net AS (SELECT id, sum(to_ms - from_ms) AS net_ms FROM spans WHERE net GROUP BY id),
text AS (
    SELECT * FROM _param, _inside JOIN _window USING (id) LEFT JOIN net USING (id) LEFT JOIN _rule USING (rule))
SELECT id, rule, resource,
       strftime('%Y-%m-%dT%H:%M:%fZ', starts / 1000.0, 'unixepoch'), start_basis,
       strftime('%Y-%m-%dT%H:%M:%fZ', earliest / 1000.0, 'unixepoch'),
       strftime('%Y-%m-%dT%H:%M:%fZ', detected / 1000.0, 'unixepoch'),
       strftime('%Y-%m-%dT%H:%M:%fZ', fixed / 1000.0, 'unixepoch'),
       strftime('%Y-%m-%dT%H:%M:%fZ', ends / 1000.0, 'unixepoch'), reason, severity, automated,
       strftime('%Y-%m-%dT%H:%M:%fZ', reopen_of / 1000.0, 'unixepoch'),
       CASE WHEN starts < p0 THEN 'true' ELSE 'false' END, CASE WHEN ends IS NULL THEN 'true' ELSE 'false' END,
       max(0, b - a) / 1000.0, coalesce(net_ms, 0) / 1000.0,
       CASE WHEN reason = 'verified' THEN (ends - detected) / 1000.0 END,
       strftime('%Y-%m-%dT%H:%M:%fZ', due / 1000.0, 'unixepoch'), sla,
       criteria, controls, auth, first_index, last_index
FROM text
ORDER BY starts, rule, resource, detected, id;

-- The groups: all windows of the period, those of each severity, of each rule, of each criterion in scope.
CREATE TEMP TABLE _member (grouping TEXT, name TEXT, id INTEGER, PRIMARY KEY (grouping, name, id)) WITHOUT ROWID;
INSERT INTO _member
SELECT 'total', 'total', id FROM _inside
UNION ALL
SELECT 'severity', severity, id FROM _inside JOIN _window USING (id)
UNION ALL
SELECT 'rule', rule, id FROM _inside JOIN _window USING (id)
UNION ALL
SELECT 'criterion', criterion, id FROM _inside JOIN _window USING (id) JOIN _criterion USING (rule);

-- stats/exposure.json (§§4 and 6) but for `ttr` and `beyond_sla`, which follow: a row for each group. Each union is the
-- sum of what a window adds to those that began before it, on its resource or on all of them (any).
CREATE TEMP TABLE exposure (
    grouping TEXT, name TEXT, windows INTEGER, opening INTEGER, new INTEGER, closed INTEGER, closed_verified INTEGER,
    closed_deleted INTEGER, closing INTEGER, reopened INTEGER, automated INTEGER, manual INTEGER, gross_s NUMERIC,
    net_s NUMERIC, union_s NUMERIC, net_union_s NUMERIC, any_s NUMERIC, met INTEGER, met_deleted INTEGER,
    breached INTEGER, pending INTEGER, overdue INTEGER, rate NUMERIC, net_met INTEGER, net_breached INTEGER);
INSERT INTO exposure
WITH counted AS (
    SELECT grouping, name, count(id) AS windows, count(*) FILTER (WHERE starts < p0) AS opening,
           count(*) FILTER (WHERE starts >= p0) AS new, count(ends) AS closed,
           count(*) FILTER (WHERE reason = 'verified') AS closed_verified,
           count(*) FILTER (WHERE reason = 'deleted') AS closed_deleted,
           count(*) FILTER (WHERE id IS NOT NULL AND ends IS NULL) AS closing, count(reopen_of) AS reopened,
           count(*) FILTER (WHERE automated = 'automated') AS automated,
           count(*) FILTER (WHERE automated = 'manual') AS manual, count(*) FILTER (WHERE sla = 'met') AS met,
           count(*) FILTER (WHERE sla = 'met' AND reason = 'deleted') AS met_deleted,
           count(*) FILTER (WHERE sla = 'breached') AS breached, count(*) FILTER (WHERE sla = 'pending') AS pending,
           count(*) FILTER (WHERE ends IS NULL AND due < e) AS overdue,
           count(*) FILTER (WHERE net_sla = 'met') AS net_met,
           count(*) FILTER (WHERE net_sla = 'breached') AS net_breached
    FROM _param, (SELECT 'total' AS grouping, 'total' AS name UNION SELECT grouping, name FROM _member)
    LEFT JOIN _member USING (grouping, name) LEFT JOIN _inside USING (id) LEFT JOIN _window USING (id)
    GROUP BY grouping, name),
piece AS (
    SELECT m.grouping, m.name, net, to_ms - from_ms AS alone,
           to_ms - max(from_ms, coalesce(max(to_ms) OVER before_it, from_ms)) AS more,
           to_ms - max(from_ms, coalesce(max(to_ms) OVER before_any, from_ms)) AS more_any
    FROM _member AS m JOIN spans USING (id) JOIN _window USING (id)
    WINDOW before_it AS (PARTITION BY m.grouping, m.name, net, resource ORDER BY from_ms, to_ms
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
           before_any AS (PARTITION BY m.grouping, m.name, net ORDER BY from_ms, to_ms
                          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
length AS (
    SELECT grouping, name, sum(alone) FILTER (WHERE NOT net) AS gross, sum(alone) FILTER (WHERE net) AS net,
           sum(max(0, more)) FILTER (WHERE NOT net) AS one, sum(max(0, more)) FILTER (WHERE net) AS net_one,
           sum(max(0, more_any)) FILTER (WHERE NOT net) AS any_of
    FROM piece GROUP BY grouping, name)
SELECT c.grouping, c.name, windows, opening, new, closed, closed_verified, closed_deleted, closing, reopened, automated,
       manual, coalesce(gross, 0) / 1000.0, coalesce(net, 0) / 1000.0, coalesce(one, 0) / 1000.0,
       coalesce(net_one, 0) / 1000.0, coalesce(any_of, 0) / 1000.0, met, met_deleted, breached, pending, overdue,
       (2000000 * met + met + breached) / (2 * (met + breached)) / 1000000.0, -- rounded half up; null by 0 / 0
       net_met, net_breached
FROM counted AS c LEFT JOIN length USING (grouping, name)
ORDER BY c.grouping = 'total' DESC, c.grouping, c.name;

---------------------------------------------------------------- §5 Time to remediate

-- One observation a window: watched from the age `entry` to the age `exit`; done when it ended verified.
CREATE TEMP TABLE _observed (id INTEGER PRIMARY KEY, entry INTEGER, exit INTEGER, done INTEGER);
INSERT INTO _observed
WITH seen AS (
    SELECT id, max(0, p0 - detected) AS entry, b - detected AS exit, reason IS 'verified' AS done
    FROM _param, _inside JOIN _window USING (id))
SELECT * FROM seen WHERE entry < exit OR (entry = 0 AND exit = 0 AND done);

-- The ages of events of each group, from place 1 on, and how many were at risk there.
CREATE TEMP TABLE _at_risk (
    grouping TEXT, name TEXT, place INTEGER, t INTEGER, events INTEGER, at_risk INTEGER,
    PRIMARY KEY (grouping, name, place)) WITHOUT ROWID;
INSERT INTO _at_risk
WITH turn AS ( -- entered: +1 for an exit, -1 for an entry, so that a sum from the end counts entry < t <= exit
    SELECT grouping, name, exit AS t, done AS events, 1 AS entered FROM _member JOIN _observed USING (id)
    UNION ALL
    SELECT grouping, name, entry, 0, -1 FROM _member JOIN _observed USING (id)),
age AS (
    SELECT grouping, name, t, sum(events) AS events, sum(entered) AS entered,
           count(*) FILTER (WHERE entered < 0) AS begun
    FROM turn GROUP BY grouping, name, t),
risk AS (
    SELECT *, CASE t WHEN 0 THEN begun
                     ELSE sum(entered) OVER (PARTITION BY grouping, name ORDER BY t DESC) END AS at_risk
    FROM age)
SELECT grouping, name, row_number() OVER (PARTITION BY grouping, name ORDER BY t), t, events, at_risk
FROM risk WHERE events > 0;

-- S of Kaplan and Meier, as a float; place 0 is before the first event.
CREATE TEMP TABLE _curve (
    grouping TEXT, name TEXT, place INTEGER, t INTEGER, s REAL, PRIMARY KEY (grouping, name, place)) WITHOUT ROWID;
INSERT INTO _curve
WITH RECURSIVE walk (grouping, name, place, t, s) AS (
    SELECT DISTINCT grouping, name, 0, 0, 1.0 FROM _member JOIN _observed USING (id)
    UNION ALL
    SELECT r.grouping, r.name, r.place, r.t, s * (at_risk - events) / at_risk
    FROM walk AS w JOIN _at_risk AS r ON r.grouping = w.grouping AND r.name = w.name AND r.place = w.place + 1)
SELECT * FROM walk;

-- `ttr` of stats/exposure.json without the band, and `beyond_sla` of its groups by severity. S is compared, and rmst_s
-- and beyond_sla are rounded, with a billionth to spare: a float cannot tell whether it is 1/2 to the last digit.
CREATE TEMP TABLE ttr (
    grouping TEXT, name TEXT, n INTEGER, events INTEGER, min_at_risk INTEGER, median_s NUMERIC, p90_s NUMERIC,
    rmst_s NUMERIC, closed_only_mean_s NUMERIC, beyond_sla NUMERIC);
INSERT INTO ttr
WITH counted AS (
    SELECT grouping, name, count(exit) AS n, count(*) FILTER (WHERE done) AS events,
           sum(exit) FILTER (WHERE done) AS total, max(exit) AS last
    FROM exposure LEFT JOIN _member USING (grouping, name) LEFT JOIN _observed USING (id)
    GROUP BY grouping, name),
stretch AS (
    SELECT *, min(2592000000, coalesce(lead(t) OVER (PARTITION BY grouping, name ORDER BY place), 2592000000)) AS until
    FROM _curve),
bound AS (
    SELECT v.name, 1000 * json_extract(limits, '$.' || v.name) AS bound
    FROM _severity AS v, (SELECT limits FROM _param, _sla WHERE first < n ORDER BY first DESC LIMIT 1)),
curve AS (
    SELECT c.grouping, c.name, min(t) FILTER (WHERE s <= 0.5 + 1e-9) AS median,
           min(t) FILTER (WHERE s <= 0.1 + 1e-9) AS p90, min(s) AS lowest,
           sum(s * (until - t)) FILTER (WHERE t < until) AS area, min(s) FILTER (WHERE t <= bound) AS beyond
    FROM stretch AS c LEFT JOIN bound AS b ON c.grouping = 'severity' AND b.name = c.name
    GROUP BY c.grouping, c.name),
risk AS (SELECT grouping, name, min(at_risk) AS min_at_risk FROM _at_risk GROUP BY grouping, name)
SELECT grouping, name, n, events, min_at_risk, median / 1000.0, p90 / 1000.0,
       CASE WHEN lowest = 0 OR last >= 2592000000 THEN CAST(area + 0.5 + 1e-6 AS INTEGER) / 1000.0 END,
       (2 * total + events) / (2 * events) / 1000.0,
       CAST(beyond * 1e6 + 0.5 + 1e-6 AS INTEGER) / 1e6
FROM counted LEFT JOIN curve USING (grouping, name) LEFT JOIN risk USING (grouping, name)
ORDER BY grouping = 'total' DESC, grouping, name;

---------------------------------------------------------------- §7 Where it stalls

-- stats/steps.csv. A dwell is from the latest step known before it; an open window waits at its last known step.
CREATE TEMP TABLE steps (
    "group" TEXT, step INTEGER, name TEXT, n INTEGER, n_previous INTEGER, reached INTEGER, windows INTEGER,
    median_s NUMERIC, p90_s NUMERIC, total_s NUMERIC, waiting INTEGER, waiting_s NUMERIC, negative INTEGER,
    breaks TEXT);
INSERT INTO steps
WITH known AS (
    SELECT id, 1 AS step, detected AS t FROM _inside JOIN _window USING (id)
    UNION ALL
    SELECT r.id, p.step, min(r.t) FROM _inside JOIN _recorded AS r USING (id) JOIN _step AS p ON p.name = r.stage
    WHERE p.step BETWEEN 2 AND 10 GROUP BY r.id, p.step
    UNION ALL
    SELECT id, 11, ends FROM _inside JOIN _window USING (id) WHERE reason = 'verified'),
dwelt AS (
    SELECT id, step, t - max(t) OVER before_it AS dwell, lag(step) OVER of_window = step - 1 AS has_previous,
           CASE WHEN lead(step) OVER of_window IS NULL AND ends IS NULL THEN e - max(t) OVER all_of_it END AS waits
    FROM _param, known JOIN _window USING (id)
    WINDOW of_window AS (PARTITION BY id ORDER BY step), all_of_it AS (PARTITION BY id),
           before_it AS (PARTITION BY id ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
grouped AS (
    SELECT 'all' AS grp, id FROM _inside
    UNION ALL
    SELECT automated, id FROM _inside JOIN _window USING (id) WHERE automated <> 'none'),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY grp, step, dwell >= 0 ORDER BY dwell) AS place,
           count(*) OVER (PARTITION BY grp, step, dwell >= 0) AS places
    FROM grouped JOIN dwelt USING (id)),
summed AS (
    SELECT grp, step, count(*) FILTER (WHERE dwell >= 0) AS n,
           count(*) FILTER (WHERE dwell >= 0 AND has_previous) AS n_previous, count(*) AS reached,
           min(dwell) FILTER (WHERE dwell >= 0 AND 2 * place >= places) AS median,
           min(dwell) FILTER (WHERE dwell >= 0 AND 10 * place >= 9 * places) AS p90,
           sum(dwell) FILTER (WHERE dwell >= 0) AS total, count(waits) AS waiting, sum(waits) AS waited,
           count(*) FILTER (WHERE dwell < 0) AS negative
    FROM ranked GROUP BY grp, step),
line AS (
    SELECT g.grp, g.windows, p.name, p.step, coalesce(n, 0) AS n, coalesce(n_previous, 0) AS n_previous,
           coalesce(reached, 0) AS reached, median, p90, coalesce(total, 0) AS total, coalesce(waiting, 0) AS waiting,
           coalesce(waited, 0) AS waited, coalesce(negative, 0) AS negative
    FROM (SELECT grp, count(*) AS windows FROM grouped GROUP BY grp) AS g, _step AS p
    LEFT JOIN summed AS s ON s.grp = g.grp AND s.step = p.step)
SELECT grp, step, name, n, n_previous, reached, windows, median / 1000.0, p90 / 1000.0, total / 1000.0, waiting,
       waited / 1000.0, negative,
       CASE WHEN total + waited > 0 AND 1 = row_number() OVER (PARTITION BY grp ORDER BY total + waited DESC, step)
            THEN 'true' ELSE 'false' END
FROM line
ORDER BY grp, step;

---------------------------------------------------------------- §8 Coverage

-- The scope of each source in [P0, E), from enrolment to the next retirement, in pieces; a sign of life covers two
-- intervals from its receipt on. covered: what a sign adds to those before it.
CREATE TEMP TABLE source_time (
    source TEXT, covered_s NUMERIC, scope_s NUMERIC,
    whole INTEGER); -- 1 when all of [P0, P1) was covered
INSERT INTO source_time
WITH source AS (SELECT source FROM _entry WHERE source <> 'ledger' UNION SELECT source FROM _source_record),
turn AS (
    SELECT *, lag(action) OVER (PARTITION BY source ORDER BY idx) AS previous FROM _source_record),
spell AS (
    SELECT source, action, received AS since, lead(received) OVER (PARTITION BY source ORDER BY idx) AS until
    FROM turn WHERE action <> coalesce(previous, 'retired')),
scope AS (
    SELECT source, max(since, p0) AS a, min(coalesce(until, e), e) AS b
    FROM spell, _param WHERE action = 'enrolled' AND max(since, p0) < min(coalesce(until, e), e)),
sign AS (
    SELECT source, received AS a, received + 2 * coalesce((
        SELECT interval FROM _source_record AS s WHERE s.source = e.source AND s.idx < e.idx
        ORDER BY s.idx DESC LIMIT 1), 3600000) AS b
    FROM _entry AS e
    WHERE kind = 'event' OR (kind = 'heartbeat' AND basis IN ('polled', 'sender', 'canary'))),
piece AS (
    SELECT source, min(sign.b, scope.b) - max(sign.a, scope.a, coalesce(max(sign.b) OVER before_it, scope.a))
           AS covered
    FROM scope JOIN sign USING (source) WHERE sign.a < scope.b AND sign.b > scope.a
    WINDOW before_it AS (PARTITION BY source, scope.a ORDER BY sign.a, sign.b
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
in_scope AS (SELECT source, sum(b - a) AS scope FROM scope GROUP BY source),
in_sight AS (SELECT source, sum(max(0, covered)) AS covered FROM piece GROUP BY source)
SELECT source, coalesce(covered, 0) / 1000.0, coalesce(scope, 0) / 1000.0, coalesce(covered, 0) = p1 - p0
FROM _param, source LEFT JOIN in_scope USING (source) LEFT JOIN in_sight USING (source)
ORDER BY source;

-- The lives of each resource under each rule with a ttl, and what looks at it keep fresh of them.
CREATE TEMP TABLE asset_time (rule TEXT, fresh_s NUMERIC, lifetime_s NUMERIC);
INSERT INTO asset_time
WITH own AS (
    SELECT key, num, rule, ttl, t, act IS 'deleted' AS gone,
           stage IN ('evaluated', 'verified', 'detected', 'reopened') AS look
    FROM _track JOIN _key USING (key) JOIN _rule USING (rule) JOIN (SELECT idx, stage FROM events) USING (idx)
    WHERE ttl > 0 AND NOT via_thread),
turn AS (SELECT *, lag(gone) OVER (PARTITION BY key ORDER BY num) AS was_gone FROM own),
spell AS (
    SELECT key, rule, gone, t AS since, lead(t) OVER (PARTITION BY key ORDER BY num) AS until
    FROM turn WHERE gone <> coalesce(was_gone, 1)),
life AS (
    SELECT key, rule, max(since, p0) AS a, coalesce(until, e) AS b
    FROM spell, _param WHERE NOT gone AND max(since, p0) < coalesce(until, e)),
piece AS (
    SELECT life.rule, min(t + ttl, b) - max(t, a, coalesce(max(t + ttl) OVER before_it, a)) AS fresh
    FROM life JOIN own USING (key) WHERE look AND t < b AND t + ttl > a
    WINDOW before_it AS (PARTITION BY key, a ORDER BY t ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
in_life AS (SELECT rule, sum(b - a) AS lifetime FROM life GROUP BY rule),
in_sight AS (SELECT rule, sum(max(0, fresh)) AS fresh FROM piece GROUP BY rule)
SELECT rule, coalesce(fresh, 0) / 1000.0, lifetime / 1000.0
FROM in_life LEFT JOIN in_sight USING (rule)
ORDER BY rule;

-- Each criterion in scope. seen: its events in the period; blind: no source ever sent a check of its rules, or one that
-- did was not covered throughout.
CREATE TEMP TABLE criteria (criterion TEXT, state TEXT, rules INTEGER, events INTEGER);
INSERT INTO criteria
WITH sent AS (
    SELECT rule, source, sum(permitted AND t >= p0) AS seen FROM events, _param WHERE t < e AND chk IS NOT NULL
    GROUP BY rule, source),
summed AS (
    SELECT criterion, count(DISTINCT c.rule) AS rules, coalesce(sum(seen), 0) AS seen,
           coalesce(max(NOT whole), 1) AS blind
    FROM _criterion AS c LEFT JOIN sent USING (rule) LEFT JOIN source_time USING (source)
    GROUP BY criterion)
SELECT criterion, CASE WHEN rules = 0 THEN 'not covered' WHEN seen THEN 'recorded' WHEN blind THEN 'unknown'
                       ELSE 'no occurrence' END, rules, seen
FROM summed;

-- The reconciliations received in the period: events of the source that occurred in [from, to), and the source's count.
-- Null for a source without one.
CREATE TEMP TABLE population (source TEXT, ledger INTEGER, in_source INTEGER);
INSERT INTO population
WITH line AS (
    SELECT source, received, CAST(record AS TEXT) AS r
    FROM main.entries JOIN _entry USING (idx) WHERE kind = 'reconciliation'),
stated AS (
    SELECT source, json_extract(r, '$.count') AS count, json_extract(r, '$.from') AS since,
           json_extract(r, '$.to') AS until
    FROM line, _param WHERE received >= p0 AND received < p1),
span AS (
    SELECT source, count, strftime('%s', substr(since, 1, 19)) * 1000 + substr(since, 21, 3) AS a,
           strftime('%s', substr(until, 1, 19)) * 1000 + substr(until, 21, 3) AS b
    FROM stated),
held AS (
    SELECT source, count, (SELECT count(*) FROM events AS x, _param
                           WHERE x.source = span.source AND x.occurred >= a AND x.occurred < b AND x.t < e) AS ledger
    FROM span)
SELECT s.source, sum(h.ledger), sum(h.count) FROM source_time AS s LEFT JOIN held AS h USING (source) GROUP BY s.source;

-- The four numbers of stats/coverage.json.
CREATE TEMP TABLE coverage (number TEXT, numerator NUMERIC, denominator NUMERIC);
INSERT INTO coverage
SELECT 'source time', coalesce(sum(covered_s), 0), coalesce(sum(scope_s), 0) FROM source_time
UNION ALL
SELECT 'asset time', coalesce(sum(fresh_s), 0), coalesce(sum(lifetime_s), 0) FROM asset_time
UNION ALL
SELECT 'criteria', coalesce(sum(state = 'recorded'), 0), count(*) FROM criteria
UNION ALL
SELECT 'population', coalesce(sum(ledger), 0), coalesce(sum(in_source), 0) FROM population;
