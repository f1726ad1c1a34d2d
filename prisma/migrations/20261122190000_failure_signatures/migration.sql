-- What an attempt failed of, without what differs from one time to the next: attempts of other pods and days are found by it. NULL: nothing
-- tells, or it was written before there were signatures.
ALTER TABLE "log_tail" ADD COLUMN "signature" TEXT;
ALTER TABLE "log_tail" ADD COLUMN "signature_words" TEXT;

-- With the pod in it, so that those of one signature are counted without their texts.
CREATE INDEX "log_tail_cluster_id_signature_fetched_at_pod_uid_idx" ON "log_tail" ("cluster_id", "signature", "fetched_at", "pod_uid");
