-- A gap says which watch it is of: those of before were of all namespaces, as far as is known.
CREATE TABLE "new_gap" (
    "cluster_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL DEFAULT '',
    "from_at" BIGINT NOT NULL,
    "to_at" BIGINT NOT NULL,
    "cause" TEXT NOT NULL,

    PRIMARY KEY ("cluster_id", "scope", "from_at", "to_at", "cause"),
    CONSTRAINT "gap_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
INSERT INTO "new_gap" ("cluster_id", "from_at", "to_at", "cause") SELECT "cluster_id", "from_at", "to_at", "cause" FROM "gap";
DROP TABLE "gap";
ALTER TABLE "new_gap" RENAME TO "gap";

-- Whoever begins to write a cluster's log counts this up, and whoever came before finds another number and stops.
ALTER TABLE "cluster" ADD COLUMN "writer" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "cluster" ADD COLUMN "writer_since" BIGINT NOT NULL DEFAULT 0;

-- Which form the JSON in "known" has; 1 is the form of 0.1.0.
ALTER TABLE "pod" ADD COLUMN "known_version" INTEGER NOT NULL DEFAULT 1;

-- Nothing ever wrote these: there is one writer of a cluster, not one of each checkpoint, and a list needs no number.
ALTER TABLE "checkpoint" DROP COLUMN "list_epoch";
ALTER TABLE "checkpoint" DROP COLUMN "fencing_epoch";

-- Retention: what is no longer kept is counted (transitions kept = last seq - this), and of a pod that stays it is said up to when.
ALTER TABLE "store" ADD COLUMN "forgotten_transitions" BIGINT NOT NULL DEFAULT 0;
CREATE TABLE "forgotten" (
    "cluster_id" TEXT NOT NULL,
    "pod_uid" TEXT NOT NULL,
    "before_at" BIGINT NOT NULL,

    PRIMARY KEY ("cluster_id", "pod_uid"),
    CONSTRAINT "forgotten_cluster_id_pod_uid_fkey" FOREIGN KEY ("cluster_id", "pod_uid") REFERENCES "pod" ("cluster_id", "uid") ON DELETE CASCADE ON UPDATE RESTRICT
);

-- Every append writes this row, so that its page, and with it the epoch, is in every write-ahead log.
ALTER TABLE "store" ADD COLUMN "commits" BIGINT NOT NULL DEFAULT 0;
