CREATE TABLE "share_link" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "leaf_id" UUID NOT NULL,
    "token" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "share_link_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "share_link_token_key" ON "share_link" ("token");
CREATE INDEX "share_link_conversation_id_created_at_id_idx"
    ON "share_link" ("conversation_id", "created_at" DESC, "id" DESC);
CREATE INDEX "share_link_user_id_idx" ON "share_link" ("user_id");
-- Deleting a message looks for the links that end in it.
CREATE INDEX "share_link_leaf_id_idx" ON "share_link" ("leaf_id");
ALTER TABLE "share_link" ADD CONSTRAINT "share_link_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "share_link" ADD CONSTRAINT "share_link_conversation_id_fkey"
    FOREIGN KEY ("conversation_id") REFERENCES "conversation" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "share_link" ADD CONSTRAINT "share_link_leaf_id_fkey"
    FOREIGN KEY ("leaf_id") REFERENCES "message" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
