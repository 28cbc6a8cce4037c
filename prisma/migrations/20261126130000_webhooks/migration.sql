CREATE TYPE "webhook_event" AS ENUM ('CONVERSATION_CHANGED', 'CONVERSATION_DELETED', 'MESSAGE_ADDED',
    'GENERATION_ENDED', 'PROJECT_CHANGED', 'PROJECT_DELETED', 'PING', 'RESYNC_REQUIRED');
CREATE TYPE "delivery_status" AS ENUM ('PENDING', 'DELIVERED', 'FAILED');

CREATE TABLE "webhook" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "events" "webhook_event"[],
    "secret" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "disabled_reason" TEXT,
    "seq" BIGINT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "webhook_user_id_created_at_id_idx" ON "webhook" ("user_id", "created_at" DESC, "id" DESC);
ALTER TABLE "webhook" ADD CONSTRAINT "webhook_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "webhook_delivery" (
    "id" UUID NOT NULL,
    "webhook_id" UUID NOT NULL,
    "event" "webhook_event" NOT NULL,
    "seq" BIGINT,
    "conversation_id" UUID,
    "message_id" UUID,
    "generation_id" UUID,
    "project_id" UUID,
    "status" "delivery_status" NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "job_id" UUID,
    "response_status" INTEGER,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "next_attempt_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "webhook_delivery_webhook_id_created_at_id_idx"
    ON "webhook_delivery" ("webhook_id", "created_at" DESC, "id" DESC);
CREATE INDEX "webhook_delivery_status_next_attempt_at_idx" ON "webhook_delivery" ("status", "next_attempt_at");
CREATE INDEX "webhook_delivery_created_at_idx" ON "webhook_delivery" ("created_at");
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhook_id_fkey"
    FOREIGN KEY ("webhook_id") REFERENCES "webhook" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
