// Where the time of CPU profiles went: node bench/hot-spots.mjs FILE.cpuprofile…
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const LINES = 20;
/** Between two samples further apart, in microseconds, the process did not run: others had the CPU. */
const LONGEST_DELTA = 5_000;
const NOTHING_RAN = new Set(['(idle)', '(program)', '(root)']);

for (const file of process.argv.slice(2)) {
  const spent = selfTimes(JSON.parse(await readFile(file, 'utf8')));
  console.log(`\n# ${file}`);
  print('by package; what Node itself does counts for who asked for it', spent, packageOf);
  print('by function', spent, ({ frame }) => `${frame.functionName || '…'} ${placeOf(frame)}`);
}

/** Microseconds spent in each node of the call tree itself. */
function selfTimes({ nodes, samples, timeDeltas }) {
  const tree = new Map(nodes.map(({ id, callFrame }) => [id, { frame: callFrame, time: 0 }]));
  for (const { id, children = [] } of nodes) {
    for (const child of children) tree.get(child).parent = tree.get(id);
  }
  // A delta is the time since the sample before.
  samples.forEach((id, index) => {
    tree.get(id).time += Math.min(timeDeltas[index + 1] ?? 0, LONGEST_DELTA);
  });
  return [...tree.values()].filter(({ frame }) => !NOTHING_RAN.has(frame.functionName));
}

function packageOf({ frame: { functionName, url }, parent }) {
  if (functionName === '(garbage collector)') return 'garbage collection';
  const [, path] = /.*node_modules\/(.*)/.exec(url) ?? [];
  if (path !== undefined) return path.split('/', path.startsWith('@') ? 2 : 1).join('/');
  const [, folder] = /\/dist\/src\/(.*)\/[^/]+$/.exec(url) ?? [];
  if (folder !== undefined) return `coinslot ${folder}`;
  return parent === undefined ? 'Node' : packageOf(parent);
}

function placeOf({ url, lineNumber }) {
  const file = url.startsWith('file:') ? relative('.', fileURLToPath(url)) : url;
  return file === '' ? '' : `${file.replace(/.*node_modules\//, '')}:${lineNumber + 1}`;
}

function print(title, spent, nameOf) {
  const sums = new Map();
  for (const node of spent) sums.set(nameOf(node), (sums.get(nameOf(node)) ?? 0) + node.time);
  const whole = [...sums.values()].reduce((a, b) => a + b, 0);
  console.log(`\n${title}, of ${Math.round(whole / 1000)} ms`);
  const sorted = [...sums].sort(([, a], [, b]) => b - a).slice(0, LINES);
  for (const [name, time] of sorted) {
    console.log(`${((100 * time) / whole).toFixed(1).padStart(6)} %  ${name}`);
  }
}
