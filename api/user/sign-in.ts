import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import type { Bell } from '../platform/bell.ts';
import type { Db } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';
import { credentialTopic } from '../platform/viewer.ts';
import { boundedQueue } from './hash-queue.ts';
import { countTry } from './tries.ts';

/** E-mail and password sign-in for people, by better-auth. What it knows of the network is told to it here. */
export type SignInOptions = {
  db: Db;
  bell: Bell;
  log: Log;
  secret: string;
  /** The address people open, e.g. `https://chat.example.org`; it decides whether cookies are `Secure`. */
  appUrl: string;
  isSignupOpen: boolean;
  isTrustedOrigin: (origin: string, host: string | null) => boolean;
};

export type SignIn = ReturnType<typeof createSignIn>;

/** The header in which the server hands better-auth the peer's address; whatever a client sends there is dropped. */
export const clientAddressHeader = 'x-parley-client-address';

/** All that is reachable below /api/auth; the rest of better-auth stays closed. */
export const signInPaths = new Set(['/sign-up/email', '/sign-in/email', '/sign-out', '/get-session']);

/** Held while it is decided who is administrator. */
export const firstAdminLock = 'parley first administrator';

const day = 24 * 60 * 60;

/** In a minute; a guess at each of 100 passwords takes 5. */
const triesPerAccount = 20;

export function createSignIn(options: SignInOptions) {
  const { db, bell, log, secret, appUrl } = options;
  const isSecure = appUrl.startsWith('https:');
  const inTurn = boundedQueue({ concurrent: 2, waiting: 100 });
  return betterAuth({
    appName: 'Parley',
    baseURL: appUrl,
    basePath: '/api/auth',
    secret,
    database: prismaAdapter(db.prisma, { provider: 'postgresql' }),
    telemetry: { enabled: false },
    logger: { log: (level, message) => log[level === 'error' ? 'warn' : 'debug'](`sign-in: ${message}`) },
    trustedOrigins: async (request) => {
      const origin = request?.headers.get('origin');
      return origin && options.isTrustedOrigin(origin, request?.headers.get('host') ?? null) ? [origin] : [];
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: !options.isSignupOpen,
      minPasswordLength: 8,
      maxPasswordLength: 128,
      password: {
        hash: (password) => inTurn(() => hashPassword(password)),
        verify: (pair) => inTurn(() => verifyPassword(pair)),
      },
    },
    user: { additionalFields: { role: { type: 'string', input: false, required: false } } },
    session: {
      expiresIn: 30 * day,
      updateAge: day,
      cookieCache: { enabled: false },
      additionalFields: { lastUsedAt: { type: 'date', input: false, required: false } },
    },
    verification: { storeIdentifier: 'hashed' },
    rateLimit: { enabled: true, storage: 'database', modelName: 'rateLimit' },
    advanced: {
      database: { generateId: false },
      useSecureCookies: false,
      cookies: {
        session_token: {
          // `__Host-` binds the cookie to this very host; browsers accept it only with Secure.
          name: isSecure ? '__Host-parley' : 'parley',
          attributes: { secure: isSecure, httpOnly: true, sameSite: 'lax', path: '/' },
        },
      },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    hooks: {
      before: createAuthMiddleware(async ({ path, body }) => {
        if (path !== '/sign-in/email' || typeof body?.email !== 'string' || body.email.includes('\0')) return;
        // From however many addresses, and whether or not there is such an account.
        const account = `account|${body.email.trim().toLowerCase().slice(0, 300)}`;
        if ((await countTry(db, account)) > triesPerAccount)
          throw new APIError('TOO_MANY_REQUESTS', {
            message: 'Too many attempts. Wait a minute, then try again.',
          });
      }),
    },
    databaseHooks: {
      user: {
        create: {
          before: async (user) => ({ data: { ...user, name: user.name.trim().slice(0, 100), image: null } }),
          after: async (user) => makeFirstAdmin(db, user.id),
        },
      },
      session: {
        delete: { after: async ({ id }) => bell.ring([credentialTopic({ kind: 'session', id })]) },
      },
    },
  });
}

/** The first account is the administrator; the lock decides between two that sign up at the same instant. */
async function makeFirstAdmin(db: Db, userId: string) {
  await db.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext(${firstAdminLock}))::text`;
    const admins = await tx.user.count({ where: { role: 'ADMIN' } });
    if (admins === 0) await tx.user.update({ where: { id: userId }, data: { role: 'ADMIN' } });
  });
}
