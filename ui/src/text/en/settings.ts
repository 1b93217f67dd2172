// What a person may set at a desk, and what does not work there.

import type { LackView, SoundTroubleView } from "../../bindings";
import { movedIn } from "../moved";
import { and, percent, plural } from "./words";

export const settings = {
  title: "Settings",
  talking: "Talking",
  microphones: "Microphones",
  speakers: "Speakers",
  order: "The first that works is used, and taken again when it comes back.",
  system: "As set in this PC",
  gone: (name: string) => `${name} (not plugged in)`,
  up: (name: string) => `Move ${name} up`,
  down: (name: string) => `Move ${name} down`,
  place: (name: string, place: number, of: number) => `${name} is now ${place} of ${of}`,
  ringVolume: "How loud it rings",
  ringVolumeHint: "It begins softly, on all speakers. The volume set in this PC counts, too.",
  again: "Look for devices again",
  lacks(lack: LackView): string {
    switch (lack) {
      case "keyring":
        return "After a restart somebody must sign in before calls ring here: this PC has no safe place for passwords. Tell your IT.";
      case "notifications":
        return "Calls ring and show in the windows only: this PC shows no notifications. Tell your IT.";
      default:
        return lack satisfies never;
    }
  },
  desk: "This desk",
  signedIn: (staff: string, station: string) => `${staff} is signed in at ${station}.`,
  takesCalls: "Take calls at this desk",
  takesCallsHint: "Switched off, this desk rings only if no other desk can.",
  signOut: "Sign out",
  signOutHint: "After that nothing rings here until somebody signs in. Sign-in and PIN are deleted from this PC.",
  about: "About",
  fine: "Microphone and speaker are ready.",
  trouble,
  moved: movedIn(
    {
      gone: (names, count) => `${names} ${plural(count, "is", "are")} gone.`,
      back: (names, count) => `${names} ${plural(count, "is", "are")} back.`,
      both: (device) => `You now talk and hear through ${device}.`,
      each: (microphone, speaker) => `You now talk through ${microphone} and hear through ${speaker}.`,
      microphone: (device) => `You now talk through ${device}.`,
      speaker: (device) => `You now hear through ${device}.`,
    },
    and,
  ),
  look: {
    title: "Language and look",
    language: "Language",
    textSize: "Text size",
    theme: "Colours",
    asTheComputer: "As the computer",
    size: percent,
    window: "Window",
    strip: "Narrow strip at the edge",
    whole: "Usual size",
    themes: { light: "Light", dark: "Dark", contrast: "High contrast" },
  },
};

export function trouble(what: SoundTroubleView): string {
  switch (what) {
    case "noMicrophone":
      return "This PC has no microphone, so nobody hears you. Plug in a headset.";
    case "noSpeaker":
      return "This PC has no speaker, so you hear nobody. Plug in a headset.";
    case "blocked":
      return "This PC keeps the microphone from Roomline. Allow it in the privacy settings.";
    case "busy":
      return "The sound devices do not start. Close other programs that use them.";
    case "deviceGone":
      return "The headset is gone. Plug it in again; the call goes on.";
    case "silentMicrophone":
      return "Your microphone is silent, so nobody hears you. Is it switched off on the headset or its cable?";
    default:
      return what satisfies never;
  }
}
