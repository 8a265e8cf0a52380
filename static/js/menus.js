// Menus (<details data-menu>) close on a press outside, on Escape, and when another opens;
// data-opens="id" opens a dialog; a press on the dialog's backdrop closes it.

const menus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
    for (const menu of menus()) {
        if (!menu.contains(event.target)) menu.open = false;
    }
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog?.showModal && !dialog.open) {
        event.preventDefault();
        dialog.showModal();
    }
    if (event.target.matches("dialog[open]") && isOutside(event, event.target)) event.target.close("cancel");
});

function isOutside(event, dialog) {
    const box = dialog.getBoundingClientRect();
    const isKeyboard = event.clientX === 0 && event.clientY === 0;
    const isInside =
        event.clientX >= box.left &&
        event.clientX <= box.right &&
        event.clientY >= box.top &&
        event.clientY <= box.bottom;
    return !isKeyboard && !isInside;
}

document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
        menu.open = false;
        menu.querySelector("summary")?.focus();
    }
});
