import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EVENT_TYPES } from '../../src/common/outbox/index.js';

const catalogue = Object.entries(EVENT_TYPES);

describe('the catalogue of events', () => {
  it('is what docs/events.md shows, type by type', async () => {
    const page = await readFile('docs/events.md', 'utf8');
    const [, listed = ''] = page.split('\n## The types\n');
    const sections = catalogue.map(([type, { when, example }]) => {
      const json = JSON.stringify(example, null, 2);
      return `### \`${type}\`\n\n${when}.\n\n\`\`\`json\n${json}\n\`\`\`\n`;
    });
    expect(listed.trim()).toBe(sections.join('\n').trim());
  });

  it('has no type that nothing writes', async () => {
    const names = await readdir('src/modules', { recursive: true });
    const sources = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
    const texts = await Promise.all(
      sources.map((name) => readFile(join('src/modules', name), 'utf8')),
    );
    const unwritten = catalogue.filter(
      ([type]) => !texts.some((text) => text.includes(`'${type}'`)),
    );
    expect(unwritten).toEqual([]);
  });

  it('has types that the database takes, and none that are for other teams', () => {
    for (const [type] of catalogue) expect(type).toMatch(/^(?!x_)[a-z_]+\.[a-z_]+$/);
  });
});
