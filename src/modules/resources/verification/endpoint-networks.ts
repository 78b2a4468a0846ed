import { KNOWN_NETWORKS, type KnownNetwork } from '../../../common/networks/index.js';

/** Finds a network by the name that a version of x402 has for it. */
export function findNetwork(name: string, x402Version: 1 | 2): KnownNetwork | undefined {
  return KNOWN_NETWORKS.find(({ id, v1Name }) => name === (x402Version === 1 ? v1Name : id));
}

/** Whether `asset` is a dollar token of the network; EVM addresses are the same in any case of letters. */
export function isDollarToken({ id, assets }: KnownNetwork, asset: string): boolean {
  const isEvm = id.startsWith('eip155:');
  return assets.some((each) =>
    isEvm ? asset.toLowerCase() === each.toLowerCase() : asset === each,
  );
}

/** Whether `payTo` has the form of an address on the network, and is not the zero address. */
export function isPayee({ id }: KnownNetwork, payTo: string): boolean {
  if (!id.startsWith('eip155:')) return /^[1-9A-HJ-NP-Za-km-z]{32,44}$/.test(payTo);
  return /^0x[0-9a-fA-F]{40}$/.test(payTo) && !/^0x0+$/.test(payTo);
}
