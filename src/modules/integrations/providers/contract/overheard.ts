import { jest } from '@jest/globals';

const CONSOLE = ['debug', 'error', 'info', 'log', 'warn'] as const;

/** What is written to the console and to the output of the process, from its making to `stop`. */
export class Overheard {
  private readonly lines: string[] = [];
  private readonly spies: readonly { mockRestore(): void }[];

  constructor() {
    const note = (...said: readonly unknown[]) => void this.lines.push(said.map(written).join(' '));
    this.spies = [
      ...CONSOLE.map((method) => jest.spyOn(console, method).mockImplementation(note)),
      ...[process.stdout, process.stderr].map((stream) => {
        const write = stream.write.bind(stream);
        return jest.spyOn(stream, 'write').mockImplementation((chunk: string | Uint8Array) => {
          note(chunk);
          return write(chunk);
        });
      }),
    ];
  }

  get text(): string {
    return this.lines.join('\n');
  }

  stop(): void {
    for (const spy of this.spies) spy.mockRestore();
  }
}

function written(said: unknown): string {
  if (typeof said === 'string') return said;
  if (said instanceof Uint8Array) return Buffer.from(said).toString();
  return said instanceof Error ? String(said.stack) : (JSON.stringify(said) ?? '');
}
