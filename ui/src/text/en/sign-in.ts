// Signing in, and why it did not work.

import type { SignInProblemView } from "../../bindings";

export const signIn = {
  title: "Sign in to this desk",
  server: "Server",
  serverExample: "https://calls.example.org",
  station: "Name of this desk",
  stationHint: "Calls ring at the desk of this name.",
  user: "User name",
  password: "Password",
  submit: "Sign in",
  asking: "Signing in",
  forgotten: "Forgot the password? Your manager can set a new one.",
  eachTime: "Nothing is kept on this PC. After a restart somebody signs in before calls ring here.",
  noKeyring: {
    title: "Sign in each time.",
    text: "This PC has no safe place for passwords, so after a restart somebody must sign in before calls ring here. Roomline never writes a password in clear.",
    forIt: "For your IT: install and unlock gnome-keyring or KWallet, then start Roomline again.",
  },
  problem(problem: SignInProblemView): string {
    switch (problem) {
      case "wrongCredentials":
        return "User name or password is not right. Is Caps Lock on?";
      case "disabled":
        return "This account is switched off. Your manager can switch it on again.";
      case "tooMany":
        return "Too many tries in a row. Wait a minute, then try again.";
      case "sessionOver":
        return "Your sign-in has run out. Sign in again, then calls ring here.";
      case "unreachable":
        return "The server does not answer. Is the network cable in?";
      case "wrongCertificate":
        return "This may be another server than it says. Check the address, then ask your IT.";
      case "plainHttp":
        return "The address must begin with https, so that nobody listens in.";
      case "badAddress":
        return "This is not an address. It looks like https://calls.example.org.";
      case "notRoomline":
        return "Something else answers at this address. Check how it is spelled.";
      case "serverFault":
        return "The server has a fault. Try again in a minute, then ask your IT.";
      default:
        return problem satisfies never;
    }
  },
};
