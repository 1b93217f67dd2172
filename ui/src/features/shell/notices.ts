// What the program tells of its own accord.

import type { NoticeView } from "../../bindings";

const DONE: Record<NoticeView["kind"], boolean> = {
  callbackGone: false,
  notReached: false,
  answerFailed: false,
  outcomeLost: false,
  roundMoved: false,
  stillSignedIn: false,
  signedOut: true,
  personForgotten: true,
  madeRoom: true,
};

/** Whether something was done; else something was not. */
export const isDone = ({ kind }: NoticeView): boolean => DONE[kind];
