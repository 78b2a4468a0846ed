import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const INSTALL_HINT =
  'The sandbox needs the program "anvil" for its local chain and found none. ' +
  'On Linux x64 it comes with the optional dependency @foundry-rs/anvil-linux-amd64: ' +
  'run "npm install" without --omit=optional. ' +
  'On other machines install Foundry (https://getfoundry.sh) so that "anvil" is on the PATH.';

/** Where to look for anvil; both have working defaults. */
export interface AnvilSources {
  /** The path of the binary in the platform package; throws when it is not installed. */
  fromPackage(): string;
  /** Whether a program of the name `anvil` can be run. */
  onPath(): boolean;
}

const installedSources: AnvilSources = {
  fromPackage: () =>
    createRequire(import.meta.url).resolve('@foundry-rs/anvil-linux-amd64/bin/anvil'),
  onPath: () => spawnSync('anvil', ['--version']).status === 0,
};

/**
 * The anvil to start: the one of the npm platform package, else `anvil` on the PATH.
 * @throws Error saying what to install when there is neither.
 */
export function findAnvil(sources = installedSources): string {
  try {
    return sources.fromPackage();
  } catch {
    if (sources.onPath()) return 'anvil';
    throw new Error(INSTALL_HINT);
  }
}
