// The offline banner. A form is held back while the device is offline; drafts.js keeps its text.

const banner = document.querySelector("[data-offline]");

function show(isOffline) {
    if (banner) banner.hidden = !isOffline;
}

window.addEventListener("offline", () => show(true));
window.addEventListener("online", () => show(false));
document.addEventListener("app:unreachable", () => show(true));
document.addEventListener("htmx:afterOnLoad", () => show(!navigator.onLine));
show(!navigator.onLine);

document.addEventListener(
    "submit",
    (event) => {
        if (navigator.onLine || event.target.method === "dialog") return;
        event.preventDefault();
        event.stopImmediatePropagation();
        show(true);
        banner?.scrollIntoView({ block: "nearest" });
    },
    true,
);
