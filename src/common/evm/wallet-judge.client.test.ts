import { describe, expect, it } from '@jest/globals';
import { type Hex, serializeErc6492Signature } from 'viem';
import { walletJudge } from './wallet-judge.client.js';

const FACTORY = '0xBA5ED110eFDBa3D005bfC882d75358ACBbB85842';
const claim = {
  address: '0x036CbD53842c5426634e7929541eC2318f3dCF7e',
  digest: `0x${'ab'.repeat(32)}`,
  signature: '0xabcd',
} as const;
const word = (digit: string) => `0x${digit.padStart(64, '0')}`;

/** A judge before a node that answers so, and what that node was asked. */
function judgeOf(answer: () => unknown) {
  const asked: { method: string; params: readonly [{ gas: Hex; to?: Hex }, string] }[] = [];
  const request = async (question: unknown) => {
    asked.push(question as (typeof asked)[number]);
    return answer();
  };
  return { judge: walletJudge({ request: request as never }, [FACTORY]), asked };
}

describe('a contract that is said to have signed', () => {
  it.each([
    ['0', false],
    ['1', false],
    ['2', true],
  ])('is asked once, with a limit to its gas: %s', async (digit, signed) => {
    const { judge, asked } = judgeOf(() => word(digit));
    expect(await judge(claim)).toBe(signed);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.method).toBe('eth_call');
    const [call, block] = asked[0]?.params ?? [];
    expect(block).toBe('latest');
    expect(BigInt(call?.gas ?? 0)).toBe(2_000_000n);
    expect(call?.to).toBeUndefined();
  });

  it.each([
    ['what is no signature', '0xabc'],
    [
      'one to be made by somebody else',
      serializeErc6492Signature({ address: claim.address, data: '0x', signature: '0x' }),
    ],
  ])('is not asked about %s', async (_, signature) => {
    const { judge, asked } = judgeOf(() => word('2'));
    expect(await judge({ ...claim, signature })).toBe(false);
    expect(asked).toHaveLength(0);
  });

  it.each([
    ['nothing', () => '0x'],
    ['another word', () => word('3')],
    ['too much', () => `${word('2')}00`],
    ['no text', () => null],
    ['an error', () => Promise.reject(new Error('reverted'))],
  ])('is not judged when the node answers with %s', async (_, answer) => {
    await expect(judgeOf(answer).judge(claim)).rejects.toThrow();
  });
});
