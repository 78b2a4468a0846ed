import { describe, expect, it } from '@jest/globals';
import { markup } from './markup.js';

describe('HTML with gaps', () => {
  it.each([
    '<script>alert(1)</script>',
    '"onmouseover="alert(1)',
    "'onmouseover='alert(1)",
    '&lt;b&gt; & more',
  ])('keeps what strangers wrote as text, and says it as it was: %s', (text) => {
    const [, written = ''] =
      /^<p title="(.*)"><\/p>$/s.exec(markup`<p title="${text}"></p>`.text) ?? [];
    expect(written).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
    const read = written
      .replaceAll('&#39;', "'")
      .replaceAll('&quot;', '"')
      .replaceAll('&gt;', '>')
      .replaceAll('&lt;', '<')
      .replaceAll('&amp;', '&');
    expect(read).toBe(text);
  });

  it('takes HTML of its own, lists and nothing', () => {
    const items = ['<a>', 'b'].map((each) => markup`<li>${each}</li>`);
    expect(markup`<ul>${items}${undefined}</ul>${1}`.text).toBe(
      '<ul><li>&lt;a&gt;</li><li>b</li></ul>1',
    );
  });

  it('cannot be told by strangers what it made itself', () => {
    const posing = { text: '<b>' } as never;
    expect(() => markup`<p>${posing}</p>`).toThrow(TypeError);
  });
});
