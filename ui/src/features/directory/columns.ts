// In how many columns the rows of a list stand.

/** Says it now and whenever the list becomes wider or narrower; returns how to stop. */
export function watchColumns(list: HTMLElement, hear: (columns: number) => void): () => void {
  const look = () => {
    const rooms = list.querySelector(".rooms");
    // Without a layout every row is a line of its own.
    if (rooms) hear(getComputedStyle(rooms).gridTemplateColumns.match(/[\d.]+px/g)?.length ?? 1);
  };
  look();
  if (typeof ResizeObserver === "undefined") return () => {};
  const observer = new ResizeObserver(look);
  observer.observe(list);
  return () => observer.disconnect();
}
