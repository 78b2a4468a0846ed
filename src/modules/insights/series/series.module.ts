import { Module } from '@nestjs/common';
import { SeriesReader } from './series.repository.js';

/** Figures by day and dimension, in the one form that every report has. */
@Module({ providers: [SeriesReader], exports: [SeriesReader] })
export class SeriesModule {}
