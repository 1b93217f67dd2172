// Somebody calls this desk.

import { capital } from "../formats";
import { plural } from "./words";

export const incoming = {
  calling: (name: string, room: string | null) => (room ? `${name}, ${room}, is calling` : `${name} is calling`),
  callingHere: (time: string) => `Calling this desk, ${time}`,
  answering: "Answering",
  callsToo: (name: string) => `${capital(name)} is calling too`,
  answeringEnds: "Answering ends this call.",
  answer: "Answer",
  decline: "Decline",
  declineHint: "Decline silences this desk only. The other desks keep ringing.",
  declineAlone: "No other desk rings. If you decline, the call waits in the call-back list.",
  before: "Before you answer",
  also: "Also ringing",
  nobodyAlso: "No other desk",
  ifNobody: "If nobody answers",
  ifNobodyHint: "The call waits in the call-back list until somebody has called back.",
  alsoLine: (desks: string[]) => (desks.length ? `Also ringing: ${desks.join(", ")}` : "No other desk is ringing"),
  isCalling: (room: string) => `Room ${room} is calling`,
  more: (count: number) => `${count} more ${plural(count, "resident is", "residents are")} calling`,
  none: "Nobody is calling",
  taken: (staff: string, station: string) => `Answered by ${staff} at ${station}.`,
  second: "Second call",
};
