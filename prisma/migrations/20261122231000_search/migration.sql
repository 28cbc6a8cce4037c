-- Search. All three extensions are trusted: the owner of the database may add them.
CREATE EXTENSION IF NOT EXISTS "pg_trgm";
CREATE EXTENSION IF NOT EXISTS "btree_gin";
CREATE EXTENSION IF NOT EXISTS "unaccent";

-- The words of a text, lower case and without accents, with one space between them. What divides words is written as
-- ranges, because what PostgreSQL's own parser and [[:alnum:]] take for a letter differs from locale to locale; and
-- that parser keeps `React.useState` in one piece and drops what looks like a tag.
CREATE FUNCTION search_fold(body text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT SET search_path FROM CURRENT AS $$
    SELECT btrim(regexp_replace(
        -- Plain ASCII, which is most of what is written, has no accents to look for.
        lower(CASE WHEN octet_length(body) = char_length(body) THEN body
            ELSE unaccent('unaccent', normalize(body, NFKC)) END),
        '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4\u00B6-\u00B9\u00BB-\u00BF\u00D7\u00F7\u0300-\u036F\u0387\u055A-\u055F\u0589\u05BE\u05F3\u05F4\u060C\u061B\u061F\u066A-\u066D\u06D4\u0964\u0965\u0E3F\u0E4F\u0E5A\u0E5B\u104A-\u104F\u17D4-\u17DB\u2000-\u206F\u20A0-\u2BFF\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\u3030\u303D-\u303F\u30A0\u30FB\uE000-\uF8FF\uFE00-\uFE6F\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65\uFFE0-\uFFFF\U0001F000-\U0001FAFF]+',
        ' ', 'g'))
$$;

-- Folded text with the writing that has no spaces between words cut into overlapping pairs of characters, so that a
-- word of two characters is found: 北京大学 becomes 北京 大学 京大 学. Its last character stands alone, every other
-- one begins a pair: one character is found as a prefix.
CREATE FUNCTION search_pairs(folded text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    -- Thai, Lao, Tibetan, Burmese, Khmer, kana, Han, Hangul.
    unspaced CONSTANT text := '[\u0E01-\u0FFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3021-\u312F\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF]';
BEGIN
    -- Most texts have none of it, and no character of more than two bytes.
    IF octet_length(folded) = char_length(folded) OR folded !~ unspaced THEN RETURN folded; END IF;
    RETURN btrim(regexp_replace(
        regexp_replace(folded, '(' || unspaced || '{1,2})', ' \1 ', 'g') || ' ' ||
        regexp_replace(
            regexp_replace(
                regexp_replace(folded, '[^' || substr(unspaced, 2) || '+', ' ', 'g'),
                unspaced || '(' || unspaced || '*)', ' \1 ', 'g'),
            '(' || unspaced || '{1,2})', ' \1 ', 'g'),
        ' +', ' ', 'g'));
END $$;

-- A person's messages stand on shelves of some 8,000, in the order in which they were written, and every word is
-- indexed together with its shelf. A search goes from the newest shelf backwards and stops when it has enough: a word
-- in every message costs as little as a rare one, and nobody's search depends on how much others have written.
CREATE TABLE "search_shelf" (
    "id" INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "user_id" UUID NOT NULL REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    -- No message on it is older than `since` or as new as `until`: whole months, so that they seldom change.
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    -- A stroke for each 256 messages.
    "strokes" SMALLINT NOT NULL DEFAULT 0
);
CREATE INDEX "search_shelf_user_id_since_id_idx" ON "search_shelf"("user_id", "since" DESC, "id" DESC);
CREATE INDEX "search_shelf_user_id_id_idx" ON "search_shelf"("user_id", "id" DESC);

CREATE TABLE "message_search" (
    "message_id" UUID NOT NULL PRIMARY KEY REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "conversation_id" UUID NOT NULL,
    "shelf_id" INTEGER NOT NULL,
    "role" "message_role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "terms" TSVECTOR NOT NULL
);

-- The terms of a text on a shelf: `7/run:12`. Only the beginning of a giant text is found: a tsvector ends at 1 MB.
CREATE FUNCTION search_terms(shelf integer, body text) RETURNS tsvector
LANGUAGE sql STABLE STRICT SET search_path FROM CURRENT AS $$
    SELECT coalesce(string_agg(shelf || '/' || left(word, 60) || ':' || least(place, 16383), ' '), '')::tsvector
    FROM string_to_table(search_pairs(search_fold(left(body, 50000))), ' ') WITH ORDINALITY AS words (word, place)
    WHERE word <> ''
$$;

CREATE FUNCTION put_on_shelf(the_user uuid, the_message uuid, written_at timestamptz) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    shelf search_shelf%ROWTYPE;
    month_start timestamptz := date_trunc('month', written_at, 'UTC');
    month_end timestamptz := date_trunc('month', written_at, 'UTC') + interval '32 days';
    -- One message in 256 makes a stroke, by chance: a counter of all would be a row that every message has to lock.
    is_stroke boolean := get_byte(uuid_send(the_message), 15) = 0;
BEGIN
    SELECT * INTO shelf FROM search_shelf WHERE user_id = the_user ORDER BY id DESC LIMIT 1;
    IF shelf.id IS NULL OR (is_stroke AND shelf.strokes >= 31) THEN
        INSERT INTO search_shelf (user_id, since, until) VALUES (the_user, month_start, month_end) RETURNING * INTO shelf;
    ELSIF is_stroke OR written_at < shelf.since OR written_at >= shelf.until THEN
        UPDATE search_shelf SET strokes = strokes + is_stroke::int, since = least(since, month_start),
            until = greatest(until, month_end) WHERE id = shelf.id;
    END IF;
    RETURN shelf.id;
END $$;

CREATE FUNCTION index_message() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    shelf integer := put_on_shelf(NEW.user_id, NEW.id, NEW.created_at);
BEGIN
    INSERT INTO message_search (message_id, conversation_id, shelf_id, role, created_at, terms)
        VALUES (NEW.id, NEW.conversation_id, shelf, NEW.role, NEW.created_at, search_terms(shelf, NEW.text))
        ON CONFLICT (message_id) DO UPDATE SET shelf_id = EXCLUDED.shelf_id, terms = EXCLUDED.terms;
    RETURN NULL;
END $$;

-- A reply is empty until it is sealed, and is indexed once, then.
CREATE TRIGGER index_message_added AFTER INSERT ON "message"
    FOR EACH ROW WHEN (NEW.text <> '') EXECUTE FUNCTION index_message();
CREATE TRIGGER index_message_changed AFTER UPDATE OF "text" ON "message"
    FOR EACH ROW WHEN (NEW.text IS DISTINCT FROM OLD.text) EXECUTE FUNCTION index_message();

INSERT INTO message_search (message_id, conversation_id, shelf_id, role, created_at, terms)
    SELECT id, conversation_id, shelf, role, created_at, search_terms(shelf, text)
    FROM (SELECT *, put_on_shelf(user_id, id, created_at) AS shelf FROM message WHERE text <> '' ORDER BY id) shelved;

-- Without the pending list: every search would read all of it.
CREATE INDEX "message_search_terms_idx" ON "message_search" USING gin ("terms") WITH (fastupdate = off);
CREATE INDEX "message_search_conversation_id_created_at_idx" ON "message_search"("conversation_id", "created_at" DESC);

-- Titles are short and few: the newest that match are found by trigrams, or along the second index when what is looked
-- for is a common or a short word. Folding them while searching would cost ten times the search.
ALTER TABLE "conversation" ADD COLUMN "folded_title" TEXT GENERATED ALWAYS AS (search_fold("title")) STORED;
CREATE INDEX "conversation_folded_title_idx" ON "conversation" USING gin ("user_id", "folded_title" gin_trgm_ops)
    WHERE "deleted_at" IS NULL AND "temporary_until" IS NULL;
CREATE INDEX "conversation_user_id_created_at_id_idx" ON "conversation"("user_id", "created_at" DESC, "id" DESC)
    WHERE "deleted_at" IS NULL AND "temporary_until" IS NULL;
