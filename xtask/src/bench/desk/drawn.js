// Waits until the page has noted that something first stood on it (`ui/src/drawn.ts`), and tells when.
const [what, done] = arguments;
const look = () => {
  const [mark] = performance.getEntriesByName(what);
  if (mark) done({ at_ms: performance.timeOrigin + mark.startTime, after_ms: mark.startTime });
  else setTimeout(look, 20);
};
look();
