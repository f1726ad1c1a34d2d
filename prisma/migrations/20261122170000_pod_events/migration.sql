-- Kubernetes Events of pods, kept as long as their pod: the API forgets them after an hour. INTEGER and AUTOINCREMENT as in "transition":
-- what happened within one second is told in the order in which it came to be known.
CREATE TABLE "pod_event" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "cluster_id" TEXT NOT NULL,
    "pod_uid" TEXT NOT NULL,
    "uid" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "first_at" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "message" TEXT,
    "container" TEXT,
    "count" BIGINT NOT NULL,
    "component" TEXT,

    CONSTRAINT "pod_event_cluster_id_pod_uid_fkey" FOREIGN KEY ("cluster_id", "pod_uid") REFERENCES "pod" ("cluster_id", "uid") ON DELETE CASCADE ON UPDATE RESTRICT
);

CREATE UNIQUE INDEX "pod_event_cluster_id_pod_uid_uid_key" ON "pod_event" ("cluster_id", "pod_uid", "uid");

-- Where to go on watching Events. Not among the checkpoints of pods: those two watches know nothing of each other.
CREATE TABLE "event_checkpoint" (
    "cluster_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "resource_version" TEXT NOT NULL,
    "observed_at" BIGINT NOT NULL,

    PRIMARY KEY ("cluster_id", "scope"),
    CONSTRAINT "event_checkpoint_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
