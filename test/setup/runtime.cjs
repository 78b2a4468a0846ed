const { Script } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** What this process has compiled, by file. */
const compiled = new Map();

/**
 * Jest loads the application anew for each test file, and compiles its four thousand files anew as well.
 * This runtime compiles each once in a process, and runs it anew for each test file.
 */
module.exports = class CompilingOnce extends Runtime {
  constructor(...options) {
    super(...options);
    // A part of Jest that is not promised: without it, files are compiled as Jest does.
    if (typeof this.executor?.compile === 'function') compileOnce(this.executor);
  }
};

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
