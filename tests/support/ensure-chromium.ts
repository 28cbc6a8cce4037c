import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The browser tests need a Chromium: Debian's is installed when it is missing and that is possible, else said. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const packages = ['chromium', 'fonts-liberation', 'fonts-noto-color-emoji'];

export const findChromium = () =>
  [process.env.CHROMIUM ?? '', ...places].find((path) => path && existsSync(path));

if (import.meta.main && !findChromium()) {
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (canInstall) {
    process.stdout.write(`  · installing ${packages.join(', ')}\n`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      stdio: 'inherit',
      env,
    });
  }
  if (!findChromium()) {
    process.stderr.write(
      `The browser tests need Chromium: run "apt-get install ${packages.join(' ')}", or set CHROMIUM.\n`,
    );
    process.exit(1);
  }
}
