-- What a Podline of 0.1.0 left behind: two clusters, pods that are there and gone, a hole in seq at the end.
INSERT INTO "store" VALUES (1, '0f9b2c1e-5d1a-4b8e-9a40-0c2f6b1d7e11', 1792000000000);
INSERT INTO "cluster" VALUES ('cluster-1', 'shop', 'https://10.0.0.1:6443'), ('cluster-2', 'lab', 'https://10.0.0.2:6443');
INSERT INTO "pod" VALUES
  ('cluster-1', 'a', 'shop', 'web-a', 1792000000001, NULL, '{"snapshot":{"uid":"a","resourceVersion":"7"},"lastSeenAt":1792000000009,"flips":1,"lanes":{}}', 2),
  ('cluster-1', 'b', 'shop', 'web-b', 1792000000002, 1792000000500, '{"snapshot":{"uid":"b"},"lastSeenAt":1792000000009,"flips":0,"lanes":{}}', 0),
  ('cluster-2', 'a', 'lab', 'ünï', -62135596800000, NULL, '{"snapshot":{"uid":"a"},"lastSeenAt":0,"flips":0,"lanes":{}}', 3);
INSERT INTO "transition" VALUES
  (1, 'cluster-1', 'a', 'appeared', 1792000000001, 1792000000003, NULL, '{"kind":"appeared","owner":null,"node":null}'),
  (2, 'cluster-1', 'a', 'app/waiting', NULL, 1792000000004, 'app', '{"kind":"waiting","reason":"It''s \"odd\"; really","message":null}'),
  (4, 'cluster-2', 'a', 'appeared', 1792000000001, 1792000000003, NULL, '{"kind":"appeared","owner":null,"node":null}'),
  (9, 'cluster-1', 'b', 'gone', NULL, 1792000000500, NULL, '{"kind":"gone","how":"observed","lastSeenAt":1}');
DELETE FROM "transition" WHERE "seq" = 9;
INSERT INTO "checkpoint" ("cluster_id", "scope", "resource_version", "observed_at") VALUES
  ('cluster-1', '', '4711', 1792000000600), ('cluster-2', 'lab', '18446744073709551616', 1792000000601);
INSERT INTO "gap" ("cluster_id", "from_at", "to_at", "cause") VALUES
  ('cluster-1', 1792000000010, 1792000000020, 'restart'), ('cluster-1', 1792000000010, 1792000000020, 'it''s; odd');
