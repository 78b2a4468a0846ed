import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';

/** Which namespaces may pick what must not get about. */
const KEEPERS = {
  ADMIN_API_KEY: [
    'modules/accounts/guard/admin.config.ts',
    // Its hint only.
    'modules/resources/models/models.config.ts',
  ],
  AUTH_SECRET: [
    'modules/accounts/sessions/sessions.config.ts',
    'modules/accounts/signed-messages/signed-messages.config.ts',
    'modules/execution/end-users/end-users.config.ts',
    'modules/integrations/oauth/oauth.config.ts',
  ],
  DATABASE_URL: ['common/database/database.config.ts', 'common/jobs/jobs.config.ts'],
  FACILITATOR_KEY_SECRET: ['modules/payments/facilitator/facilitator.config.ts'],
  FACILITATOR_PRIVATE_KEY: ['modules/payments/facilitator/facilitator.config.ts'],
  FACILITATOR_TOKEN: ['modules/payments/facilitator/facilitator.config.ts'],
  OTEL_EXPORTER_OTLP_HEADERS: ['modules/operations/tracing/tracing.config.ts'],
  RECEIPT_KEYS: ['modules/payments/receipts/receipts.config.ts'],
  SOLANA_FEE_PAYER_KEY: ['modules/payments/facilitator/facilitator.config.ts'],
  STORAGE_PRIVATE_KEY: ['modules/execution/storage/storage.config.ts'],
  VAULT_KEYS: ['modules/integrations/vault/vault.config.ts'],
};

/** What starts the server has the whole configuration: it makes the applications. */
const STARTS =
  /^(app|app\.module|cross-origin|documentation|index|start|commands\/(command-context|set-up))\.ts$/;

describe('the configuration in the source', () => {
  let files: readonly (readonly [name: string, text: string])[];

  beforeAll(async () => {
    const names = await readdir('src', { recursive: true });
    const sources = names.filter(
      (name) => !name.startsWith('sandbox/') && name.endsWith('.ts') && !name.endsWith('.test.ts'),
    );
    files = await Promise.all(
      sources.map(async (name) => [name, await readFile(join('src', name), 'utf8')] as const),
    );
  });

  const namesOf = (isMeant: (text: string, name: string) => boolean) =>
    files
      .filter(([name, text]) => !name.startsWith('common/config/') && isMeant(text, name))
      .map(([name]) => name)
      .sort();

  it.each(Object.entries(KEEPERS))('gives %s to those alone who use it', (setting, keepers) => {
    const pick = new RegExp(`\\b${setting}\\b`);
    const picks = namesOf((text, name) => name.endsWith('.config.ts') && pick.test(text));
    expect(picks).toEqual(keepers);
  });

  it('is whole for what starts the server only', () => {
    const whole = namesOf((text) => /\bConfig\b[^;]*from '[./a-z]*config\/index\.js'/.test(text));
    expect(whole.filter((name) => !STARTS.test(name))).toEqual([]);
  });

  it('is picked from in namespaces only, one for each folder', () => {
    const picks = namesOf((text) => text.includes('fromSettings('));
    expect(picks.filter((name) => !name.endsWith('.config.ts'))).toEqual([]);
    const folders = picks.map((name) => name.slice(0, name.lastIndexOf('/')));
    expect(folders.filter((folder, at) => folders.indexOf(folder) !== at)).toEqual([]);
  });

  it('is never asked of a service that knows all of it', () => {
    expect(namesOf((text) => text.includes('ConfigService'))).toEqual([]);
  });
});
