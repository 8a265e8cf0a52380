// data-confirm="这样做的后果": ask in a dialog before a form is sent or an htmx request is made.

const dialog = document.getElementById("confirm");
const accept = document.getElementById("confirm-accept");
const agreed = new WeakSet();

function ask(source, proceed) {
    document.getElementById("confirm-title").textContent = source.dataset.confirmTitle ?? "请确认";
    document.getElementById("confirm-text").textContent = source.dataset.confirm;
    accept.textContent = source.dataset.confirmLabel ?? "确定";
    dialog.returnValue = "cancel";
    dialog.addEventListener(
        "close",
        () => {
            if (dialog.returnValue === "accept") proceed();
        },
        { once: true },
    );
    dialog.showModal();
}

document.addEventListener(
    "submit",
    (event) => {
        const form = event.target;
        const submitter = event.submitter;
        const source = submitter?.dataset.confirm ? submitter : form;
        if (form.method === "dialog" || !source.dataset.confirm) return;
        if (agreed.delete(form)) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        ask(source, () => {
            const [sent, pressed] = standing(form, submitter);
            agreed.add(sent);
            sent.requestSubmit(pressed ?? undefined);
        });
    },
    true,
);

// An answer of htmx may have drawn the form anew while the question stood: send the one on the page.
function standing(form, submitter) {
    if (form.isConnected) return [form, submitter];
    const isSame = (one) => one.type === "submit" && one.name === submitter?.name && one.value === submitter?.value;
    const drawn = [...document.forms].filter((one) => one.action === form.action && one.method === form.method);
    for (const other of drawn) {
        const pressed = [...other.elements].find(isSame);
        if (pressed || !submitter) return [other, pressed];
    }
    return [form, submitter];
}

document.addEventListener("htmx:confirm", (event) => {
    const source = event.detail.elt;
    if (!source.dataset.confirm || source.matches("form")) return;
    if (source.matches("button, input") && source.form) return;
    event.preventDefault();
    ask(source, () => event.detail.issueRequest(true));
});
