import { describe, expect, it } from '@jest/globals';
import { uploadOf } from './upload.js';

const RESULT = { id: 'call', response: 'Waves', usage: null };
const store = (mimeType: string, content: Buffer, filename: string | null = null) =>
  uploadOf(
    {
      ...RESULT,
      response: '',
      content: { mimeType, filename, base64: content.toString('base64') },
    },
    content,
    null,
  );

describe('the file that a result is stored as', () => {
  it('is the text, named as the buyer wants or after the call', () => {
    expect(uploadOf(RESULT, undefined, 'sea.txt')).toEqual({ data: 'Waves', filename: 'sea.txt' });
    expect(uploadOf(RESULT, undefined, null)).toEqual({ data: 'Waves', filename: 'call.txt' });
  });

  it('is JSON where pictures come with the text', () => {
    const images = [{ mimeType: 'image/png', base64: 'iVBORw==' }];
    const { data, filename } = uploadOf({ ...RESULT, images }, undefined, null);
    expect(JSON.parse(data)).toEqual({ response: 'Waves', images });
    expect(filename).toBe('call.json');
  });

  it.each([
    'text/plain',
    'application/json; charset=UTF-8',
    'application/ld+json',
    'image/svg+xml',
  ])('is the text of %s', (type) => {
    const text = '{"cup": "½"}';
    expect(store(type, Buffer.from(text), 'a')).toEqual({
      data: text,
      filename: 'a',
    });
  });

  it.each<[string, Buffer]>([
    ['image/png', Buffer.from('text')],
    ['text/plain', Buffer.from([0xff, 0xfe])],
    ['text/plain; charset=latin1', Buffer.from('text')],
  ])('is base64 for %s that is no text', (type, content) => {
    expect(store(type, content)).toEqual({
      data: content.toString('base64'),
      filename: 'call',
    });
  });
});
