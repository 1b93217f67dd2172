// Moving through the list by keys, also where it stands in several columns.

/** The row a key leads to, `search` above the first line, or nothing if the key does not move. */
export function step(rows: HTMLElement[], from: HTMLElement, key: string): HTMLElement | "search" | undefined {
  const at = rows.indexOf(from);
  switch (key) {
    case "ArrowRight":
      return rows[at + 1] ?? from;
    case "ArrowLeft":
      return rows[at - 1] ?? from;
    case "Home":
      return rows[0];
    case "End":
      return rows[rows.length - 1];
    case "ArrowDown":
      return line(rows.slice(at + 1), from) ?? from;
    case "ArrowUp":
      return line(rows.slice(0, at).reverse(), from) ?? "search";
    default:
      return undefined;
  }
}

/** The nearest row by column in the next line of `ahead`. */
function line(ahead: HTMLElement[], from: HTMLElement): HTMLElement | undefined {
  const { top, left } = from.getBoundingClientRect();
  const other = ahead.find((row) => Math.abs(row.getBoundingClientRect().top - top) > 8) ?? ahead[0];
  if (!other) return undefined;
  const nextTop = other.getBoundingClientRect().top;
  // Without a layout (all at 0) every row is a line of its own.
  const same = ahead.filter((row) => Math.abs(row.getBoundingClientRect().top - nextTop) <= 8);
  if (nextTop === top) return other;
  const gap = (row: HTMLElement) => Math.abs(row.getBoundingClientRect().left - left);
  return same.reduce((best, row) => (gap(row) < gap(best) ? row : best), other);
}
