-- The first tables; schema.prisma says what each column means. Applied by packages/store/src/migrate.ts in one transaction.

CREATE TABLE "store" (
    "id" INTEGER NOT NULL PRIMARY KEY CHECK ("id" = 1),
    "epoch" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL
);

CREATE TABLE "cluster" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "server" TEXT NOT NULL
);

CREATE TABLE "pod" (
    "cluster_id" TEXT NOT NULL,
    "uid" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,
    "deleted_at" BIGINT,
    "known" TEXT NOT NULL,
    "updated_seq" BIGINT NOT NULL,

    PRIMARY KEY ("cluster_id", "uid"),
    CONSTRAINT "pod_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT
);

-- INTEGER, not BIGINT: SQLite numbers rows by itself only for this very word.
CREATE TABLE "transition" (
    "seq" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "cluster_id" TEXT NOT NULL,
    "pod_uid" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "at" BIGINT,
    "observed_at" BIGINT NOT NULL,
    "container" TEXT,
    "change" TEXT NOT NULL,

    CONSTRAINT "transition_cluster_id_pod_uid_fkey" FOREIGN KEY ("cluster_id", "pod_uid") REFERENCES "pod" ("cluster_id", "uid") ON DELETE RESTRICT ON UPDATE RESTRICT
);

CREATE TABLE "checkpoint" (
    "cluster_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "resource_version" TEXT NOT NULL,
    "observed_at" BIGINT NOT NULL,
    "list_epoch" BIGINT NOT NULL DEFAULT 0,
    "fencing_epoch" BIGINT NOT NULL DEFAULT 0,

    PRIMARY KEY ("cluster_id", "scope"),
    CONSTRAINT "checkpoint_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT
);

CREATE TABLE "gap" (
    "cluster_id" TEXT NOT NULL,
    "from_at" BIGINT NOT NULL,
    "to_at" BIGINT NOT NULL,
    "cause" TEXT NOT NULL,

    PRIMARY KEY ("cluster_id", "from_at", "to_at", "cause"),
    CONSTRAINT "gap_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT
);

CREATE INDEX "pod_cluster_id_namespace_name_created_at_idx" ON "pod" ("cluster_id", "namespace", "name", "created_at");

CREATE INDEX "pod_cluster_id_deleted_at_uid_idx" ON "pod" ("cluster_id", "deleted_at", "uid");

CREATE UNIQUE INDEX "transition_cluster_id_pod_uid_key_key" ON "transition" ("cluster_id", "pod_uid", "key");

CREATE INDEX "transition_cluster_id_pod_uid_seq_idx" ON "transition" ("cluster_id", "pod_uid", "seq");
