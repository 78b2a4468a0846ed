import { Injectable } from '@nestjs/common';
import { EarningsSource } from '../figures/earnings-source.service.js';
import { MarginSource } from '../figures/margin-source.service.js';
import { RunsSource } from '../figures/runs-source.service.js';
import type { FigureSource } from '../series/source.js';
import type { FigureSources } from './figure-sources.js';

/** Everybody who knows figures, with what they are called. */
@Injectable()
export class KnownFigures implements FigureSources {
  readonly own: FigureSources['own'];

  constructor(earnings: EarningsSource, runs: RunsSource, margin: MarginSource) {
    this.own = { earnings, runs, margin };
  }

  get providers(): ReadonlyMap<string, FigureSource> {
    return new Map();
  }
}
