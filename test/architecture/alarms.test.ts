import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { DatabaseGauges } from '../../src/modules/operations/metrics/database-gauges.js';
import { ProcessGauges } from '../../src/modules/operations/metrics/process-gauges.service.js';
import { RequestDurations } from '../../src/modules/operations/metrics/request-durations.js';

const NAMES = /\b(?:coinslot|nodejs|process)_[a-z0-9_]+\b/g;
/** Of the database, which are called like metrics. */
const ROLES = /^coinslot_(owner|as_\w+)$/;

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}

/** What `/metrics` tells: nothing is asked of the sources before somebody looks. */
function everything(): Registry {
  const registry = new Registry();
  const nobody = undefined as never;
  collectDefaultMetrics({ register: registry });
  new ProcessGauges(nobody, nobody, nobody, nobody).register(registry);
  const parts = [new DatabaseGauges(registry), new RequestDurations(registry)];
  expect(parts).toHaveLength(2);
  return registry;
}

/** Where each `#…` of a document leads. */
const anchorsOf = (text: string) =>
  [...text.matchAll(/^## (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );

describe('what operators are given', () => {
  let known: Set<string>;
  let own: string[];
  let alarms: string;
  let expressions: string;
  beforeAll(async () => {
    const names = (await everything().getMetricsAsArray()).map(({ name }) => name);
    own = names.filter((name) => name.startsWith('coinslot_'));
    const parts = names.flatMap((name) =>
      ['', '_bucket', '_count', '_sum'].map((part) => `${name}${part}`),
    );
    known = new Set(parts);
    alarms = await readFile('docs/operations/alarms.yaml', 'utf8');
    const dashboard = JSON.parse(
      await readFile('docs/operations/dashboard.json', 'utf8'),
    ) as Dashboard;
    expressions = dashboard.panels
      .flatMap(({ targets }) => targets.map(({ expr }) => expr))
      .join('\n');
  });

  const unknownIn = (text: string) =>
    [...text.matchAll(NAMES)]
      .map(([name]) => name)
      .filter((name) => !known.has(name) && !ROLES.test(name));

  it('names no metric that the server does not have', async () => {
    for (const document of ['docs/operators.md', 'docs/runbook.md']) {
      expect(unknownIn(await readFile(document, 'utf8'))).toEqual([]);
    }
    expect([unknownIn(alarms), unknownIn(expressions)]).toEqual([[], []]);
    expect(unknownIn('coinslot_planted > 0')).toEqual(['coinslot_planted']);
  });

  it('explains every metric of ours, and shows each in an alarm or on the dashboard', async () => {
    const document = await readFile('docs/operators.md', 'utf8');
    expect(own.filter((name) => !document.includes(`\`${name}`))).toEqual([]);
    const shown = `${alarms}\n${expressions}`;
    expect(own.filter((name) => !shown.includes(name))).toEqual([]);
  });

  it('leads from each alarm to a chapter of the runbook', async () => {
    const anchors = anchorsOf(await readFile('docs/runbook.md', 'utf8'));
    const rules = [...alarms.matchAll(/- alert: /g)];
    const chapters = [...alarms.matchAll(/docs\/runbook\.md#([\w-]+)/g)].map(
      ([, anchor = '']) => anchor,
    );
    expect(chapters).toHaveLength(rules.length);
    expect(chapters.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });
});
