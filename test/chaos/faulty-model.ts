import { setTimeout as sleep } from 'node:timers/promises';
import { claudeWire } from '../../src/modules/execution/llm/providers/claude/contract/claude-wire.js';
import type {
  Reply,
  SeenRequest,
  StandIn,
} from '../../src/modules/execution/llm/contract/stand-in.js';
import { document, streamed } from '../../src/modules/execution/llm/contract/wire.js';
import { claudeGiving } from '../e2e/claude.js';
import type { Lane, Lanes } from './lane.js';

/** Mostly enough for a first piece to arrive. */
const ARRIVAL_MS = 100;
const SILENCE_MS = 4_000;

/** Lets Claude's stand-in answer one replica as the plans say. */
export function plantModel(standIn: StandIn, replica: number, lanes: Lanes): void {
  standIn.answer(
    claudeGiving((request) => {
      const lane = lanes.mentionedIn(request.body);
      if (lane === undefined) throw new Error('a generation of nobody');
      lane.modelAsked.open();
      return replyFor(lane, replica, request);
    }),
  );
}

function replyFor(lane: Lane, replica: number, request: SeenRequest): Reply {
  if (!lane.isTroubled('model')) return streamed(answer(lane, replica, request));
  switch (lane.plan.trouble) {
    case 'model_overloaded':
      return document({ type: 'error', error: { type: 'overloaded_error', message: 'busy' } }, 529);
    case 'model_cut_first':
      return streamed([claudeWire.begin], 'cut');
    case 'model_slow':
      return streamed(answer(lane, replica, request, SILENCE_MS));
    case 'model_silent':
      return streamed(silence(), 'cut');
    case 'model_nonsense':
      return streamed(nonsensical(answer(lane, replica, request)));
    default:
      return streamed(firstHalf(lane), 'cut');
  }
}

async function* silence(): AsyncGenerator<string> {
  yield claudeWire.begin;
  await sleep(SILENCE_MS, undefined, { ref: false });
}

/** What no provider can mean, one after the other. */
const NONSENSE = ['2147483648', '-1', '1.5', '1e300', '"many"', 'null', '{}'];

/** The same answer with counts of tokens that make no sense. */
async function* nonsensical(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let counted = 0;
  for await (const piece of pieces) {
    yield piece.replaceAll(/("(?:\w+_)?tokens":)\d+/g, (_, name: string) => {
      counted += 1;
      return name + NONSENSE[counted % NONSENSE.length];
    });
  }
}

/** Not counted as a run: what was sent right before a connection breaks may not arrive. */
async function* firstHalf(lane: Lane): AsyncGenerator<string> {
  yield claudeWire.begin + claudeWire.text(`${lane.topic} answer `);
  await sleep(ARRIVAL_MS);
}

/** No two answers are the same, so that it shows whose answer a buyer got. */
async function* answer(
  lane: Lane,
  replica: number,
  request: SeenRequest,
  pauseMs = 0,
): AsyncGenerator<string> {
  let gone = false;
  request.closed.then(
    () => (gone = true),
    () => (gone = true),
  );
  yield claudeWire.begin;
  await lane.at('model_asked', replica);
  if (gone) return;
  lane.begun += 1;
  const number = lane.begun;
  yield claudeWire.text(`${lane.topic} answer `);
  await sleep(pauseMs, undefined, { ref: false });
  await lane.at('model_middle', replica);
  lane.generations.push(`${lane.topic} answer ${number}`);
  yield claudeWire.text(String(number)) + claudeWire.finish('end');
}
