-- The roots of one tree: a page of a thread asks for them to tell siblings, and read the whole tree to find them.
CREATE INDEX "message_root_idx" ON "message" ("conversation_id", "id") WHERE "parent_id" IS NULL;

-- The sidebar asks which of its conversations are being answered, and read every answer of each to tell.
CREATE INDEX "generation_conversation_id_status_idx" ON "generation"("conversation_id", "status");
DROP INDEX "generation_conversation_id_idx";
