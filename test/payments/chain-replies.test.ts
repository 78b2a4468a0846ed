import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StandIn } from '../../src/modules/execution/llm/contract/stand-in.js';
import { rpcClient } from '../../src/common/evm/index.js';

const HASH = `0x${'12'.repeat(32)}` as const;

describe('the reply of a chain’s endpoint', () => {
  let node: StandIn;

  beforeAll(async () => {
    node = await StandIn.start();
  });
  afterAll(() => node.stop());

  const ask = (body: string, status = 200) => {
    node.answer(() => ({ status, pieces: [body] }));
    return rpcClient(node.url, { timeoutMs: 2_000, tries: 3 }).getTransactionReceipt({
      hash: HASH,
    });
  };

  it('that is null says that there is no such transaction', async () => {
    await expect(ask('{"jsonrpc":"2.0","id":1,"result":null}')).rejects.toMatchObject({
      name: 'TransactionReceiptNotFoundError',
    });
  });

  it.each([
    ['an error', '{"error":{"code":-32000,"message":"indexing"}}', 200],
    ['an error with data', '{"error":{"code":3,"message":"reverted","data":"0x"}}', 200],
    ['nothing', '{}', 200],
    ['no object', '[]', 200],
    ['no JSON', '<html>', 502],
  ])('that is %s never says so', async (_, body, status) => {
    const error = await ask(body, status).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toMatchObject({ name: 'TransactionReceiptNotFoundError' });
  });

  it('that is an error is told with the code and the words it came with', async () => {
    const error = ask('{"error":{"code":-32000,"message":"indexing in progress"}}');
    await expect(error).rejects.toMatchObject({
      details: 'indexing in progress',
      cause: { code: -32000 },
    });
  });
});
