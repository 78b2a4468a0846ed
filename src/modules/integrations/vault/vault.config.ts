import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** The keyring that seals credentials; nothing but the vault can inject it. */
export const vaultConfig = registerAs(
  'vault',
  fromSettings((settings) => ({ keys: settings.VAULT_KEYS, activeKid: settings.VAULT_ACTIVE_KEY })),
);
