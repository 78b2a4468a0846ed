import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Buyer } from './buyer.js';
import { type Endpoint, startEndpoint } from './endpoint.js';
import { type ServerProcess, startServer } from './server-process.js';
import { type Ground, prepareGround, publish } from './shop.js';

/** Loaded before the server: tells of each connection, name that is looked up and datagram. */
const RECORDER = `
  import { syncBuiltinESMExports } from 'node:module';
  import { writeSync } from 'node:fs';
  import dgram from 'node:dgram';
  import dns from 'node:dns';
  import net from 'node:net';
  const told = new Set();
  const tell = (what) => told.has(what) || (told.add(what), writeSync(1, '<asked ' + what + '>\\n'));
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (...given) {
    const [first, second] = Array.isArray(given[0]) ? given[0] : given;
    const to = typeof first === 'object' && first !== null ? first : { port: first, host: second };
    tell(to.path ?? (to.host ?? 'localhost') + ':' + to.port);
    return connect.apply(this, given);
  };
  for (const resolver of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    for (const name of Object.keys(resolver).concat(Object.getOwnPropertyNames(resolver))) {
      const real = resolver[name];
      if (!/^(lookup|resolve|reverse)/.test(name) || typeof real !== 'function') continue;
      resolver[name] = function (host, ...rest) { tell('the name ' + host); return real.call(this, host, ...rest); };
    }
  }
  dgram.createSocket = () => { tell('datagrams'); throw new Error('no datagrams'); };
  syncBuiltinESMExports();`;

describe('a server in production', () => {
  let endpoint: Endpoint;
  let ground: Ground;
  let server: ServerProcess;

  beforeAll(async () => {
    endpoint = await startEndpoint();
    ground = await prepareGround({
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://shop.example',
      EGRESS_ALLOW: endpoint.host,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(RECORDER)}`,
    });
    server = await startServer(ground.environment);
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    endpoint.stop();
    await ground.clear();
  });

  /** Hosts and ports, and names that are none. */
  const asked = () => {
    const all = [...server.output.text.matchAll(/<asked (.*)>/g)].map(([, what = '']) => what);
    return new Set(all.filter((what) => isIP(what.replace('the name ', '')) === 0));
  };
  const configured = () =>
    ['DATABASE_URL', 'RPC_URLS', 'ANTHROPIC_BASE_URL'].map(
      (name) => new URL(ground.environment[name]?.replace(/^eip155:\d+=/, '') ?? '').host,
    );

  it('asks nobody but whom its settings name, while it starts, sells and works by itself', async () => {
    const { url } = await publish(server.origin);
    const buyer = await Buyer.with(ground.chain);
    const here = server.origin + new URL(url).pathname;
    expect((await buyer.buy(here, { topic: 'coins' })).status).toBe(200);
    expect((await fetch(`${server.origin}/health/ready`)).status).toBe(200);
    await fetch(`${server.origin}/openapi.json`);
    await sleep(1_000);
    expect([...asked()].toSorted()).toEqual(configured().toSorted());
  });

  it('asks an endpoint when its creator sells it, and no name that nobody wrote', async () => {
    const config = { url: endpoint.origin, methods: ['GET'] };
    await publish(server.origin, { type: 'proxy', slug: 'forecast', config });
    const others = [...asked()].filter((host) => !configured().includes(host));
    expect(others).toEqual([endpoint.host]);
  });
});
