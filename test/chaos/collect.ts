import type { DataSource } from 'typeorm';
import { x402UptoPermit2ProxyABI } from '@x402/evm';
import { decodeFunctionData, erc20Abi, parseAbi } from 'viem';
import { UPTO_PROXY_ADDRESS } from '../../src/common/networks/index.js';
import { connectAnvil, USDC_ADDRESS } from '../../src/sandbox/chain/network.js';
import type { ClaimRow, EntryRow, SettlementRow, SpendingRow, Transfer } from './evidence.js';

const eip3009 = parseAbi([
  'event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)',
]);

/** Every authorization used on the chain: hash of the transaction by nonce. */
export async function readUsed(rpcUrl: string): Promise<ReadonlyMap<string, string>> {
  const events = await connectAnvil(rpcUrl).getContractEvents({
    address: USDC_ADDRESS,
    abi: eip3009,
    eventName: 'AuthorizationUsed',
    fromBlock: 0n,
    strict: true,
  });
  return new Map([
    ...events.map(
      ({ args, transactionHash }) => [args.nonce.toLowerCase(), transactionHash] as const,
    ),
    ...(await readUsedPermits(rpcUrl)),
  ]);
}

/** The same for Permit2, whose nonce stands in what x402's proxy was told. */
async function readUsedPermits(rpcUrl: string): Promise<(readonly [string, string])[]> {
  const anvil = connectAnvil(rpcUrl);
  const settled = await anvil.getContractEvents({
    address: UPTO_PROXY_ADDRESS,
    abi: x402UptoPermit2ProxyABI,
    fromBlock: 0n,
  });
  return Promise.all(
    settled.map(async ({ transactionHash: hash }) => {
      const { input } = await anvil.getTransaction({ hash });
      const { functionName, args = [] } = decodeFunctionData({
        abi: x402UptoPermit2ProxyABI,
        data: input,
      });
      const permit = args[functionName === 'settle' ? 0 : 1] as { readonly nonce: bigint };
      return [`permit2:${permit.nonce}`, hash] as const;
    }),
  );
}

/** Every transfer of USDC to one of the wallets. */
export async function readTransfers(
  rpcUrl: string,
  wallets: readonly `0x${string}`[],
): Promise<readonly Transfer[]> {
  const events = await connectAnvil(rpcUrl).getContractEvents({
    address: USDC_ADDRESS,
    abi: erc20Abi,
    eventName: 'Transfer',
    args: { to: [...wallets] },
    fromBlock: 0n,
    strict: true,
  });
  return events.map(({ args, transactionHash }) => ({
    payer: args.from.toLowerCase(),
    payTo: args.to.toLowerCase(),
    amount: args.value,
    transaction: transactionHash,
  }));
}

type Raw<T> = { readonly [K in keyof T]: T[K] extends bigint ? string : T[K] };

/** The books, read as the owner of the tables. */
export async function readBooks(owner: DataSource) {
  const [claims, settlements, entries, spending] = await Promise.all([
    owner.query<Raw<ClaimRow>[]>(
      `SELECT id, lower(nonce) AS nonce, lower(payer) AS payer, status, work, policy, attempts,
         coalesce(charge, amount) AS amount, transaction, result, failure, ended_at IS NOT NULL AS "isEnded",
         EXISTS (SELECT FROM refunds r WHERE r.claim_id = c.id AND r.status = 'owed'
           AND r.amount = c.amount) AS "refundOwed"
        FROM payment_claims c ORDER BY created_at`,
    ),
    owner.query<Raw<SettlementRow>[]>(
      `SELECT s.claim_id AS "claimId", lower(s.payer) AS payer, s.amount,
              k.transaction, k.transaction <> s.transaction AS "isMoved",
              k.reversed_at IS NOT NULL AS "isReversed"
         FROM settlements s JOIN settlement_checks k ON k.claim_id = s.claim_id`,
    ),
    owner.query<Raw<EntryRow>[]>(
      `SELECT journal_id AS "journalId", kind, account, owner_id AS "ownerId", amount
        FROM ledger_entries`,
    ),
    readSpending(owner),
  ]);
  return {
    claims: claims.map(withAmount),
    settlements: settlements.map(withAmount),
    entries: entries.map(withAmount),
    spending,
  };
}

async function readSpending(owner: DataSource): Promise<SpendingRow[]> {
  const rows = await owner.query<(Raw<SpendingRow> & { readonly resourceId: string })[]>(
    `SELECT s.resource_id AS "resourceId", sum(s.reserved_nano_usd) AS reserved,
            sum(s.spent_nano_usd + s.carried_nano_usd) AS spent,
            (SELECT coalesce(sum(reserved_nano_usd) FILTER (WHERE closed_at IS NULL), 0)
               FROM call_reservations r WHERE r.resource_id = s.resource_id) AS "reservedInAll",
            (SELECT coalesce(sum(spent_nano_usd), 0)
               FROM call_reservations r WHERE r.resource_id = s.resource_id) AS "spentInAll",
            (SELECT coalesce(sum(provider_cost_nano_usd), 0)
               FROM executions e WHERE e.resource_id = s.resource_id) AS known
       FROM resource_spending s GROUP BY s.resource_id`,
  );
  return rows.map(({ resourceId, ...sums }) => ({
    resourceId,
    reserved: BigInt(sums.reserved),
    spent: BigInt(sums.spent),
    reservedInAll: BigInt(sums.reservedInAll),
    spentInAll: BigInt(sums.spentInAll),
    known: BigInt(sums.known),
  }));
}

function withAmount<T extends { readonly amount: string }>(row: T) {
  return { ...row, amount: BigInt(row.amount) };
}
