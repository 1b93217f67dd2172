// Who has the keyboard.

/** Whether somebody types: then no arriving call may take the focus. */
export function isTyping(): boolean {
  return document.activeElement?.matches("input, select, textarea") ?? false;
}
