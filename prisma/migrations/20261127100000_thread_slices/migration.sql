-- A page of a thread is a slice of its tree by depth (api/message/rows.ts).
CREATE INDEX "message_conversation_id_depth_idx" ON "message" ("conversation_id", "depth");
