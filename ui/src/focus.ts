// Who has the keyboard.

/** Whether somebody types: then no arriving call may take the focus. */
export function isTyping(): boolean {
  return document.activeElement?.matches("input, select, textarea") ?? false;
}

/** Opens a question that must be answered first. Without a modal layer (old engines, tests) it still shows and asks. */
export function openDialog(dialog: HTMLDialogElement | undefined) {
  if (dialog?.showModal) dialog.showModal();
  else dialog?.setAttribute("open", "");
}
