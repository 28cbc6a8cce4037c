ALTER TABLE "idempotency_key" ADD COLUMN "message_id" UUID;
