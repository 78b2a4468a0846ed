import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { newKeyPair } from '../common/solana/index.js';

/** Secrets that the sandbox makes up once and keeps, so that its data stays readable. */
export interface SandboxSecrets {
  readonly authSecret: string;
  readonly adminKey: string;
  /** Base64, 32 bytes. */
  readonly vaultKey: string;
  /** Base64, 32 bytes. */
  readonly receiptKey: string;
  readonly databasePassword: string;
  readonly facilitatorKey: `0x${string}`;
  /** The wallet that owns the sandbox's creator account. */
  readonly creatorKey: `0x${string}`;
  /** A wallet with test USDC, to buy with. */
  readonly buyerKey: `0x${string}`;
  /** The same on Solana, each as wallets there export it: who pays fees, the creator and the buyer. */
  readonly solanaFeePayerKey: string;
  readonly solanaCreatorKey: string;
  readonly solanaBuyerKey: string;
}

/** Reads the sandbox's secrets, making them where there are none; only the user can read the file. */
export async function loadSecrets(file: string): Promise<SandboxSecrets> {
  const kept = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as object) : {};
  const secrets: SandboxSecrets = { ...newSecrets(), ...kept };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

function newSecrets(): SandboxSecrets {
  return {
    authSecret: randomBytes(48).toString('base64'),
    adminKey: randomBytes(32).toString('base64url'),
    vaultKey: randomBytes(32).toString('base64'),
    receiptKey: randomBytes(32).toString('base64'),
    databasePassword: randomBytes(24).toString('hex'),
    facilitatorKey: newPrivateKey(),
    creatorKey: newPrivateKey(),
    buyerKey: newPrivateKey(),
    solanaFeePayerKey: newKeyPair(),
    solanaCreatorKey: newKeyPair(),
    solanaBuyerKey: newKeyPair(),
  };
}

function newPrivateKey(): `0x${string}` {
  return `0x${randomBytes(32).toString('hex')}`;
}
