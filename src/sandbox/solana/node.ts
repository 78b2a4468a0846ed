import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { openJournal } from './chain-journal.js';
import { Ledger } from './ledger.js';
import { Machine } from './machine.js';
import { RpcError } from './rpc-answers.js';
import { solanaMethods } from './methods.js';
import { SlotClock } from './slot-clock.js';

/**
 * A node of a Solana of this machine, on a free port of the loopback interface, which it prints. A process of
 * its own: the machine's code runs on the thread that calls it.
 * Arguments: the hash of the first block, and a file that keeps the chain, if one is to.
 */
const [genesis = '', file] = process.argv.slice(2);
const journal = openJournal(file);
const clock = new SlotClock(journal.began);
const machine = new Machine();
const ledger = new Ledger(machine, clock, journal.keep);
for (const change of journal.changes) ledger.restore(change);
const methods = solanaMethods({ genesis, clock, machine, ledger });

interface Asked {
  readonly id?: unknown;
  readonly method: string;
  readonly params?: readonly unknown[];
}

function answer({ id, method, params = [] }: Asked): object {
  try {
    const asked = methods[method];
    if (asked === undefined) throw new RpcError(-32_601, `Method not found: ${method}`);
    return { jsonrpc: '2.0', id, result: asked(...(params as never[])) };
  } catch (error) {
    const code = error instanceof RpcError ? error.code : -32_602;
    return { jsonrpc: '2.0', id, error: { code, message: String((error as Error).message) } };
  }
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await json(request);
    const told = Array.isArray(body) ? body.map(answer) : answer(body as Asked);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(told));
  } catch {
    response.writeHead(400).end();
  }
}

const server = createServer((request, response) => void serve(request, response));
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`Listening on 127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
