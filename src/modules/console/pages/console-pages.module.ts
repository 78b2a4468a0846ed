import { Module } from '@nestjs/common';
import { ConsoleBuildModule } from '../build/console-build.module.js';
import { ConsolePages } from './console-pages.service.js';

/** The console at `/console`. */
@Module({ imports: [ConsoleBuildModule], providers: [ConsolePages] })
export class ConsolePagesModule {}
