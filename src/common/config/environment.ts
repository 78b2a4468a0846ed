import { existsSync } from 'node:fs';
import type { Environment } from './read-settings.js';

/** The process environment, completed by a `.env` file in the working directory where there is one. */
export function readEnvironment(): Environment {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return { ...process.env };
}
