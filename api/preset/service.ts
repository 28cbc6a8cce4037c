import type { Catalog } from '../model/catalog.ts';
import type { Db, Tx } from '../platform/db.ts';
import { ConflictError, LimitError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { ownedBy, type Viewer } from '../platform/viewer.ts';

/** Named prompts of one person. Names are unique among those not deleted, whatever their case: they are typed. */
export type PresetContext = { db: Db; viewer: Viewer; catalog: Catalog };

export type PresetFields = {
  name: string;
  text: string;
  modelName: string | null;
  /** 0-2. */
  temperature: number | null;
};

/** As many as one list can show without pages, and nobody writes by hand. */
const mostPresets = 200;

/** Throws ValidationError for a name that is taken or an unknown model, LimitError at 200 presets. */
export async function createPreset(ctx: PresetContext, fields: PresetFields) {
  await requireKnownModel(ctx.catalog, fields.modelName);
  return alone(ctx, async (tx) => {
    await requireRoom(tx, ctx.viewer);
    await requireFreeName(tx, ctx.viewer, fields.name, null);
    return tx.preset.create({ data: { ...fields, ...ownedBy(ctx.viewer) } });
  });
}

/** Changes what is given. Throws NotFoundError, and ValidationError as createPreset. */
export async function updatePreset(ctx: PresetContext, id: string, fields: Partial<PresetFields>) {
  await requireKnownModel(ctx.catalog, fields.modelName ?? null);
  return alone(ctx, async (tx) => {
    await findPreset(tx, ctx.viewer, id);
    if (fields.name !== undefined) await requireFreeName(tx, ctx.viewer, fields.name, id);
    return tx.preset.update({ where: { id }, data: fields });
  });
}

/** Puts it away; `restorePreset` brings it back. Throws NotFoundError. */
export async function deletePreset({ db, viewer }: PresetContext, id: string) {
  const { count } = await db.prisma.preset.updateMany({
    where: { id, deletedAt: null, ...ownedBy(viewer) },
    data: { deletedAt: new Date() },
  });
  if (count === 0) throw new NotFoundError('preset');
}

/** Undoes `deletePreset`. Throws NotFoundError, LimitError, and ConflictError if its name was taken since. */
export async function restorePreset(ctx: PresetContext, id: string) {
  return alone(ctx, async (tx) => {
    const preset = await tx.preset.findFirst({ where: { id, ...ownedBy(ctx.viewer) } });
    if (!preset) throw new NotFoundError('preset');
    if (preset.deletedAt === null) return preset;
    await requireRoom(tx, ctx.viewer);
    if (await isTaken(tx, ctx.viewer, preset.name, id)) {
      throw new ConflictError(`Another preset is called “${preset.name}” now: rename that one first.`);
    }
    return tx.preset.update({ where: { id }, data: { deletedAt: null } });
  });
}

/** One change at a time for one person, or two at once would both find the name free. */
function alone<Result>({ db, viewer }: PresetContext, change: (tx: Tx) => Promise<Result>): Promise<Result> {
  return db.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "user" WHERE id = ${viewer.userId}::uuid FOR NO KEY UPDATE`;
    return change(tx);
  });
}

async function findPreset(tx: Tx, viewer: Viewer, id: string) {
  const found = await tx.preset.findFirst({ where: { id, deletedAt: null, ...ownedBy(viewer) } });
  if (!found) throw new NotFoundError('preset');
}

async function requireRoom(tx: Tx, viewer: Viewer) {
  const count = await tx.preset.count({ where: { deletedAt: null, ...ownedBy(viewer) } });
  if (count < mostPresets) return;
  const message = `You have ${mostPresets} presets, the most there can be: delete one first.`;
  throw new LimitError('QUOTA_EXCEEDED', message, new Date());
}

async function requireFreeName(tx: Tx, viewer: Viewer, name: string, except: string | null) {
  if (!(await isTaken(tx, viewer, name, except))) return;
  throw new ValidationError([{ path: ['name'], message: `You have a preset called “${name}” already.` }]);
}

async function isTaken(tx: Tx, viewer: Viewer, name: string, except: string | null): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM preset
    WHERE user_id = ${viewer.userId}::uuid AND lower(name) = lower(${name}) AND deleted_at IS NULL`;
  return rows.some(({ id }) => id !== except);
}

/** A model that is offered no more stays with old presets, but no preset is given one that never was. */
async function requireKnownModel(catalog: Catalog, modelName: string | null) {
  if (modelName === null || (await catalog.find(modelName))) return;
  throw new ValidationError([{ path: ['modelId'], message: 'This model is not offered here.' }]);
}
