const { AsyncLocalStorage } = require('node:async_hooks');
const { sep } = require('node:path');
const { Script } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** What this process has compiled, by file. */
const compiled = new Map();
/** What this process has read and transformed, by file: of packages, which stay as they are while tests run. */
const transformed = new Map();
const PACKAGE = `${sep}node_modules${sep}`;
const storages = rememberStorages();

/**
 * Jest loads the application anew for each test file, and compiles its four thousand files anew as well.
 * This runtime compiles each once in a process, and runs it anew for each test file.
 */
module.exports = class CompilingOnce extends Runtime {
  constructor(...options) {
    super(...options);
    // A part of Jest that is not promised: without it, files are compiled as Jest does.
    if (typeof this.executor?.compile === 'function') compileOnce(this.executor);
    if (this.transformCache?.transforms instanceof Map) transformOnce(this.transformCache);
  }

  /** Node would keep what each `fetch` of a test file says of itself, and with it all that the file loaded. */
  teardown() {
    super.teardown();
    performance.clearResourceTimings();
    for (const storage of storages) storage.disable();
    storages.clear();
  }
};

/**
 * Collects what was used to carry a context. Node asks each of them whenever a promise begins, until it is disabled:
 * with the fifty that fifty test files leave behind, a promise takes 25 microseconds instead of one. Those that are
 * used again are enabled by that.
 */
function rememberStorages() {
  const used = new Set();
  for (const name of ['run', 'enterWith']) {
    const use = AsyncLocalStorage.prototype[name];
    AsyncLocalStorage.prototype[name] = function (...given) {
      used.add(this);
      return use.apply(this, given);
    };
  }
  return used;
}

/** Without it, each test file reads each file again. */
function transformOnce(cache) {
  const transformAnew = cache.transform.bind(cache);
  cache.transform = (filename, options) => {
    if (options?.isInternalModule || !filename.includes(PACKAGE)) {
      return transformAnew(filename, options);
    }
    const kept = transformed.get(filename);
    if (kept === undefined) {
      const code = transformAnew(filename, options);
      transformed.set(filename, cache.transforms.get(filename));
      return code;
    }
    cache.transforms.set(filename, kept);
    if (kept.sourceMapPath) cache.sourceMaps.set(filename, kept.sourceMapPath);
    return kept.code;
  };
}

function compileOnce(executor) {
  const compileAnew = executor.compile.bind(executor);
  const head = `(function (${executor.injectedModuleParameters.join(', ')}) {`;
  executor.compile = (source, filename) => {
    const context = executor.environment.getVmContext();
    if (context === null) return null;
    const kept = compiled.get(filename);
    if (kept?.source === source) return kept.script.runInContext(context);
    const script = compile(head, source, filename);
    // Jest tells better what is wrong with it.
    if (script === undefined) return compileAnew(source, filename);
    compiled.set(filename, { source, script });
    return script.runInContext(context);
  };
}

function compile(head, source, filename) {
  try {
    return new Script(`${head}${source}\n})`, { filename, columnOffset: -head.length });
  } catch {
    return undefined;
  }
}
