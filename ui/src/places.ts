// The places of the main window. A call takes the page; going elsewhere leaves it as a strip on top.

export type Place = "residents" | "callbacks" | "rounds" | "settings" | "handover";
/** In the order of their keys: Ctrl+1 and so on. */
export const PLACES: readonly Place[] = ["residents", "callbacks", "rounds", "settings", "handover"];
/** Where one ends a shift: it stands at the foot of the rail, with whoever is signed in. */
export const LAST_PLACE: Place = "handover";
