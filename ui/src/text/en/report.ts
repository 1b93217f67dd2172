// A report for whoever looks after this desk.

import type { ReportKindView } from "../../bindings";

const FILES: Record<ReportKindView, string> = {
  about: "Program, system and settings",
  devices: "Microphones and speakers",
  check: "The last check of this desk",
  calls: "How the last calls were, without names",
  log: "What the program wrote down last",
};

export const report = {
  title: "Report for your administrator",
  what: "Your IT may ask for it when something does not work. It holds no names, no notes and no passwords, and you read all of it before it is saved.",
  make: "Make a report",
  making: "The report is being made",
  namesDesk: "Leave the name of this desk in it",
  look: "Read what is in it:",
  file: (kind: ReportKindView) => FILES[kind],
  save: "Save the report",
  discard: "Do not save it",
  saved: "The report is saved. Give this file to your IT:",
  discarded: "The report was not saved.",
};
