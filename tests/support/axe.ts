import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong, one line a rule. The page's own policy would refuse axe's script: it must be off. */
export async function violations(page: Page, screen: string): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async (name) => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const found = await axe.run(document, { runOnly: tags });
    return found.violations.map(
      ({ id, nodes }) => `${name}: ${id} at ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
    );
  }, screen);
}
