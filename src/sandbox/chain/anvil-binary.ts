import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

/** The platforms that a package exists for, as Node names them and as the package does. */
export const ANVIL_PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@foundry-rs/anvil-linux-amd64',
  'linux-arm64': '@foundry-rs/anvil-linux-arm64',
  'darwin-x64': '@foundry-rs/anvil-darwin-amd64',
  'darwin-arm64': '@foundry-rs/anvil-darwin-arm64',
  'win32-x64': '@foundry-rs/anvil-win32-amd64',
};

const INSTALL_HINT =
  'The sandbox needs the program "anvil" for its local chain and found none. ' +
  'On Linux, macOS and Windows it comes with an optional dependency: ' +
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
  fromPackage: () => createRequire(import.meta.url).resolve(programOf(process)),
  onPath: () => spawnSync('anvil', ['--version']).status === 0,
};

/** The program in the package for a platform, as it is required. @throws Error where there is none */
export function programOf({ platform, arch }: Pick<NodeJS.Process, 'platform' | 'arch'>): string {
  const name = ANVIL_PACKAGES[`${platform}-${arch}`];
  if (name === undefined) throw new Error(`there is no anvil for ${platform}-${arch}`);
  return `${name}/bin/anvil${platform === 'win32' ? '.exe' : ''}`;
}

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
