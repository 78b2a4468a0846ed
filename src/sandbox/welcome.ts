import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiClient, signSignIn } from './api-client.js';
import type { LocalChain } from './chain/index.js';
import { solanaKey } from '../common/solana/index.js';
import type { SandboxSolana } from './provide-solana.js';
import type { Sandbox } from './sandbox.js';
import type { SandboxSecrets } from './secrets.js';

/** Tells the person who started the sandbox where it is and how to use it. */
export async function welcome(
  sandbox: Sandbox,
  origin: string,
  directory: string,
): Promise<string> {
  const apiKey = await sandboxApiKey(sandbox, origin, join(directory, 'api-key'));
  const console = await consoleLink(sandbox, origin);
  // On networks that were configured, the wallet holds nothing.
  const onChain = sandbox.chain === undefined ? '' : chainLines(sandbox.chain, sandbox.secrets);
  const onSolana = sandbox.solana === undefined ? '' : solanaLines(sandbox.solana, sandbox.secrets);
  return `
Coinslot sandbox
  Shop           ${origin}   (what is on sale, for people)
  Console        ${console}
                 (enter as the seller; the link works once, within ten minutes)
  API and docs   ${origin}/docs   (OpenAPI: ${origin}/api/v1/openapi.json, for buyers ${origin}/openapi.json)
  API key        ${apiKey}   (press "Authorize" at the docs and paste it)
  Admin key      ${sandbox.environment['ADMIN_API_KEY']}   (the operator's, sent as x-admin-key)${onChain}${onSolana}
  Data           ${directory}   (delete it to start over)
`;
}

function chainLines({ rpcUrl }: LocalChain, { buyerKey, creatorKey }: SandboxSecrets): string {
  return `
  Buyer's wallet ${buyerKey}   (private key, holds test USDC only)
  Seller's wallet ${creatorKey}   (private key of the API key's account, to send refunds with)
  Chain          ${rpcUrl}   (JSON-RPC, looks like Base Sepolia)`;
}

function solanaLines(solana: SandboxSolana, { solanaBuyerKey }: SandboxSecrets): string {
  if ('missing' in solana) {
    return `\n  Solana         none (${solana.missing}); buyers pay on the other chain`;
  }
  return `
  Solana         ${solana.rpcUrl}   (JSON-RPC, looks like Devnet; the seller is paid there too)
  Buyer there    ${solanaBuyerKey}   (private key, holds test USDC only)`;
}

/**
 * Where the seller enters the console: the address carries what their wallet has signed, after the `#`, which browsers
 * send nobody. The server knows no other way in than the usual one, and production has no wallet of a seller.
 */
async function consoleLink({ secrets }: Sandbox, origin: string): Promise<string> {
  const { parts } = await signSignIn(origin, secrets.creatorKey);
  return `${origin}/console/enter#${new URLSearchParams(parts)}`;
}

/** The API key of the sandbox's creator: the one kept from before while it works, else a new one. */
async function sandboxApiKey(sandbox: Sandbox, origin: string, file: string): Promise<string> {
  const { secrets } = sandbox;
  if (existsSync(file)) {
    const kept = await readFile(file, 'utf8');
    const works = await new ApiClient(origin, kept).send('GET', '/me').then(
      () => true,
      () => false,
    );
    if (works) return kept;
  }
  const creator = await ApiClient.signIn(origin, secrets.creatorKey);
  await choosePayout(sandbox, creator);
  const { key } = await creator.send<{ key: string }>('POST', '/api-keys', {
    name: 'sandbox',
    scopes: ['read', 'publish', 'admin'],
  });
  await writeFile(file, key, { mode: 0o600 });
  return key;
}

/** On Solana nobody is paid without a wallet of their own choice. */
async function choosePayout({ solana, secrets }: Sandbox, creator: ApiClient): Promise<void> {
  if (solana === undefined || 'missing' in solana) return;
  const { address } = solanaKey(secrets.solanaCreatorKey);
  await creator.send('PUT', `/me/payout-wallets/${solana.network}`, { address });
}
