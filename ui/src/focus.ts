// Who has the keyboard.

/** Whether somebody types: then no arriving call may take the focus. */
export function isTyping(): boolean {
  return document.activeElement?.matches("input, select, textarea") ?? false;
}

/** Whether nothing has the keyboard: what had it is gone from the page. */
export function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** Opens a question that must be answered first. Without a modal layer (old engines, tests) it still shows and asks. */
export function openDialog(dialog: HTMLDialogElement | undefined) {
  if (dialog?.showModal) dialog.showModal();
  else dialog?.setAttribute("open", "");
}
