CREATE TABLE "completion_run" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "completion_run_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "completion_run_user_id_lease_until_idx" ON "completion_run" ("user_id", "lease_until");
ALTER TABLE "completion_run" ADD CONSTRAINT "completion_run_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "usage_entry" ADD COLUMN "is_estimated" BOOLEAN NOT NULL DEFAULT false;
