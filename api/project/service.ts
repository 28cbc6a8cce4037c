import { type Catalog, requireModel } from '../model/catalog.ts';
import type { Bell } from '../platform/bell.ts';
import type { Db, Tx } from '../platform/db.ts';
import { ConflictError, LimitError, NotFoundError } from '../platform/domain-error.ts';
import { feedTopic, ownedBy, type Viewer } from '../platform/viewer.ts';

export type ProjectContext = { db: Db; bell: Bell; viewer: Viewer; catalog: Catalog };

export type ProjectChanges = {
  name?: string;
  /** Empty removes them. */
  instructions?: string;
  /** Null: no model of its own. */
  modelName?: string | null;
};

const maxProjects = 500;

/** Makes a project. Throws ModelUnavailableError; LimitError when there are too many. */
export async function createProject(
  ctx: ProjectContext,
  { name, ...changes }: ProjectChanges & { name: string },
) {
  const data = { name, ...(await dataOf(ctx, changes)) };
  const project = await ctx.db.prisma.$transaction(async (tx) => {
    const live = { ...ownedBy(ctx.viewer), deletedAt: null };
    if ((await tx.project.count({ where: live })) >= maxProjects) {
      const message = `There can be at most ${maxProjects} projects: delete one first.`;
      throw new LimitError('QUOTA_EXCEEDED', message, new Date());
    }
    return tx.project.create({ data: { ...data, userId: ctx.viewer.userId } });
  });
  tell(ctx);
  return project;
}

/** Changes what is given. Throws NotFoundError, ModelUnavailableError; ConflictError unless it is at `ifRevision`. */
export async function updateProject(
  ctx: ProjectContext,
  id: string,
  { ifRevision, ...changes }: ProjectChanges & { ifRevision?: number },
) {
  const data = await dataOf(ctx, changes);
  const project = await ctx.db.prisma.$transaction(async (tx) => {
    await findProject(tx, ctx.viewer, id);
    const where = { id, deletedAt: null, ...(ifRevision === undefined ? {} : { revision: ifRevision }) };
    const { count } = await tx.project.updateMany({ where, data: { ...data, revision: { increment: 1 } } });
    if (count === 0) {
      throw new ConflictError('This project was changed elsewhere meanwhile: look at it again, then save.');
    }
    return findProject(tx, ctx.viewer, id);
  });
  tell(ctx);
  return project;
}

/** Into the trash or out of it. Its conversations stay, and are in it again when it is back. Throws NotFoundError. */
export async function setProjectDeleted(ctx: ProjectContext, id: string, isDeleted: boolean) {
  const { count } = await ctx.db.prisma.project.updateMany({
    where: { id, ...ownedBy(ctx.viewer) },
    data: { deletedAt: isDeleted ? new Date() : null },
  });
  if (count === 0) throw new NotFoundError('project');
  tell(ctx);
  return ctx.db.prisma.project.findUniqueOrThrow({ where: { id } });
}

/** The viewer's project, unless it is in the trash. Throws NotFoundError. */
export async function findProject(db: Tx, viewer: Viewer, id: string) {
  const found = await db.project.findFirst({ where: { id, ...ownedBy(viewer), deletedAt: null } });
  if (!found) throw new NotFoundError('project');
  return found;
}

async function dataOf({ catalog }: ProjectContext, { name, instructions, modelName }: ProjectChanges) {
  if (modelName) await requireModel(catalog, modelName);
  return {
    ...(name === undefined ? {} : { name }),
    ...(instructions === undefined ? {} : { instructions: instructions === '' ? null : instructions }),
    ...(modelName === undefined ? {} : { modelName }),
  };
}

const tell = ({ bell, viewer }: ProjectContext) => bell.ring([feedTopic(viewer.userId)]);
