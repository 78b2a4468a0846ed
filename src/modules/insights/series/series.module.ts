import { Module } from '@nestjs/common';
import { SeriesReader } from './series.repository.js';
import { Zones } from './zones.service.js';

/** Figures by day and dimension, in the one form that every report has. */
@Module({ providers: [SeriesReader, Zones], exports: [SeriesReader, Zones] })
export class SeriesModule {}
