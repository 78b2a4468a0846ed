const OrdinaryGlobals = require('./environment.cjs');

/** Jest replaces these itself for each test file. */
const OF_JEST = new Set(['console']);
/** The one of this process, once a runtime shares what it loads. */
let shared;

/** One global object for all test files of a process: what the application is loaded into. */
module.exports = class SharedEnvironment extends OrdinaryGlobals {
  constructor(...options) {
    if (shared !== undefined) return shared;
    super(...options);
  }

  /** From now on this is the environment of every test file, and each finds it as it is now. */
  share() {
    if (shared === this) return;
    shared = this;
    const { env, exit } = this.global.process;
    this.found = { globals: Object.getOwnPropertyDescriptors(this.global), env: { ...env }, exit };
  }

  async teardown() {
    if (shared !== this) return super.teardown();
    this.fakeTimers.useRealTimers();
    this.fakeTimersModern.useRealTimers();
    this.putBack();
  }

  putBack() {
    const { globals, env, exit } = this.found;
    for (const name of Reflect.ownKeys(globals)) {
      if (globals[name].configurable && !OF_JEST.has(name)) {
        Object.defineProperty(this.global, name, globals[name]);
      }
    }
    const { process } = this.global;
    process.exit = exit;
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, env);
  }
};
