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
