const { sep } = require('node:path');
const CompilingOnce = require('./runtime.cjs');

const PACKAGE = `${sep}node_modules${sep}`;
/** What this process has loaded of packages and sources, by file. */
const loaded = new Map();
/** Where the lines of all that stand in the sources, by file. */
const sourceMaps = new Map();
/** Of the test file that is run now. */
let current;

/**
 * Loads the application once in a process, into an environment that its test files share. Test files, and what lies
 * beside them, run anew.
 */
module.exports = class LoadingOnce extends CompilingOnce {
  constructor(config, environment, ...options) {
    super(config, environment, ...options);
    this.sources = `${config.rootDir}${sep}src${sep}`;
    this.isSharing = !isWatching(options.at(-1)) && canShare(this, environment);
    if (this.isSharing) this.share(environment);
  }

  share(environment) {
    current = this;
    environment.share();
    this.registries.moduleRegistry = new Map(loaded);
    this.transformCache.sourceMaps = sourceMaps;
    // What is shared outlives the runtime that loaded it, and loads more when it is used.
    this.requireBuilder.requireDispatch = (from, name) =>
      (this.isShared(from) ? current : this).requireModuleOrMock(from, name);
  }

  isShared(filename) {
    return filename.includes(PACKAGE) || filename.startsWith(this.sources);
  }

  requireModuleOrMock(from, name) {
    const isOurs = this.isSharing && name === '@jest/globals' && this.isShared(from);
    return isOurs ? globalsOfCurrent(from) : super.requireModuleOrMock(from, name);
  }

  /** A test file that replaces a module loads all others anew, and nobody else gets them. */
  setMock(...mock) {
    if (this.isSharing) this.loadAnew();
    super.setMock(...mock);
  }

  loadAnew() {
    this.isSharing = false;
    const { moduleRegistry } = this.registries;
    for (const filename of moduleRegistry.keys()) {
      if (this.isShared(filename)) moduleRegistry.delete(filename);
    }
  }

  teardown() {
    if (this.isSharing) this.keepLoaded();
    super.teardown();
  }

  keepLoaded() {
    for (const [filename, module] of this.registries.moduleRegistry) {
      if (module.loaded && this.isShared(filename) && !loaded.has(filename)) {
        loaded.set(filename, module);
      }
    }
  }
};

/** Whoever watches changes sources meanwhile. */
function isWatching(globalConfig) {
  return globalConfig?.watch === true || globalConfig?.watchAll === true;
}

/** Parts of Jest that are not promised: without one of them, all is loaded anew for each test file, as Jest does. */
function canShare({ registries, requireBuilder, transformCache, jestGlobals }, environment) {
  return (
    typeof environment.share === 'function' &&
    registries?.moduleRegistry instanceof Map &&
    typeof requireBuilder?.requireDispatch === 'function' &&
    transformCache?.sourceMaps instanceof Map &&
    typeof jestGlobals?.cjsGlobals === 'function'
  );
}

/** Suites that other teams run are sources: `describe` and `expect` are those of the test file that runs them. */
function globalsOfCurrent(from) {
  return new Proxy({}, { get: (_, name) => current.jestGlobals.cjsGlobals(from)[name] });
}
