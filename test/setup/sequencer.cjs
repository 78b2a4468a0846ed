const { default: Sequencer } = require('@jest/test-sequencer');

/** Where long tests are, and then shorter ones. */
const FOLDERS = ['/test/e2e/', '/test/'];

/**
 * Where nobody knows yet how long files take, Jest begins with the largest; a small one that takes a minute would
 * keep the others' processes idle at the end.
 */
module.exports = class LongOnesFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    return sorted.toSorted((a, b) => rank(a.path) - rank(b.path));
  }
};

function rank(path) {
  const at = FOLDERS.findIndex((folder) => path.includes(folder));
  return at === -1 || path.includes('/test/architecture/') ? FOLDERS.length : at;
}
