// Toasts: success and information leave by themselves, warnings and errors stay until dismissed.

const STAY = 8000;
const region = document.getElementById("toasts");
const template = document.getElementById("toast-template");

function settle(toast) {
    toast.querySelector("[data-dismiss]")?.addEventListener("click", () => toast.remove());
    if (["warning", "error"].includes(toast.dataset.level)) return;
    let timer = setTimeout(() => toast.remove(), STAY);
    toast.addEventListener("pointerenter", () => clearTimeout(timer));
    toast.addEventListener("focusin", () => clearTimeout(timer));
    toast.addEventListener("pointerleave", () => {
        timer = setTimeout(() => toast.remove(), STAY);
    });
}

document.addEventListener("app:toast", (event) => {
    const { text, level } = event.detail;
    const isShown = [...region.querySelectorAll("[data-toast-text]")].some((shown) => shown.textContent === text);
    if (isShown) return;
    const toast = template.content.cloneNode(true).querySelector("[data-toast]");
    toast.dataset.level = level;
    if (level === "error") toast.setAttribute("role", "alert");
    toast.querySelector("[data-toast-text]").textContent = text;
    region.append(toast);
    settle(toast);
});

// The server may send a toast with an htmx answer: HX-Trigger {"toast": {"text": …, "level": …}}
document.addEventListener("toast", (event) => {
    document.dispatchEvent(new CustomEvent("app:toast", { detail: event.detail }));
});

region.querySelectorAll("[data-toast]").forEach(settle);
