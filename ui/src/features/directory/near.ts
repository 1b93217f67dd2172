// Tells which parts of a scrolling list are seen or soon will be.

/** How far beyond the edge counts as near: a turn of the wheel, so that nobody meets an empty place. */
const MARGIN = "200px 0px";

const observers = new WeakMap<Element, IntersectionObserver>();
const hearers = new WeakMap<Element, (near: boolean) => void>();

/** Says whether `part` is near what one sees of the list it is in, now and with every change; returns how to stop. */
export function near(part: Element, hear: (near: boolean) => void): () => void {
  const list = part.closest(".scroll");
  // Where nobody can tell, everything is.
  if (typeof IntersectionObserver === "undefined" || !list) {
    hear(true);
    return () => {};
  }
  let observer = observers.get(list);
  if (!observer) {
    const told = (entries: IntersectionObserverEntry[]) =>
      entries.forEach(({ target, isIntersecting }) => hearers.get(target)?.(isIntersecting));
    observer = new IntersectionObserver(told, { root: list, rootMargin: MARGIN });
    observers.set(list, observer);
  }
  hearers.set(part, hear);
  observer.observe(part);
  return () => observer.unobserve(part);
}
