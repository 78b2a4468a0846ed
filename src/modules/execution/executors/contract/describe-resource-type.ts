import { beforeAll, describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { ResourceType, TypeColumns, TypedConfig } from '../../../resources/index.js';
import { expectEvent } from './documented-events.js';
import { HOSTILE_INPUTS } from './hostile-inputs.js';
import { drain, startRun } from './runs.js';
import type { ResourceTypeGround } from './type-ground.js';

const RULES = { whitelist: true, forbidNonWhitelisted: true };
/** What a page of the catalogue can show of one resource. */
const MOST = { inputs: 100, name: 100, description: 1_000, value: 100_000 };

/**
 * Holds a type of resource, and what runs it, to what the server relies on. Tests of another team's
 * module call it at their top level.
 */
export function describeResourceType(
  name: string,
  open: () => ResourceTypeGround | Promise<ResourceTypeGround>,
): void {
  describe(`the resource type ${name}`, () => {
    let ground: ResourceTypeGround;
    beforeAll(async () => {
      ground = await open();
    });

    it('stores plain JSON, which is itself a valid input', () => {
      for (const config of ground.configs) {
        const stored = complete(ground.type, config);
        expect(asJson(stored)).toStrictEqual(stored);
        expect(kept(ground.type, stored)).toStrictEqual(stored);
        expect(complete(ground.type, stored, stored)).toStrictEqual(stored);
      }
    });

    it('keeps the rest where one member is changed', () => {
      const stored = complete(ground.type, ground.configs[0]);
      for (const [member, value] of Object.entries(ground.changes)) {
        const changed = complete(ground.type, { ...stored, [member]: value }, stored);
        expect(changed).not.toStrictEqual(stored);
        expect({ ...changed, [member]: null }).toStrictEqual({ ...stored, [member]: null });
      }
    });

    it('finds nothing wrong with good configurations, and says where others are wrong', () => {
      const { type, configs, contradictions } = ground;
      const errorsOf = (config: object) => type.validate?.(complete(type, config)) ?? [];
      expect(configs.flatMap(errorsOf)).toEqual([]);
      for (const config of contradictions) {
        const errors = errorsOf(config);
        expect(errors).not.toEqual([]);
        for (const { field } of errors) expect(field).toMatch(/^config\./);
      }
      for (const { field } of configs.flatMap((config) => modelsOf(type, config))) {
        expect(field).toMatch(/^config\./);
      }
    });

    it('shows buyers inputs within bounds, and no secret', () => {
      const { type, configs, secrets } = ground;
      for (const config of configs) {
        const inputs = type.publicInputs(complete(type, config));
        expect(inputs.length).toBeLessThanOrEqual(MOST.inputs);
        for (const one of inputs) {
          expect(one.name.length).toBeLessThanOrEqual(MOST.name);
          expect(one.description.length).toBeLessThanOrEqual(MOST.description);
          expect((one.default ?? '').length).toBeLessThanOrEqual(MOST.value);
          expect(one.maxLength).toBeGreaterThan(0);
        }
        const shown = JSON.stringify(inputs);
        expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
      }
    });

    it('takes a good input', () => {
      expect(ground.executor.checkInput(sold(ground).config, ground.input)).toEqual([]);
    });

    it.each(HOSTILE_INPUTS)('judges %s as an input without failing', (_what, input) => {
      const errors = ground.executor.checkInput(sold(ground).config, input);
      for (const { field, message } of errors) {
        expect([typeof field, typeof message]).toEqual(['string', 'string']);
      }
    });

    it('runs by events of the documented forms, or names who sells it', async () => {
      const { executor } = ground;
      const { config } = sold(ground);
      if (executor.soldAt !== undefined) {
        expect(executor.soldAt(config)).toMatch(/^https?:\/\//);
        return;
      }
      const events = await drain(startRun(ground, config, new AbortController().signal));
      for (const event of events) expectEvent(event);
      const answers = events.filter(({ type }) => ['text', 'image', 'content'].includes(type));
      expect(answers).not.toEqual([]);
    });

    it('ends its run by the signal, whatever others do', async () => {
      const { config } = sold(ground);
      if (ground.executor.soldAt !== undefined) return;
      const speak = ground.silence?.();
      const end = new AbortController();
      const ended = drain(startRun(ground, config, end.signal)).catch(() => 'ended');
      end.abort(new Error('the server ends it'));
      await ended;
      speak?.();
    });
  });
}

/** The stored form of what a creator sends, which must be valid. */
function complete(type: ResourceType, given: object, previous?: object): object {
  const input = plainToInstance(type.Input, given);
  expect(validateSync(input, RULES)).toEqual([]);
  return type.complete(input, previous);
}

/** A stored form as it comes back from where it is kept. */
function kept(type: ResourceType, stored: object): object {
  const columns = type.toColumns?.(stored) ?? { typeConfig: stored };
  const read = asJson(columns) as TypeColumns;
  return type.fromColumns?.(Object.assign(emptyColumns(), read)) ?? read.typeConfig ?? {};
}

/** Columns that nothing was written to: whichever is read is null. */
function emptyColumns(): TypeColumns {
  return new Proxy({} as TypeColumns, {
    get: (columns, name) => (Reflect.get(columns, name) as unknown) ?? null,
  });
}

function asJson(value: object): object {
  return JSON.parse(JSON.stringify(value)) as object;
}

function modelsOf(type: ResourceType, config: object) {
  return type.modelsOf?.(complete(type, config)) ?? [];
}

function sold({ type, configs }: ResourceTypeGround): TypedConfig {
  return { type: type.id, config: complete(type, configs[0]) };
}
