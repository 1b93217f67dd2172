import { expect, test } from "vitest";
import { serverName } from "./servers";

test.each([
  ["stun:stun.example.org", "STUN stun.example.org"],
  ["turn:turn.example.org:5000?transport=udp", "TURN turn.example.org"],
  ["no address", "no address"],
])("%s is read as %s", (url, name) => {
  expect(serverName(url)).toBe(name);
});
