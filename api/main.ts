import { readEnv } from './platform/env.ts';
import { StartError } from './platform/start-error.ts';

/** Starts Parley and stops it on Ctrl-C or SIGTERM; a second signal does not wait for answers to finish. */
const say = (line: string) => process.stdout.write(`${line}\n`);
// Whoever started it may be gone before it stops.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
// A library's use of another one is nothing an operator can mend: Prisma reads several relations of a transaction at once,
// which pg will refuse in its next major version (prisma/orm#29646).
process.noDeprecation = true;

async function main() {
  const env = readEnv(process.env);
  // Loaded after the environment is known to be good: a bad value should not wait for the whole program to load.
  const { createApp } = await import('./app.ts');
  const app = createApp(env, { progress: (line) => say(`  · ${line}`) });

  let isStopping = false;
  const stop = async () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    say('Stopping: running answers may finish (press again to cut them short) …');
    await app.stop();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  say('Parley is starting');
  const { url } = await app.start();
  say(`Parley is ready: ${url}\n  · API and explorer: ${url}/graphql`);
}

main().catch((error) => {
  process.stderr.write(error instanceof StartError ? `${error.message}\n` : `${error?.stack ?? error}\n`);
  process.exit(1);
});
