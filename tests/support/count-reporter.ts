/**
 * Says in the last line how many tests passed and failed, over all projects, for whoever reads only that line:
 * `12 passed, 0 failed` or `12 passed, 1 failed, 2 skipped`. What fails outside a test (a file that cannot be loaded, a
 * hook, an unhandled error) counts as failed: it must never look like success.
 */
import { writeSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule, TestRunEndReason, TestSuite } from 'vitest/node';

type Counts = { passed: number; failed: number; skipped: number };

const STDOUT = 1;

export default class CountReporter implements Reporter {
  #line = '';

  onInit(): void {
    // Other reporters write when they like; at exit nobody comes after us.
    process.once('exit', () => {
      if (this.#line !== '') writeSync(STDOUT, `${this.#line}\n`);
    });
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    errors: readonly SerializedError[],
    reason: TestRunEndReason,
  ): void {
    this.#line = lineOf(countAll(modules, errors.length, reason));
  }
}

export function countAll(
  modules: readonly TestModule[],
  unhandled: number,
  reason: TestRunEndReason,
): Counts {
  const counts: Counts = { passed: 0, failed: unhandled, skipped: 0 };
  for (const module of modules) count(module, counts);
  if (reason !== 'passed' && counts.failed === 0) counts.failed = 1;
  return counts;
}

function count(group: TestModule | TestSuite, counts: Counts): void {
  for (const test of group.children.allTests()) {
    const { state } = test.result();
    // A test that never came to its end, because its file or the run broke, has not passed.
    counts[state === 'pending' ? 'failed' : state] += 1;
  }
  counts.failed += group.errors().length;
  for (const suite of group.children.allSuites()) counts.failed += suite.errors().length;
}

export function lineOf({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
