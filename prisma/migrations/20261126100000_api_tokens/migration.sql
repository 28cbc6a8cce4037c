CREATE TYPE "api_scope" AS ENUM ('READ', 'WRITE', 'CONVERSATIONS_READ', 'CONVERSATIONS_WRITE', 'MESSAGES_WRITE',
    'USAGE_READ', 'PROFILE_READ', 'PROFILE_WRITE', 'WEBHOOKS');

CREATE TABLE "api_token" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "scopes" "api_scope"[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "monthly_token_budget" BIGINT,
    "monthly_cost_budget_micros" BIGINT,

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "api_token_user_id_created_at_id_idx" ON "api_token" ("user_id", "created_at" DESC, "id" DESC);
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "user" ADD COLUMN "monthly_token_budget" BIGINT, ADD COLUMN "monthly_cost_budget_micros" BIGINT;
ALTER TABLE "generation" ADD COLUMN "api_token_id" UUID;
ALTER TABLE "usage_entry" ADD COLUMN "api_token_id" UUID;
CREATE INDEX "usage_entry_api_token_id_created_at_idx" ON "usage_entry" ("api_token_id", "created_at");

-- Nothing in it is worth a write to the log of the database: after a crash all windows begin anew.
CREATE UNLOGGED TABLE "rate_window" (
    "subject" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "spent" INTEGER NOT NULL,

    CONSTRAINT "rate_window_pkey" PRIMARY KEY ("subject", "started_at")
);
CREATE INDEX "rate_window_started_at_idx" ON "rate_window" ("started_at");
