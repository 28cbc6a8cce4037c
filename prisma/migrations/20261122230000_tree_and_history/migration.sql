CREATE TYPE "feedback_rating" AS ENUM ('UP', 'DOWN');
CREATE TYPE "usage_purpose" AS ENUM ('ANSWER', 'TITLE');
CREATE TYPE "viewer_event_kind" AS ENUM ('CONVERSATION_CHANGED', 'CONVERSATION_DELETED', 'MESSAGE_ADDED', 'GENERATION_CHANGED', 'PROJECT_CHANGED', 'PROJECT_DELETED');

ALTER TABLE "user" ADD COLUMN "instructions" TEXT;

CREATE TABLE "project" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "name" TEXT NOT NULL,
    "instructions" TEXT,
    "model_name" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "project_user_id_name_idx" ON "project"("user_id", "name");

CREATE TABLE "preset" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "name" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "model_name" TEXT,
    "temperature" DOUBLE PRECISION,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "preset_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "preset_user_id_name_idx" ON "preset"("user_id", "name");

ALTER TABLE "conversation"
    ADD COLUMN "project_id" UUID REFERENCES "project"("id") ON DELETE SET NULL ON UPDATE CASCADE,
    ADD COLUMN "unread" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "forked_from_id" UUID REFERENCES "message"("id") ON DELETE SET NULL ON UPDATE CASCADE,
    ADD COLUMN "recent_leaf_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    ADD COLUMN "temporary_until" TIMESTAMPTZ(3),
    ADD COLUMN "deleted_at" TIMESTAMPTZ(3);
CREATE INDEX "conversation_project_id_updated_at_id_idx" ON "conversation"("project_id", "updated_at" DESC, "id" DESC);
CREATE INDEX "conversation_forked_from_id_idx" ON "conversation"("forked_from_id");

-- The sidebar's lists: one index each, so that a page costs the same however many conversations there are.
CREATE INDEX "conversation_listed_idx" ON "conversation" ("user_id", "archived", "updated_at" DESC, "id" DESC)
    WHERE "deleted_at" IS NULL AND "temporary_until" IS NULL;
CREATE INDEX "conversation_pinned_idx" ON "conversation" ("user_id", "updated_at" DESC, "id" DESC)
    WHERE "pinned" AND "deleted_at" IS NULL AND "temporary_until" IS NULL;
CREATE INDEX "conversation_trash_idx" ON "conversation" ("user_id", "updated_at" DESC, "id" DESC)
    WHERE "deleted_at" IS NOT NULL;
-- For the sweep of what is to vanish.
CREATE INDEX "conversation_deleted_idx" ON "conversation" ("deleted_at") WHERE "deleted_at" IS NOT NULL;
CREATE INDEX "conversation_temporary_idx" ON "conversation" ("temporary_until") WHERE "temporary_until" IS NOT NULL;

ALTER TABLE "message"
    ADD COLUMN "user_id" UUID,
    ADD COLUMN "jump_id" UUID,
    ADD COLUMN "jump_depth" INTEGER,
    ADD COLUMN "token_count" INTEGER;
UPDATE "message" SET "user_id" = c."user_id" FROM "conversation" c WHERE c."id" = "message"."conversation_id";
ALTER TABLE "message" ALTER COLUMN "user_id" SET NOT NULL;
ALTER TABLE "message" ADD CONSTRAINT "message_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Siblings in their order, and the newest of them, without a sort.
DROP INDEX "message_parent_id_idx";
CREATE INDEX "message_parent_id_id_idx" ON "message"("parent_id", "id");

ALTER TABLE "generation"
    ADD COLUMN "continued_from_id" UUID REFERENCES "message"("id") ON DELETE SET NULL ON UPDATE CASCADE,
    ADD COLUMN "temperature" DOUBLE PRECISION,
    ADD COLUMN "omitted_messages" INTEGER;
CREATE INDEX "generation_continued_from_id_idx" ON "generation"("continued_from_id");

ALTER TABLE "idempotency_key" ADD COLUMN "conversation_id" UUID;

CREATE TABLE "feedback" (
    "message_id" UUID NOT NULL REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "user_id" UUID NOT NULL REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "rating" "feedback_rating" NOT NULL,
    "note" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "feedback_pkey" PRIMARY KEY ("message_id")
);
CREATE INDEX "feedback_user_id_updated_at_message_id_idx" ON "feedback"("user_id", "updated_at" DESC, "message_id" DESC);

CREATE TABLE "usage_entry" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "conversation_id" UUID NOT NULL,
    "generation_id" UUID,
    "purpose" "usage_purpose" NOT NULL,
    "model_name" TEXT NOT NULL,
    "input_tokens" INTEGER NOT NULL,
    "cached_input_tokens" INTEGER NOT NULL,
    "output_tokens" INTEGER NOT NULL,
    "cost_micros" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_entry_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "usage_entry_generation_id_key" ON "usage_entry"("generation_id");
CREATE INDEX "usage_entry_user_id_created_at_idx" ON "usage_entry"("user_id", "created_at");
CREATE INDEX "usage_entry_conversation_id_idx" ON "usage_entry"("conversation_id");

-- The outbox behind viewerEvents.

CREATE TABLE "viewer_feed" (
    "user_id" UUID NOT NULL REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "seq" BIGINT NOT NULL,

    CONSTRAINT "viewer_feed_pkey" PRIMARY KEY ("user_id")
);

