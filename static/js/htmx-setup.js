// htmx: send the CSRF token, say in Chinese what went wrong, keep the page usable.

const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

const FAILURES = {
    400: "提交的内容有误，没有保存。请检查后重新提交。",
    401: "登录已过期，内容没有保存。请重新登录后再试。",
    403: "您当前的身份没有此项权限，内容没有保存。请核对身份，或联系上级开通。",
    404: "这一条已不存在或不在您的范围内。请返回列表后刷新。",
    409: "这一条刚刚被别人改过，您的修改没有保存。请刷新页面后再改。",
    413: "文件过大，没有上传。请压缩后重新选择。",
    429: "操作过于频繁，本次没有执行。请等一分钟后再试。",
};
const UNKNOWN = "服务器没有完成这次操作，内容没有保存。请稍后再试；仍不行请联系管理员。";

function toast(text, level = "info") {
    document.dispatchEvent(new CustomEvent("app:toast", { detail: { text, level } }));
}

document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
});

// A sign-in page that comes in the place of a fragment takes the whole window: the session has ended.
document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    const doors = ["/account/login/", "/admin/login/"];
    if (!xhr.responseURL || !doors.includes(new URL(xhr.responseURL).pathname)) return;
    event.detail.shouldSwap = false;
    event.detail.isError = true; // drafts.js then keeps what was typed
    location.assign(`${doors[0]}?${new URLSearchParams({ next: location.pathname + location.search })}`);
});

// A refused form (422) comes back drawn with its errors: show it in place.
document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) {
        event.detail.shouldSwap = true;
        event.detail.isError = false;
    }
});

document.addEventListener("htmx:afterSwap", (event) => {
    event.detail.elt.querySelector("[data-form-invalid]")?.focus();
});

document.addEventListener("htmx:responseError", (event) => {
    toast(FAILURES[event.detail.xhr.status] ?? UNKNOWN, "error");
});

document.addEventListener("htmx:timeout", () => {
    toast("服务器半分钟没有应答，内容可能没有保存。请刷新页面核对后再试。", "error");
});

document.addEventListener("htmx:sendError", () => {
    document.dispatchEvent(new CustomEvent("app:unreachable"));
});
