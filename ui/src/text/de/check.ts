// The check of this desk: what is tried, what was found, and what to do about it.

import type { CheckStepView, CheckStopView, IceServerFaultView, VerdictView } from "../../bindings";
import type { Text } from "../en";
import { capital } from "../formats";
import { serverName } from "../servers";
import { call } from "./call";
import { lock } from "./lock";
import { reach } from "./problems";
import { trouble } from "./settings";
import { signIn } from "./sign-in";
import { plural } from "./words";

const STEPS: Record<CheckStepView, string> = {
  microphone: "Mikrofon",
  speaker: "Lautsprecher",
  ringer: "Klingeln",
  notification: "Benachrichtigung",
  server: "Server",
  line: "Leitung für Anrufe",
  signIn: "Anmeldung",
  iceServers: "Weg des Tons",
  testCall: "Testanruf",
};
const VERDICTS: Record<VerdictView, string> = {
  passed: "Funktioniert",
  failed: "Funktioniert nicht",
  notTested: "Ließ sich nicht prüfen",
};
const STOPPED: Record<CheckStopView, string> = {
  person: "Sie haben die Prüfung beendet.",
  call: "Ein Anruf ging vor, deshalb endete die Prüfung.",
  locked: "Der Arbeitsplatz wurde gesperrt, deshalb endete die Prüfung.",
};
const FAULTS: Record<IceServerFaultView, string> = {
  unusable: "lässt sich nicht benutzen",
  silent: "antwortet nicht",
  refused: "weist ab",
};
const steps = (count: number) => `${count} ${plural(count, "Schritt", "Schritte")}`;

const doing: Text["check"]["doing"] = (what) => {
  switch (what.kind) {
    case "listening":
      return what.device === null ? "Das Mikrofon wird geöffnet." : `Sagen Sie etwas. ${what.device} hört zu.`;
    case "playing":
      return "Es erklingt ein Ton, wo Sie die Bewohner hören.";
    case "ringing":
      return "Es klingelt auf allen Lautsprechern.";
    case "asking":
      return what.sound === "tone" ? "Haben Sie den Ton gehört?" : "Haben Sie das Klingeln gehört?";
    case "notifying":
      return "Eine Benachrichtigung wird zur Probe gezeigt.";
    case "askingServer":
      return "Der Server wird gefragt.";
    case "awaitingLine":
      return "Auf ein Lebenszeichen des Servers wird gewartet.";
    case "renewingSignIn":
      return "Ihre Anmeldung wird erneuert.";
    case "askingIceServers":
      return "Die Server, die dem Ton auf den Weg helfen, werden gefragt.";
    case "choosing":
      return "Wählen Sie ein Zimmer, in dem jemand von dem Test weiß.";
    case "calling":
      return "Das Zimmer wird angerufen. Mit dem Anruf endet die Prüfung.";
    default:
      return what satisfies never;
  }
};

