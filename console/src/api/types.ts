import type { components, paths } from '../../../test/setup/api-types.js';

/** What the OpenAPI document says: made of it, and held to it, by test/e2e/contract.test.ts. */
export type Paths = paths;

/** A schema of the document, by its name: `Schema<'ProfileDto'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];
