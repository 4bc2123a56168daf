-- Instants are nanoseconds since 1970; job, batch and position share one number: job << 40 | n.
-- Codes of states and error classes: see Codes.java.
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

CREATE TABLE series (workflow TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;

-- visible = 0 while it is loaded or removed
CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT, visible INTEGER NOT NULL DEFAULT 0, handle TEXT UNIQUE,
  name TEXT NOT NULL, workflow TEXT NOT NULL, version INTEGER NOT NULL, settings BLOB NOT NULL,
  identity TEXT NOT NULL, input TEXT NOT NULL, output TEXT NOT NULL, columns BLOB NOT NULL,
  batch_size INTEGER NOT NULL, checkpoint_interval INTEGER NOT NULL, created INTEGER NOT NULL,
  refresh INTEGER NOT NULL, concurrency INTEGER NOT NULL, look_ahead INTEGER NOT NULL,
  timeout INTEGER NOT NULL, max_retries INTEGER NOT NULL, priority TEXT NOT NULL, budget TEXT, on_unknown TEXT,
  total INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'PENDING', reason TEXT, until INTEGER,
  because TEXT NOT NULL DEFAULT '', started INTEGER, finished INTEGER, bound INTEGER, expected INTEGER);
CREATE INDEX job_name ON job (name);

CREATE TABLE item (
  id INTEGER PRIMARY KEY, job INTEGER NOT NULL, row_number INTEGER NOT NULL, key TEXT NOT NULL,
  occurrence INTEGER NOT NULL DEFAULT 1, strikes INTEGER NOT NULL DEFAULT 0, retried INTEGER,
  parked_until INTEGER, parked_because TEXT, cells BLOB NOT NULL);
CREATE INDEX item_key ON item (job, key);

CREATE TABLE outcome (
  id INTEGER PRIMARY KEY, state INTEGER NOT NULL, class INTEGER, reason TEXT NOT NULL, rows INTEGER NOT NULL,
  calls INTEGER NOT NULL, reused INTEGER NOT NULL, attempts INTEGER NOT NULL, cost INTEGER NOT NULL,
  ended INTEGER NOT NULL, result BLOB NOT NULL);
CREATE INDEX outcome_not_done ON outcome (id, state, class) WHERE state <> 1;

CREATE TABLE batch (
  id INTEGER PRIMARY KEY, size INTEGER NOT NULL, done INTEGER NOT NULL, failed INTEGER NOT NULL,
  skipped INTEGER NOT NULL, uncertain INTEGER NOT NULL, passed INTEGER NOT NULL, reused INTEGER NOT NULL,
  last INTEGER NOT NULL, open INTEGER NOT NULL);
-- open is stored, because an index on the comparison would be rewritten with every count
CREATE INDEX batch_open ON batch (open);
CREATE TABLE batch_failed (
  id INTEGER NOT NULL, class INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (id, class)) WITHOUT ROWID;

CREATE TABLE failure (
  workflow TEXT NOT NULL, key TEXT NOT NULL, job INTEGER NOT NULL, id INTEGER NOT NULL,
  PRIMARY KEY (workflow, key, job, id)) WITHOUT ROWID;

CREATE TABLE call (
  id INTEGER PRIMARY KEY, job INTEGER NOT NULL, position INTEGER NOT NULL, members INTEGER NOT NULL,
  state INTEGER NOT NULL, units INTEGER NOT NULL, cost INTEGER NOT NULL, attempt INTEGER NOT NULL,
  sent INTEGER NOT NULL, received INTEGER, class INTEGER, step TEXT NOT NULL, source TEXT NOT NULL, digest BLOB,
  owner TEXT NOT NULL, key TEXT NOT NULL, reason TEXT NOT NULL, status INTEGER, headers BLOB, blob TEXT, body BLOB);
CREATE INDEX call_digest ON call (digest) WHERE digest IS NOT NULL;
CREATE INDEX call_item ON call (job, position);
CREATE INDEX call_spent ON call (received) WHERE units > 0;
CREATE INDEX call_open ON call (id) WHERE state = 0;
CREATE INDEX call_blob ON call (blob) WHERE blob IS NOT NULL;

CREATE TABLE member (
  call INTEGER NOT NULL, place INTEGER NOT NULL, job INTEGER NOT NULL, position INTEGER NOT NULL,
  digest BLOB NOT NULL, state INTEGER NOT NULL, class INTEGER, reason TEXT NOT NULL,
  PRIMARY KEY (call, place)) WITHOUT ROWID;
CREATE INDEX member_digest ON member (digest);
CREATE INDEX member_item ON member (job, position);

-- calls of a job by source and state; doctor compares it with the calls
CREATE TABLE tally (
  job INTEGER NOT NULL, source TEXT NOT NULL, state INTEGER NOT NULL, n INTEGER NOT NULL, cost INTEGER NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (job, source, state)) WITHOUT ROWID;
CREATE TABLE reused (
  job INTEGER NOT NULL, source TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (job, source)) WITHOUT ROWID;

CREATE TABLE running (job INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (job, position)) WITHOUT ROWID;
CREATE TABLE pulse (
  job INTEGER PRIMARY KEY, at INTEGER NOT NULL, running INTEGER NOT NULL, waiting INTEGER NOT NULL,
  open_calls INTEGER NOT NULL);
CREATE TABLE late (
  job INTEGER NOT NULL, cause TEXT NOT NULL, millis INTEGER NOT NULL, PRIMARY KEY (job, cause)) WITHOUT ROWID;
CREATE TABLE snapshot (
  job INTEGER NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL, done INTEGER NOT NULL, failed INTEGER NOT NULL,
  skipped INTEGER NOT NULL, cost INTEGER NOT NULL, PRIMARY KEY (job, n)) WITHOUT ROWID;