CREATE TABLE "viewer_event" (
    "user_id" UUID NOT NULL REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "seq" BIGINT NOT NULL,
    "kind" "viewer_event_kind" NOT NULL,
    "conversation_id" UUID,
    "message_id" UUID,
    "generation_id" UUID,
    "project_id" UUID,
    "tx" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "viewer_event_pkey" PRIMARY KEY ("user_id", "seq")
);
CREATE INDEX "viewer_event_created_at_idx" ON "viewer_event"("created_at");

-- One event at the next number of its user. The feed's row stays locked until the commit, and as the triggers below
-- are deferred to the commit, it is the last lock of any transaction: events become visible in the order of their
-- numbers, without a gap, and nobody can wait for this lock in a circle. A thing that changed several times in one
-- transaction is told once.
CREATE FUNCTION record_viewer_event(
    the_user uuid, the_kind viewer_event_kind, the_conversation uuid, the_message uuid, the_generation uuid, the_project uuid
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    this_tx bigint := pg_current_xact_id()::text::bigint;
    next_seq bigint;
BEGIN
    IF EXISTS (
        SELECT FROM viewer_event e
        WHERE e.user_id = the_user AND e.seq > (SELECT f.seq - 20 FROM viewer_feed f WHERE f.user_id = the_user)
            AND e.tx = this_tx AND e.kind = the_kind AND e.conversation_id IS NOT DISTINCT FROM the_conversation
            AND e.message_id IS NOT DISTINCT FROM the_message AND e.generation_id IS NOT DISTINCT FROM the_generation
            AND e.project_id IS NOT DISTINCT FROM the_project
    ) THEN RETURN; END IF;
    INSERT INTO viewer_feed (user_id, seq) SELECT the_user, 1 WHERE EXISTS (SELECT FROM "user" u WHERE u.id = the_user)
        ON CONFLICT (user_id) DO UPDATE SET seq = viewer_feed.seq + 1 RETURNING seq INTO next_seq;
    -- The account itself is being deleted, and with it all this.
    IF next_seq IS NULL THEN RETURN; END IF;
    INSERT INTO viewer_event (user_id, seq, kind, conversation_id, message_id, generation_id, project_id, tx)
        VALUES (the_user, next_seq, the_kind, the_conversation, the_message, the_generation, the_project, this_tx);
END $$;

-- Temporary chats are no history: nobody is told of them.
CREATE FUNCTION tell_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM record_viewer_event(OLD.user_id, 'CONVERSATION_DELETED', OLD.id, NULL, NULL, NULL);
    ELSIF NEW.deleted_at IS NOT NULL THEN
        PERFORM record_viewer_event(NEW.user_id, 'CONVERSATION_DELETED', NEW.id, NULL, NULL, NULL);
    ELSE
        PERFORM record_viewer_event(NEW.user_id, 'CONVERSATION_CHANGED', NEW.id, NULL, NULL, NULL);
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER tell_conversation_added AFTER INSERT ON "conversation" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.temporary_until IS NULL) EXECUTE FUNCTION tell_conversation();
CREATE CONSTRAINT TRIGGER tell_conversation_changed AFTER UPDATE ON "conversation" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.temporary_until IS NULL AND OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION tell_conversation();
CREATE CONSTRAINT TRIGGER tell_conversation_deleted AFTER DELETE ON "conversation" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.temporary_until IS NULL) EXECUTE FUNCTION tell_conversation();

CREATE FUNCTION tell_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM conversation c WHERE c.id = NEW.conversation_id AND c.temporary_until IS NULL) THEN
        PERFORM record_viewer_event(NEW.user_id, 'MESSAGE_ADDED', NEW.conversation_id, NEW.id, NULL, NULL);
    END IF;
    RETURN NULL;
END $$;

-- A fork copies thousands of messages and is told by its conversation alone.
CREATE CONSTRAINT TRIGGER tell_message_added AFTER INSERT ON "message" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (current_setting('parley.is_copying', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION tell_message();

CREATE FUNCTION tell_generation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM conversation c WHERE c.id = NEW.conversation_id AND c.temporary_until IS NULL) THEN
        PERFORM record_viewer_event(NEW.user_id, 'GENERATION_CHANGED', NEW.conversation_id, NULL, NEW.id, NULL);
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER tell_generation_added AFTER INSERT ON "generation" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION tell_generation();
-- Only endings: the flush of text, up to 25 times a second, does not set the status and never comes here.
CREATE CONSTRAINT TRIGGER tell_generation_ended AFTER UPDATE OF "status" ON "generation" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL) EXECUTE FUNCTION tell_generation();

CREATE FUNCTION tell_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM record_viewer_event(OLD.user_id, 'PROJECT_DELETED', NULL, NULL, NULL, OLD.id);
    ELSIF NEW.deleted_at IS NOT NULL THEN
        PERFORM record_viewer_event(NEW.user_id, 'PROJECT_DELETED', NULL, NULL, NULL, NEW.id);
    ELSE
        PERFORM record_viewer_event(NEW.user_id, 'PROJECT_CHANGED', NULL, NULL, NULL, NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER tell_project AFTER INSERT OR UPDATE OR DELETE ON "project" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION tell_project();
