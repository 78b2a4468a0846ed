import { describe, expect, it } from '@jest/globals';
import { readPreferences } from './preferences.js';

const streams = (accept: string) => readPreferences({ accept }).stream;

describe('a buyer who says what they accept', () => {
  it.each([
    'text/event-stream',
    'Text/Event-Stream',
    'TEXT/EVENT-STREAM;charset=utf-8',
    'text/event-stream; x="a,b;q=0"; q=0.5',
    'text/event-stream, */*',
    '*/*, text/event-stream',
    'application/json;q=0.9, text/event-stream',
    'application/json ; Q = 0.9 , text/event-stream ; q=1.000',
    'text/event-stream, application/json',
    'text/plain;x="text/event-stream";q=0, text/event-stream;q=0.001',
    'application/json;q=0, text/event-stream;q=0.1',
    ',,text/event-stream,',
  ])('is sent events for %s', (accept) => {
    expect(streams(accept)).toBe(true);
  });

  it.each([
    '',
    '*/*',
    'text/*',
    'application/json',
    'application/json, text/event-stream',
    'image/png, text/event-stream',
    'text/event-stream;q=0.9, application/json',
    'text/event-stream;q=0.1, */*',
    'text/event-stream;q=0',
    'text/event-streams',
    'application/json;x="text/event-stream"',
    'application/json;x="a, text/event-stream',
    'x-text/event-stream',
  ])('is sent one answer for %j', (accept) => {
    expect(streams(accept)).toBe(false);
  });

  it('is read in a time that grows no faster than the header', () => {
    const hostile = [
      '"\\'.repeat(8_000),
      '"'.repeat(16_001),
      ';q=;'.repeat(4_000),
      ', '.repeat(8_000),
    ];
    // Time of the processor: how busy the machine is does not count.
    const begun = process.cpuUsage();
    for (const accept of hostile) for (let times = 0; times < 20; times += 1) streams(accept);
    expect(process.cpuUsage(begun).user).toBeLessThan(2_000_000);
  });
});
