import { expect, test } from 'vitest';
import { createLog, type LogLevel } from '../../api/platform/log.ts';

function logAt(level: LogLevel) {
  const lines: string[] = [];
  const log = createLog(level, (line) => lines.push(line) > 0);
  return { log, records: () => lines.map((line) => JSON.parse(line)), lines };
}

test('a record is one line of JSON with time, level, message and fields', () => {
  const { log, records, lines } = logAt('info');

  log.info('two\nlines', { count: 3 });

  expect(lines[0]).toMatch(/^[^\n]+\n$/);
  expect(records()).toEqual([
    { time: expect.stringMatching(/^\d{4}-.*Z$/), level: 'info', message: 'two\nlines', count: 3 },
  ]);
});

test('an error is told with its causes', () => {
  const { log, records } = logAt('debug');

  log.error('failed', { error: new Error('outer', { cause: new TypeError('inner') }) });

  expect(records()[0].error).toMatchObject({
    name: 'Error',
    message: 'outer',
    stack: expect.stringContaining('log.test.ts'),
    cause: { name: 'TypeError', message: 'inner' },
  });
});

test('what is below the level is not written, and silent writes nothing', () => {
  const [warn, silent] = [logAt('warn'), logAt('silent')];

  for (const { log } of [warn, silent]) {
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
  }

  expect(warn.records().map(({ message }) => message)).toEqual(['c', 'd']);
  expect(silent.lines).toEqual([]);
});
