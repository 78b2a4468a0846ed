import { expect } from '@jest/globals';
import { z } from 'zod';
import { problemsOfDefinitions } from '../definition-problems.js';
import type { Bench, Check } from './provider-bench.js';

/** Where a server of this machine takes the place of the provider, and nowhere else. */
const HTTP = /^http:/i;

/** What a definition owes before anybody is asked. */
export function checkDefinition(check: Check, bench: Bench): void {
  check('has a definition that the server starts with', async () => {
    expect(problemsOfDefinitions([bench.definition])).toEqual([]);
  });

  check('speaks https only, also where users are sent and where tokens come from', async () => {
    const { definition } = bench;
    const urls = textsOf(definition).filter((text) => /^[a-z]+:\/\//i.test(text));
    expect(urls).not.toEqual([]);
    expect(urls.filter((url) => HTTP.test(url))).toEqual([]);
    if (definition.api !== undefined) expect(definition.api.baseUrl).toBe(bench.ground.baseUrl);
  });

  check('says what it is, and where its documentation stands', async () => {
    const { docsUrl, description, name } = bench.definition;
    expect(docsUrl).toEqual(expect.stringMatching(/^https:/));
    expect(description.trim()).not.toBe(name);
  });

  check('shows its metadata in the API’s documentation', async () => {
    const { metadata } = bench.definition;
    expect(z.toJSONSchema(metadata.schema)).toMatchObject({ type: 'object' });
  });

  check('comes with what a test of it takes', async () => {
    const { definition, ground } = bench;
    const isAsked = definition.probes.length > 0;
    expect({ standIn: ground.standIn !== undefined, wrong: ground.wrong !== undefined }).toEqual({
      standIn: isAsked,
      wrong: isAsked,
    });
    const fields = definition.auth.flatMap(({ fields }) => fields.map(({ key }) => key));
    expect(fields).toEqual(expect.arrayContaining(Object.keys(ground.inputs ?? {})));
  });
}

/** Every text of a definition, but for what its schemas are made of. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || value instanceof z.ZodType) return [];
  return Object.values(value).flatMap(textsOf);
}
