// One press, one submission: buttons of a form rest from the press until the answer.
// A download keeps the page, so a form with data-download is freed after five seconds; one with
// data-download="once" reads the page again instead.

const RESET_AFTER_DOWNLOAD = 5000;

function buttonsOf(form) {
    return [...form.elements].filter((control) => control.type === "submit");
}

function release(form) {
    delete form.dataset.submitting;
    for (const button of buttonsOf(form)) {
        if (button.dataset.rested) {
            button.disabled = false;
            delete button.dataset.rested;
        }
        button.removeAttribute("aria-busy");
    }
}

document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    if (form.dataset.submitting) {
        event.preventDefault();
        return;
    }
    if (event.defaultPrevented && !form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete], [hx-get]")) {
        return;
    }
    form.dataset.submitting = "true";
    event.submitter?.setAttribute("aria-busy", "true");
    // After this tick, so that the pressed button's own name and value are still sent.
    setTimeout(() => {
        for (const button of buttonsOf(form)) {
            if (!button.disabled) button.dataset.rested = "true";
            button.disabled = true;
        }
    });
    if (!form.hasAttribute("data-download")) return;
    // What may be taken once is gone from the page as well.
    const after = form.dataset.download === "once" ? () => window.location.reload() : () => release(form);
    setTimeout(after, RESET_AFTER_DOWNLOAD);
});

document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("form") ?? event.detail.elt.form;
    if (form) release(form);
});

window.addEventListener("pageshow", () => document.querySelectorAll("form[data-submitting]").forEach(release));