const found: Text["check"]["found"] = (what) => {
  switch (what.kind) {
    case "hears":
      return `${what.device} hört Sie.`;
    case "heard":
      return "Sie haben es gehört.";
    case "shown":
      return "Dieser PC zeigt Benachrichtigungen.";
    case "answered":
      return `Der Server hat nach ${what.afterMs} ms geantwortet.`;
    case "rings":
      return "Hier klingeln Anrufe.";
    case "renewed":
      return `Sie wurde erneuert, gilt ${what.validMin} ${plural(what.validMin, "Minute", "Minuten")} und erneuert sich weiter von selbst.`;
    case "iceServersAnswered":
      return what.count === 1
        ? "Der Server, der dem Ton auf den Weg hilft, hat geantwortet."
        : `Alle ${what.count} Server, die dem Ton auf den Weg helfen, haben geantwortet.`;
    case "noIceServers":
      return "Kein Server ist eingerichtet, der dem Ton auf den Weg hilft: Er geht direkt.";
    case "talked":
      return what.end === null
        ? "Sie können sprechen; das Gespräch läuft weiter."
        : `Sie konnten sprechen. Danach: ${call.end(what.end)}.`;
    case "sound":
      return trouble(what.trouble);
    case "notHeard":
      return what.sound === "tone"
        ? "Stellen Sie diesen PC lauter, oder setzen Sie in der Liste einen anderen Lautsprecher nach oben."
        : "Stellen Sie diesen PC lauter, und auch „Wie laut es klingelt“.";
    case "ringIsOff":
      return "Das Klingeln ist auf stumm gestellt. Stellen Sie „Wie laut es klingelt“ höher.";
    case "notShown":
      return "Dieser PC nimmt keine Benachrichtigungen an; Anrufe klingeln trotzdem und stehen in den Fenstern. Sagen Sie Ihrer IT Bescheid.";
    case "server":
      return signIn.problem(what.problem);
    case "doesNotRing":
      return `${reach.nothingRings} ${reach.why(what.reason)}`;
    case "inNoRingGroup":
      return lock.noGroupHint;
    case "iceServersFailed": {
      const failed = what.failed.map(({ url, why }) => `${serverName(url)} ${FAULTS[why]}`).join(", ");
      return `Manche Anrufe bleiben vielleicht ohne Ton. Sagen Sie Ihrer IT: ${failed}.`;
    }
    case "callFailed":
      return [`${capital(call.end(what.end))}.`, call.remedy(what.end)].filter(Boolean).join(" ");
    case "nobodySpoke":
      return "Das Mikrofon funktioniert, aber niemand hat gesprochen. Prüfen Sie noch einmal und sagen Sie etwas.";
    case "nobodyAnswered":
      return "Hier hat niemand rechtzeitig etwas gesagt. Prüfen Sie noch einmal, wenn jemand am Arbeitsplatz ist.";
    case "skipped":
      return "Sie haben das übersprungen.";
    case "notReached":
      return "Die Prüfung endete vorher. Prüfen Sie noch einmal.";
    case "noNotifications":
      return "Roomline zeigt an diesem PC keine Benachrichtigungen; Anrufe klingeln und stehen in den Fenstern.";
    case "cannotCall":
      return "Der Server ist nicht zu erreichen, deshalb lässt sich kein Zimmer anrufen. Das geht vor.";
    case "callNotTaken":
      return `${capital(call.end(what.end))}. Rufen Sie ein Zimmer an, in dem jemand annimmt, um den Ton zu prüfen.`;
    default:
      return what satisfies never;
  }
};

export const check: Text["check"] = {
  title: "Diesen Arbeitsplatz prüfen",
  what: "Mikrofon, Lautsprecher, Klingeln, Benachrichtigungen und Server werden der Reihe nach probiert. Das dauert zwei Minuten; ein Anruf, der kommt, beendet es und klingelt wie immer.",
  start: "Diesen Arbeitsplatz prüfen",
  again: "Noch einmal prüfen",
  stop: "Prüfung beenden",
  skip: "Überspringen",
  heard: "Ich habe es gehört",
  notHeard: "Ich habe nichts gehört",
  room: "Zimmer für den Anruf",
  choose: "Zimmer wählen",
  call: "Zum Test anrufen",
  level: "Wie laut Ihr Mikrofon ist",
  now: "Jetzt",
  later: "Noch nicht",
  step: (step) => STEPS[step],
  verdict: (verdict) => VERDICTS[verdict],
  doing,
  found,
  stopped: (why) => STOPPED[why],
  summary(failed, untested) {
    if (failed === 0 && untested === 0) return "Alles funktioniert.";
    const open = untested === 0 ? [] : [`${steps(untested)} ${plural(untested, "ließ", "ließen")} sich nicht prüfen.`];
    const broken = `${steps(failed)} ${plural(failed, "ist", "sind")} fehlgeschlagen.`;
    return [failed === 0 ? "Nichts ist fehlgeschlagen." : broken, ...open].join(" ");
  },
};
