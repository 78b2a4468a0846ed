/**
 * Sources import one another by the names that the build gives them: `./x.js` is `./x.ts` until then. Jest
 * keeps what a resolver says; what `moduleNameMapper` maps, it would look for anew at each import.
 */
module.exports = (request, options) => {
  const isOurs = /^\.{1,2}\/.*\.js$/.test(request) && !options.basedir.includes('/node_modules/');
  const source = isOurs
    ? tryToResolve(`${request.slice(0, -'.js'.length)}.ts`, options)
    : undefined;
  return source ?? options.defaultResolver(request, options);
};

function tryToResolve(request, options) {
  try {
    return options.defaultResolver(request, options);
  } catch {
    return undefined;
  }
}
