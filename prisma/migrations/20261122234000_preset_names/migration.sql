-- Names of presets are typed after `/`: one meaning each, whatever the case.
CREATE UNIQUE INDEX "preset_live_name_key" ON "preset" ("user_id", lower("name")) WHERE "deleted_at" IS NULL;
