// data-confirm="这样做的后果": ask in a dialog before a form is sent or an htmx request is made.
// A form with an empty required field, or a file that can't be sent, is not asked about: it says so first.

const dialog = document.getElementById("confirm");
const accept = document.getElementById("confirm-accept");
const cancel = document.getElementById("confirm-cancel");
const agreed = new WeakSet();

function ask(source, proceed) {
    const label = source.dataset.confirmLabel;
    const title = source.dataset.confirmTitle ?? (label ? `确定${label}吗？` : "请确认");
    document.getElementById("confirm-title").textContent = title;
    document.getElementById("confirm-text").textContent = source.dataset.confirm;
    accept.textContent = label ?? "确定";
    // Two buttons that begin with the same word can't be told apart.
    cancel.textContent = label?.startsWith("取消") ? "返回" : "取消";
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
        if (form.method === "dialog" || agreed.delete(form)) return;
        const faulty = firstFaulty(form, { isAsked: Boolean(source.dataset.confirm) });
        if (!faulty && !source.dataset.confirm) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        if (faulty) {
            tell(faulty);
            return;
        }
        ask(source, () => {
            const [sent, pressed] = standing(form, submitter);
            agreed.add(sent);
            sent.requestSubmit(pressed ?? undefined);
        });
    },
    true,
);

// Errors of our own always hold a form back; what is missing only before a question, as the server says
// it in place otherwise. Native words would be those of the browser's language: ours are Chinese.
function firstFaulty(form, { isAsked }) {
    return [...form.elements].find(
        (one) => one.validity?.customError || (isAsked && one.validity?.valueMissing),
    );
}

function tell(control) {
    if (!control.validity.customError) {
        const named = control.type === "radio" ? control.closest("fieldset")?.querySelector("legend") : control.labels?.[0];
        control.setCustomValidity(`请填写：${named?.firstChild?.textContent.trim() ?? "必填项"}`);
        const clear = () => control.setCustomValidity("");
        control.form.addEventListener("input", clear, { once: true });
    }
    control.closest("details")?.setAttribute("open", "");
    control.reportValidity();
}

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
