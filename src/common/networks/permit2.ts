import type { Address } from 'viem';

/** Uniswap's Permit2, at the same address on every chain that has it. */
export const PERMIT2_ADDRESS: Address = '0x000000000022D473030F116dDEE9F6B43aC78BA3';

/** x402's proxy for the scheme `upto`, at the same address on every chain that has it. */
export const UPTO_PROXY_ADDRESS: Address = '0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002';
