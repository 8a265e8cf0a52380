// Rows that open in place: the first press fetches what lies below, later ones fold and unfold it.
// Without scripts the link leads to a page of its own.

function fold(opener, open) {
    const below = document.getElementById(opener.getAttribute("aria-controls"));
    below.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    opener.querySelector("[data-unfold-word]").textContent = open ? "收起" : opener.dataset.unfold;
}

function press(event) {
    const opener = event.target.closest("[data-unfold]");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (opener.dataset.filled) fold(opener, opener.getAttribute("aria-expanded") !== "true");
    else opener.dispatchEvent(new CustomEvent("unfold"));
}

document.addEventListener("click", press);

// The link acts as a button, so the space bar presses it too.
document.addEventListener("keydown", (event) => {
    if (event.key === " ") press(event);
});

document.addEventListener("htmx:afterSwap", (event) => {
    const opener = event.detail.requestConfig?.elt;
    if (!opener?.matches("[data-unfold]")) return;
    opener.dataset.filled = "true";
    fold(opener, true);
});
