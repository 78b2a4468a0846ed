import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { erc20Abi, type LocalAccount } from 'viem';
import { formatUsdc } from '../../common/money/index.js';
import type { LocalChain } from '../chain/index.js';
import { CHAIN_ID, connectAnvil } from '../chain/network.js';
import { ApiClient } from '../api-client.js';
import type { Bought } from './buyer.js';
import { printStep } from './print.js';

interface Refund {
  readonly id: string;
  readonly status: string;
}

/** Sends a paid request once more, as it was. @throws Error unless the answer is the same */
export async function repeat({ request, answer }: Bought): Promise<void> {
  const again = await fetch(request.url, request.init);
  const same = (await again.json()) as Record<string, unknown>;
  if (again.status !== 200 || same['id'] !== answer['id']) {
    throw new Error(`the repeated payment answered ${again.status}: ${JSON.stringify(same)}`);
  }
  printStep(
    'The buyer sends the same payment again, as after a lost answer',
    `200: the same answer (call ${String(same['id'])}), and no second charge`,
    same,
  );
}

/** Checks a receipt with the server's public keys and without asking it. @throws Error unless it is genuine */
export async function checkReceipt(origin: string, { answer }: Bought): Promise<string> {
  const { id, signature } = answer['receipt'] as {
    readonly id: string;
    readonly signature: string;
  };
  const keys = (await (await fetch(`${origin}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
  const { payload } = await jwtVerify(signature, createLocalJWKSet(keys), {
    algorithms: ['EdDSA'],
    typ: 'x402-receipt+jwt',
    issuer: origin,
  });
  const amount = formatUsdc(BigInt(String(payload['amount'])));
  printStep(
    'Anybody checks the receipt with the public keys, offline',
    `genuine: ${String(payload['payer'])} paid ${amount} USDC for ${String(payload['resource'])}`,
    payload,
  );
  return id;
}

/** Who gives whom how much back, and where. */
interface GivingBack {
  readonly buyer: LocalAccount;
  readonly seller: LocalAccount;
  readonly chain: LocalChain;
  /** Atomic USDC. */
  readonly amount: bigint;
}

/**
 * Has the buyer ask for the money back, and the creator send it.
 * @throws Error unless the server saw the transfer
 */
export async function refund(
  origin: string,
  receiptId: string,
  api: ApiClient,
  giving: GivingBack,
): Promise<void> {
  const asked = await askForRefund(origin, receiptId, giving.buyer);
  printStep('The buyer signs a request to have it back', asked.status, asked);
  const owed = await api.send<Refund>('POST', `/refunds/${asked.id}/approve`, { note: 'gladly' });
  const transaction = await sendBack(giving);
  const paid = await api.send<Refund>('POST', `/refunds/${asked.id}/payment`, { transaction });
  printStep(
    'The creator agrees and sends the money; the server sees it on the chain',
    `${owed.status}, then ${paid.status}: ${transaction}`,
    paid,
  );
  if (paid.status !== 'paid') throw new Error(`the refund is ${paid.status}`);
}

async function sendBack({ buyer, seller, chain, amount }: GivingBack): Promise<string> {
  const anvil = connectAnvil(chain.rpcUrl);
  const hash = await anvil.writeContract({
    account: seller,
    address: chain.usdc,
    abi: erc20Abi,
    functionName: 'transfer',
    args: [buyer.address, amount],
  });
  await anvil.waitForTransactionReceipt({ hash });
  return hash;
}

async function askForRefund(
  origin: string,
  receiptId: string,
  buyer: LocalAccount,
): Promise<Refund> {
  const reason = 'The haiku has four lines.';
  const issuedAt = Math.floor(Date.now() / 1000);
  const signature = await buyer.signTypedData({
    domain: { name: 'Coinslot', version: '1', chainId: CHAIN_ID },
    types: {
      RefundRequest: [
        { name: 'receiptId', type: 'string' },
        { name: 'reason', type: 'string' },
        { name: 'issuedAt', type: 'uint256' },
      ],
    },
    primaryType: 'RefundRequest',
    message: { receiptId, reason, issuedAt: BigInt(issuedAt) },
  });
  return new ApiClient(origin).send('POST', '/refunds', { receiptId, reason, issuedAt, signature });
}
