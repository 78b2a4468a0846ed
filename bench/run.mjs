// Coinslot beside servers made from the reference middleware, over the same facilitator and upstream:
// node bench/run.mjs [--quick] [--only-challenges] [--json] [--profile DIRECTORY]
import { parseArgs } from 'node:util';
import { Figures, median } from './figures.mjs';
import * as measure from './measure.mjs';
import { PROFILER, writeProfiles } from './profile.mjs';
import { startServers } from './servers/index.mjs';
import { surroundings, toMarkdown } from './table.mjs';

const FULL = {
  rounds: 3,
  warmUp: { unpaid: { amount: 5_000 }, paid: 300 },
  unpaid: { duration: 5 },
  paid: 500,
  alone: 100,
  slow: { pieces: 20, pauseMs: 50 },
};
/** Shows that everything works; its figures say nothing. */
const QUICK = {
  rounds: 1,
  warmUp: { unpaid: { amount: 10 }, paid: 1 },
  unpaid: { amount: 1_000 },
  paid: 20,
  alone: 5,
  slow: { pieces: 5, pauseMs: 20 },
};

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    'only-challenges': { type: 'boolean' },
    json: { type: 'boolean' },
    profile: { type: 'string' },
  },
});
const size = options.quick ? QUICK : FULL;
const isWhole = options['only-challenges'] !== true;
const nodeArguments = options.profile === undefined ? [] : PROFILER;
const { servers, upstreamUrl, stop } = await startServers({ ...size.slow, nodeArguments });
const figures = new Figures();
try {
  for (const server of servers) await warmUp(server);
  for (let round = 0; round < size.rounds; round += 1) await runRound(round);
  if (options.profile !== undefined) await writeProfiles(servers, options.profile, isWhole);
} finally {
  await stop();
}
const { upstream, ...measured } = figures.medians();
const report = { ...surroundings(), rounds: size.rounds, upstream, servers: measured };
process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : toMarkdown(report));

async function warmUp(server) {
  await measure.measureUnpaid(server, size.warmUp.unpaid);
  if (isWhole) await measure.measurePaid(server, size.warmUp.paid);
}

/** Every measurement of every server in turn, so that the machine's moods hit all alike. */
async function runRound(round) {
  const inTurn = servers.map((_, index) => servers[(round + index) % servers.length]);
  const measureAll = async (name, measureOne) => {
    for (const server of inTurn) figures.add(server.name, name, await measureOne(server));
  };
  await measureAll('unpaid', (server) => measure.measureUnpaid(server, size.unpaid));
  if (!isWhole) return;
  await measureAll('paid', (server) => measure.measurePaid(server, size.paid));

  const bare = median(await measure.timeUpstream(upstreamUrl, size.alone));
  figures.add('upstream', 'alone', { call: bare });
  await measureAll('alone', async (server) => {
    const call = median(await measure.timePaid(server, size.alone));
    return { call, added: call - bare };
  });

  figures.add('upstream', 'stream', await measure.timeUpstreamStream(upstreamUrl));
  await measureAll('stream', (server) => measure.timeStream(server, upstreamUrl));
}
