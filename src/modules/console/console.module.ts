import { Module } from '@nestjs/common';
import { ConsolePagesModule } from './pages/console-pages.module.js';

/** The pages that creators use in a browser; `console/` has their source. */
@Module({ imports: [ConsolePagesModule] })
export class ConsoleModule {}
