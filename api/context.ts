import type { Generations } from './generation/service.ts';
import type { Asker, Context } from './graphql/builder.ts';
import type { Catalog } from './model/catalog.ts';
import type { Bell } from './platform/bell.ts';
import type { Db } from './platform/db.ts';
import type { Viewer } from './platform/viewer.ts';
import type { ServerInfo } from './server/server-info.ts';
import type { SignIn } from './user/sign-in.ts';
import type { Webhooks } from './webhook/courier.ts';

/** What lives as long as the process; a request adds who is asking. */
export type Parts = {
  db: Db;
  bell: Bell;
  catalog: Catalog;
  generations: Generations;
  signIn: SignIn;
  webhooks: Webhooks;
  server: ServerInfo;
  isDraining: () => boolean;
};

export function createContext(parts: Parts, viewer: Viewer | null, asker: Asker): Context {
  return { ...parts, viewer, ...asker };
}
