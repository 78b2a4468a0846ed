import type { Hex } from 'viem';

/** Code of contracts that are asked for a signature (ERC-1271) and do something else. */
export const HOSTILE_WALLETS: readonly (readonly [does: string, code: Hex])[] = [
  // PUSH0 PUSH0 REVERT
  ['reverts', '0x5f5ffd'],
  // INVALID: all gas is gone
  ['fails', '0xfe'],
  // JUMPDEST PUSH0 JUMP
  ['never ends', '0x5b5f56'],
  // RETURN: more memory than its gas is worth
  ['answers with two megabytes', '0x622000005ff3'],
  // RETURN 256 KiB of nothing
  ['answers with a quarter of a megabyte', '0x620400005ff3'],
  // REVERT with as much
  ['reverts with a quarter of a megabyte', '0x620400005ffd'],
  // RETURN one word that is no magic value
  ['says no', `0x63ffffffff60e01b5f5260205ff3`],
  // RETURN the magic value in four bytes alone
  ['answers with less than a word', `0x631626ba7e60e01b5f5260045ff3`],
  // calls itself with what it is asked for as long as there is gas
  ['calls itself', '0x365f5f375f5f365f5f305af100'],
];
