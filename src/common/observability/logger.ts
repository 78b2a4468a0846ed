import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { redactUrls } from './redact-urls.js';
import { requestContext } from './request-context.js';

/** Where secrets travel in objects that get logged; the value is replaced, the key stays. */
const REDACTED_PATHS = [
  'authorization',
  'cookie',
  'apiKey',
  'password',
  'privateKey',
  'signature',
  'systemPrompt',
  'token',
  '["x-api-key"]',
  '["x-admin-key"]',
  '["x-payment"]',
  '["payment-signature"]',
].flatMap((key) =>
  key.startsWith('[') ? [key, `*${key}`, `*.*${key}`] : [key, `*.${key}`, `*.*.${key}`],
);

/**
 * The process's structured log: JSON lines with the request id, secrets redacted; lines for people where a
 * person watches the terminal. Of URLs only scheme and host are written, whoever logs them.
 */
export function createLogger(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: {},
    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
    serializers: { err: describeError, error: describeError },
    mixin: () => requestContext.getStore() ?? {},
    hooks: { streamWrite: redactUrls },
  };
  const target = destination ?? (process.stdout.isTTY ? forPeople() : undefined);
  return target === undefined ? pino(options) : pino(options, target);
}

/** One line for each, with the time of day; written at once, so that none is lost when the process ends. */
function forPeople(): { write(line: string): void } {
  return pretty({
    sync: true,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname',
  });
}

/**
 * Names, codes and stack only: errors of drivers and SDKs carry queries, bodies and headers in
 * further properties, and those can hold secrets.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  return { type: error.name, message: error.message, stack: error.stack };
}
