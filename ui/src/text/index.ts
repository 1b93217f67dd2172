// The catalogue in use. The desk's language will choose here; today there is one.

export { en as t } from "./en";
export { clock, duration, moment, spoken, waited } from "./time";
