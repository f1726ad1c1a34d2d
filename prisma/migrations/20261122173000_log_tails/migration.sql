-- What an attempt wrote last, secrets masked: kept when the pod is gone, and gone with the pod's history.
CREATE TABLE "log_tail" (
    "cluster_id" TEXT NOT NULL,
    "pod_uid" TEXT NOT NULL,
    "container" TEXT NOT NULL,
    "container_id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "lines" TEXT NOT NULL,
    "line_count" INTEGER NOT NULL,
    "bytes" INTEGER NOT NULL,
    "is_cut" INTEGER NOT NULL,
    "masked" INTEGER NOT NULL,
    "fetched_at" BIGINT NOT NULL,

    PRIMARY KEY ("cluster_id", "pod_uid", "container", "container_id"),
    CONSTRAINT "log_tail_cluster_id_pod_uid_fkey" FOREIGN KEY ("cluster_id", "pod_uid") REFERENCES "pod" ("cluster_id", "uid") ON DELETE CASCADE ON UPDATE RESTRICT
);

-- The oldest go first when all together take more than they may; their sizes are in it, so that they are summed without their texts.
CREATE INDEX "log_tail_fetched_at_bytes_idx" ON "log_tail" ("fetched_at", "bytes");
