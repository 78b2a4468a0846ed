// Loaded before a server's own code by `--profile`. Told to start and stop by its parent process, it
// writes a CPU profile and counts the SQL statements in between.
import { writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { Client } from 'pg';

const session = new Session();
session.connect();
let statements = new Map();
countStatements();

process.on('message', async ({ profile, file }) => {
  if (profile === 'start') {
    statements = new Map();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 200 });
    await session.post('Profiler.start');
  } else {
    const result = await session.post('Profiler.stop');
    await writeFile(file, JSON.stringify(result.profile));
  }
  process.send({ statements: Object.fromEntries(statements) });
});
// Waiting for our parent's word is no reason to stay alive.
process.channel.unref();

function countStatements() {
  const { query } = Client.prototype;
  Client.prototype.query = function counted(...given) {
    const text = typeof given[0] === 'string' ? given[0] : given[0].text;
    statements.set(text, (statements.get(text) ?? 0) + 1);
    return query.apply(this, given);
  };
}
