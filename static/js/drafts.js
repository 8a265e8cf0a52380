// Drafts: what is typed into <form data-draft-key="…"> is kept on this device until it is accepted.
//
// The key carries the reader's id, so that people sharing a computer never see each other's text.
// A draft is dropped only when the server said yes: the next page shows a success message, or an
// htmx answer holds no [data-form-invalid]. A lost connection or an expired session keeps it.

const PREFIX = "draft:";
const SENT = "draft-sent";
const KEPT_DAYS = 30;
const PAUSE = 400;
const DAY = 86400000;
const reader = document.body.dataset.reader;

const keyOf = (form) => `${PREFIX}${reader}:${form.dataset.draftKey}`;

function store(action) {
    try {
        return action();
    } catch {
        return null; // storage is full or forbidden: the form still works, only without a draft
    }
}

function isKept(control) {
    const isSecret = ["password", "file", "hidden", "submit", "button", "reset"].includes(control.type);
    return control.name && !isSecret && !control.disabled && !("noDraft" in control.dataset);
}

function valuesOf(form) {
    const values = {};
    for (const control of [...form.elements].filter(isKept)) {
        const list = (values[control.name] ??= []);
        if (["checkbox", "radio"].includes(control.type)) {
            if (control.checked) list.push(control.value);
        } else if (control.multiple) {
            list.push(...[...control.selectedOptions].map((option) => option.value));
        } else {
            list.push(control.value);
        }
    }
    return values;
}

function fill(form, values) {
    const turn = {};
    for (const control of [...form.elements].filter(isKept)) {
        const saved = values[control.name];
        if (!saved) continue;
        if (["checkbox", "radio"].includes(control.type)) {
            control.checked = saved.includes(control.value);
        } else if (control.multiple) {
            for (const option of control.options) option.selected = saved.includes(option.value);
        } else {
            const index = (turn[control.name] = (turn[control.name] ?? -1) + 1);
            if (saved[index] !== undefined) control.value = saved[index];
        }
        control.dispatchEvent(new Event("input", { bubbles: true }));
    }
}

function save(form) {
    const draft = JSON.stringify({ at: Date.now(), values: valuesOf(form) });
    store(() => localStorage.setItem(keyOf(form), draft));
}

function forget(key) {
    store(() => localStorage.removeItem(key));
}

function clock(time) {
    return new Intl.DateTimeFormat("zh-CN", {
        month: "long",
        day: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        hour12: false,
        timeZone: "Asia/Shanghai",
    }).format(time);
}

function announce(form, at, original) {
    const notice = document.createElement("div");
    notice.className = "draft-notice";
    notice.setAttribute("role", "status");
    const text = document.createElement("span");
    text.textContent = `已恢复未提交的草稿（${clock(at)}保存在本机）。`;
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "btn btn-sm";
    discard.textContent = "放弃草稿";
    discard.addEventListener("click", () => {
        fill(form, original);
        form.draftPaused = true;
        forget(keyOf(form));
        notice.remove();
    });
    notice.append(text, discard);
    form.prepend(notice);
    form.closest("details")?.setAttribute("open", "");
}

function attach(form) {
    if (form.draftAttached || !reader) return;
    form.draftAttached = true;
    const original = valuesOf(form);
    const draft = store(() => JSON.parse(localStorage.getItem(keyOf(form))));
    const wasRefused = form.querySelector("[data-form-invalid]");
    if (wasRefused) {
        save(form);
    } else if (draft && JSON.stringify(draft.values) !== JSON.stringify(original)) {
        fill(form, draft.values);
        announce(form, draft.at, original);
    }
    let timer;
    form.addEventListener("input", (event) => {
        if (!event.isTrusted) return;
        form.draftPaused = false;
        clearTimeout(timer);
        timer = setTimeout(() => save(form), PAUSE);
    });
    const flush = () => {
        clearTimeout(timer);
        const isChanged = JSON.stringify(valuesOf(form)) !== JSON.stringify(original);
        if (isChanged && !form.draftPaused && form.isConnected) save(form);
    };
    window.addEventListener("pagehide", flush);
    form.addEventListener("submit", () => {
        flush();
        store(() => sessionStorage.setItem(SENT, keyOf(form)));
        form.draftPaused = true;
    });
}

function settleSent() {
    const key = store(() => sessionStorage.getItem(SENT));
    if (!key) return;
    store(() => sessionStorage.removeItem(SENT));
    if (document.querySelector('[data-toast][data-level="success"]')) forget(key);
}

function sweep() {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
        const draft = store(() => JSON.parse(localStorage.getItem(key)));
        if (!draft || Date.now() - draft.at > KEPT_DAYS * DAY) forget(key);
    }
}

document.addEventListener("htmx:afterRequest", (event) => {
    // An answer that replaced the form itself is told to a parent; the request knows its form.
    const source = event.detail.requestConfig?.elt ?? event.detail.elt;
    const form = source.closest?.("form[data-draft-key]");
    if (!form) return;
    store(() => sessionStorage.removeItem(SENT));
    form.draftPaused = false;
    if (event.detail.successful && !event.detail.xhr.responseText.includes("data-form-invalid")) {
        form.draftPaused = true;
        forget(keyOf(form));
    }
});
document.addEventListener("htmx:load", (event) => {
    event.detail.elt.querySelectorAll?.("form[data-draft-key]").forEach(attach);
});

store(sweep);
settleSent();
document.querySelectorAll("form[data-draft-key]").forEach(attach);
