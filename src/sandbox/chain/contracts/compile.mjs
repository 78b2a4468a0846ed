// Compiles the contracts of the local chain into one JSON artefact each, in the folder above this
// one or in the folder named:
//   node src/sandbox/chain/contracts/compile.mjs [folder]
// The artefacts are committed, so that running the sandbox needs no compiler.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import solc from 'solc';

const CONTRACTS = ['TestUsdc', 'Multicall3'];
const folder = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));

/** @param {string} name */
const readSource = (name) => readFileSync(new URL(`./${name}.sol`, import.meta.url), 'utf8');

function compileAll() {
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(
      CONTRACTS.map((name) => [`${name}.sol`, { content: readSource(name) }]),
    ),
    settings: {
      optimizer: { enabled: true, runs: 200 },
      // Understood by every anvil since 1.0, and by Base itself.
      evmVersion: 'cancun',
      // Without the metadata hash, equal sources give equal bytes on every machine.
      metadata: { appendCBOR: false },
      outputSelection: { '*': { '*': ['abi', 'evm.deployedBytecode.object'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  if (output.errors?.length) {
    throw new Error(output.errors.map((error) => error.formattedMessage).join('\n'));
  }
  return output.contracts;
}

const contracts = compileAll();
for (const name of CONTRACTS) {
  const { abi, evm } = contracts[`${name}.sol`][name];
  const artefact = { abi, deployedBytecode: `0x${evm.deployedBytecode.object}` };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(artefact, null, 2)}\n`);
}
