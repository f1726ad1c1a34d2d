-- The start of each pod that was seen whole, so that it can be said what is usual of its template; one row a pod, so that none counts twice.
CREATE TABLE "start" (
    "cluster_id" TEXT NOT NULL,
    "pod_uid" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "revision" TEXT,
    "at" BIGINT NOT NULL,
    "facts" TEXT NOT NULL,

    PRIMARY KEY ("cluster_id", "pod_uid"),
    CONSTRAINT "start_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX "start_cluster_id_namespace_kind_name_at_idx" ON "start"("cluster_id", "namespace", "kind", "name", "at");
CREATE INDEX "start_at_idx" ON "start"("at");

-- What each revision of a template was made of, to say what changed: images, names, quantities and hashes, never a value.
CREATE TABLE "template_revision" (
    "cluster_id" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "revision" TEXT NOT NULL,
    "first_seen_at" BIGINT NOT NULL,
    "fingerprint" TEXT NOT NULL,

    PRIMARY KEY ("cluster_id", "namespace", "kind", "name", "revision"),
    CONSTRAINT "template_revision_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX "template_revision_first_seen_at_idx" ON "template_revision"("first_seen_at");
