-- Small things that Podline has to remember over a restart, by name.
CREATE TABLE "note" (
    "cluster_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    PRIMARY KEY ("cluster_id", "name"),
    CONSTRAINT "note_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
