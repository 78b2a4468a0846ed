import type { UsageOutput } from '../../payments/index.js';

/** What is answered as it is, whatever it says. */
export function bytesOutput(mimeType: string): UsageOutput {
  const [name = ''] = mimeType.split(';');
  const essence = name.trim().toLowerCase();
  if (essence === 'application/json') return { type: 'json', schema: {} };
  const type = essence.startsWith('text/') ? 'text' : 'binary';
  return { type, format: mimeType, schema: { type: 'string' } };
}
