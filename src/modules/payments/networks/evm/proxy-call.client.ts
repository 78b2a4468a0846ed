import { isAddressEqual, type PublicClient, type TransactionReceipt } from 'viem';
import { UPTO_PROXY_ADDRESS } from '../../../../common/networks/index.js';
import { permitUseIn, type PermitUse } from './permit.js';

/** Which payment a transaction settled by the proxy; undefined for any other transaction. */
export async function readProxyCall(
  client: PublicClient,
  { status, to, transactionHash: hash }: TransactionReceipt,
): Promise<PermitUse | undefined> {
  const isOurs = to !== null && isAddressEqual(to, UPTO_PROXY_ADDRESS) && status === 'success';
  return isOurs ? permitUseIn((await client.getTransaction({ hash })).input) : undefined;
}
