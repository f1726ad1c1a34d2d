-- What was recorded when: the bounds of what is kept, and how much happened in a stretch of it, without reading the log itself.
CREATE INDEX "transition_cluster_id_observed_at_idx" ON "transition" ("cluster_id", "observed_at");
