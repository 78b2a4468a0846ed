export { joinSandbox, type Sandbox, SANDBOX_DIRECTORY, startSandbox } from './sandbox.js';
export { welcome } from './welcome.js';
