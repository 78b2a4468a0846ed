/** Whether people can be sent there. */
export function isPage(url: string): boolean {
  return url.startsWith('https://') && URL.canParse(url);
}

/** The names that a template such as `https://{shop}/oauth` has in braces. */
export function namesIn(template: string): string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** What is left of a template without its names: braces in it are a slip. */
export function besideNames(template: string): string {
  return template.replaceAll(/\{\w+\}/g, 'x');
}

/** Whether a template is the address of a server: http or https, and nothing that a query would follow badly. */
export function isAddress(template: string): boolean {
  const plain = besideNames(template);
  if (/[{}\s]/.test(plain) || !URL.canParse(plain)) return false;
  const { protocol, username, password, search, hash } = new URL(plain);
  return ['http:', 'https:'].includes(protocol) && username + password + search + hash === '';
}
