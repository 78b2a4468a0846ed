import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { problemPage } from '../common/errors/index.js';
import { problemTypesIn } from './problem-areas.js';

/** `npm run docs:errors`: writes `docs/api-errors.md` from the problems that the source states. */
const areas = await problemTypesIn(
  resolve(import.meta.dirname, '..'),
  async (file) => (await import(file)) as object,
);
writeFileSync('docs/api-errors.md', problemPage(areas));
