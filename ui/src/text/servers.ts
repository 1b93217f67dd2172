// The names of servers that help sound on its way, for whoever reads them aloud on a telephone.

/** `TURN turn.example.org` for `turn:turn.example.org:3478?transport=udp`; what is no such address is said as it is. */
export function serverName(url: string): string {
  const [, kind, host] = /^(\w+):([^:?]+)/.exec(url) ?? [];
  return kind && host ? `${kind.toUpperCase()} ${host}` : url;
}
