import { join } from 'node:path';
import type { Environment } from '../common/config/index.js';
import { solanaKey } from '../common/solana/index.js';
import type { SandboxSecrets } from './secrets.js';
import { type LocalSolana, startSolana } from './solana/index.js';

/** Test USDC the buyer's wallet is filled up to, in atomic units. */
const BUYER_FUNDS = 100_000_000n;

/** A Solana of this machine, or why there is none. */
export type SandboxSolana = LocalSolana | { readonly missing: string };

/**
 * Provides Solana beside the local EVM chain, with money for who pays fees, for the creator and for the buyer.
 * The sandbox goes on without it on a machine that it does not run on, and beside a facilitator, which does not
 * know it.
 */
export async function provideSolana(
  given: Environment,
  directory: string,
  secrets: SandboxSecrets,
): Promise<SandboxSolana> {
  if (given['FACILITATOR_URL']) return { missing: 'FACILITATOR_URL is set' };
  try {
    const solana = await startSolana(join(directory, 'solana.jsonl'));
    await fillUp(solana, secrets);
    return solana;
  } catch (error) {
    return { missing: oneLine(error) };
  }
}

/** What of the configuration it makes. */
export function solanaSettings(solana: SandboxSolana, secrets: SandboxSecrets): Environment {
  return 'missing' in solana ? {} : { SOLANA_FEE_PAYER_KEY: secrets.solanaFeePayerKey };
}

async function fillUp(solana: LocalSolana, secrets: SandboxSecrets): Promise<void> {
  const [feePayer, creator, buyer] = [
    secrets.solanaFeePayerKey,
    secrets.solanaCreatorKey,
    secrets.solanaBuyerKey,
  ].map((key) => solanaKey(key).address) as [string, string, string];
  await solana.giveSol(feePayer);
  // To send refunds with, and to be paid.
  await solana.giveSol(creator);
  await solana.fund(creator, 0n);
  const missing = BUYER_FUNDS - (await solana.usdcBalance(buyer));
  if (missing > 0n) await solana.fund(buyer, missing);
}

function oneLine(error: unknown): string {
  return (
    String((error as Error).message)
      .split('\n')
      .find(Boolean) ?? 'it did not start'
  );
}
