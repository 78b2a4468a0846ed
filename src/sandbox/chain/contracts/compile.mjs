// Compiles the contracts of the local chain, and the one that nodes are asked with, into one JSON artefact
// each, where they belong or all in the folder named:
//   node src/sandbox/chain/contracts/compile.mjs [folder]
// The artefacts are committed, so that running the server needs no compiler.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import solc from 'solc';

const place = (path) => fileURLToPath(new URL(path, import.meta.url));
const ABOVE = place('..');
const COMMON = place('../../../common/evm');

const OF_THE_CHAIN = ['TestUsdc', 'Multicall3', 'TestWallet', 'Permit2', 'UptoProxy'];

// The local chain is as new as Base. What any node may be asked to run is understood by old chains too.
const UNITS = [
  {
    evmVersion: 'cancun',
    code: 'deployedBytecode',
    sources: OF_THE_CHAIN.map((name) => place(`${name}.sol`)),
    contracts: [...OF_THE_CHAIN, 'TestWalletFactory'],
    folder: ABOVE,
  },
  {
    evmVersion: 'paris',
    code: 'bytecode',
    sources: [join(COMMON, 'WalletJudge.sol')],
    contracts: ['WalletJudge'],
    folder: COMMON,
  },
];

/** @param {(typeof UNITS)[number]} unit */
function compile({ evmVersion, code, sources }) {
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(
      sources.map((path) => [basename(path), { content: readFileSync(path, 'utf8') }]),
    ),
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion,
      // Without the metadata hash, equal sources give equal bytes on every machine.
      metadata: { appendCBOR: false },
      outputSelection: { '*': { '*': ['abi', `evm.${code}.object`] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  if (output.errors?.length) {
    throw new Error(output.errors.map((error) => error.formattedMessage).join('\n'));
  }
  return Object.assign({}, ...Object.values(output.contracts));
}

for (const unit of UNITS) {
  const compiled = compile(unit);
  for (const name of unit.contracts) {
    const { abi, evm } = compiled[name];
    const artefact = { abi, [unit.code]: `0x${evm[unit.code].object}` };
    const folder = process.argv[2] ?? unit.folder;
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(artefact, null, 2)}\n`);
  }
}
