import { Module } from '@nestjs/common';
import { ConsoleBuild } from './console-build.service.js';

/** The built console. */
@Module({ providers: [ConsoleBuild], exports: [ConsoleBuild] })
export class ConsoleBuildModule {}
