import { beforeAll, describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import {
  type ResourceType,
  shownInputs,
  type TypeColumns,
  type TypedConfig,
  whyNotShown,
} from '../../../resources/index.js';
import { expectEvent } from './documented-events.js';
import { HOSTILE_INPUTS } from './hostile-inputs.js';
import { drain, startRun } from './runs.js';
import type { ResourceTypeGround } from './type-ground.js';

const RULES = { whitelist: true, forbidNonWhitelisted: true };

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

    it('takes its own example, if it has one', () => {
      const { type } = ground;
      if (type.example === undefined) return;
      const { config } = type.example;
      expect(type.validate?.(complete(type, config)) ?? []).toEqual([]);
    });

    it('shows buyers inputs that the catalogue can show whole, and no secret', () => {
      const { type, configs, secrets } = ground;
      for (const config of configs) {
        const inputs = type.publicInputs(complete(type, config));
        expect(whyNotShown(inputs)).toBeUndefined();
        expect(shownInputs(inputs)).toStrictEqual(inputs);
        const text = JSON.stringify(inputs);
        expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
      }
    });

    it('says the same of a configuration as it comes back from where it is kept', () => {
      const { type, configs } = ground;
      for (const config of configs) {
        const stored = complete(type, config);
        expect(type.publicInputs(kept(type, stored))).toStrictEqual(type.publicInputs(stored));
      }
    });

    it('has its inputs where buyers look', async () => {
      const { type } = ground;
      const parameters = await ground.catalogued?.();
      if (parameters === undefined) return;
      expect(parameters).toStrictEqual(type.publicInputs(sold(ground).config));
    });

    it('takes a good input, and misses each of those that it requires', () => {
      const { executor, type, input } = ground;
      const { config } = sold(ground);
      expect(executor.checkInput(config, input)).toEqual([]);
      // What is read of a request may have other names than what buyers send.
      if (executor.readRequest !== undefined) return;
      for (const { name, required } of type.publicInputs(config)) {
        const { [name]: _left, ...others } = input;
        if (required) expect(executor.checkInput(config, others)).not.toEqual([]);
      }
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
