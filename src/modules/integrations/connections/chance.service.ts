import { Injectable } from '@nestjs/common';

/** Spreads over time what would otherwise be done for all connections at once. */
@Injectable()
export class Chance {
  /** From 0 up to, not including, 1. */
  next(): number {
    return Math.random();
  }
}
