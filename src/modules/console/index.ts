export { ConsoleBuildModule } from './build/console-build.module.js';
export { ConsoleBuild } from './build/console-build.service.js';
export type { PageFiles } from './build/page-files.js';
export { ConsoleModule } from './console.module.js';
export { pagePolicy } from './pages/page-policy.js';
